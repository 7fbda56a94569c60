"""Turn the text of a surface form into a small syntax tree over words.

The grammar, one form a line in the lexicon files:

==============  =============================================================
``word``        that word, in any of the spellings of ``words.toml``
``a|b c``       alternatives, inside parentheses: ``(a|b c)``
``(...)?``      may be absent
``@name``       any entry of the word list ``name``
``_``           any one word
``<0-3>``       from 0 to 3 words
``...``         any stretch of the same sentence
``,``           a comma, dash, colon or bracket; ``,?`` if it may be absent
``?``           (standing alone) a question mark
``^``  ``$``    start and end of a clause; doubled (``^^``) of a sentence
``[`` ``]``     the cue is only this part; what stands outside must be there
==============  =============================================================

A form never reaches over the end of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compassion_nlp.schema import LexiconError

_TOKEN = re.compile(r"<\d+-\d+>|\.\.\.|\^\^|\$\$|\(|\)\?|\)|\||\[|\]|\^|\$|,\?|@\w+|[^\s()|\[\]]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, written as it stands in the form."""

    text: str


@dataclass(frozen=True, slots=True)
class ListRef:
    """Any entry of a named word list."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of any words; ``most`` is None where the sentence is the limit."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A zero-width boundary: ``^``, ``^^``, ``$`` or ``$$``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the cue itself starts or ends inside the form."""

    opens: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow one another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts of which one stands; an empty sequence among them means "or nothing"."""

    options: tuple[Node, ...]


Node = Word | ListRef | Gap | Edge | Mark | Sequence | Choice


def parse_pattern(form: str) -> Sequence:
    """Parse one surface form; LexiconError says what is wrong in it."""
    tokens = _TOKEN.findall(form)
    node, rest = _alternatives(tokens, form)
    if rest:
        raise LexiconError(f"form {form!r}: found {rest[0]!r} with nothing open; remove it")
    if not _consumes(node):
        raise LexiconError(f"form {form!r}: it could match nothing at all; add a word")
    return node if isinstance(node, Sequence) else Sequence((node,))


def _alternatives(tokens: list[str], form: str) -> tuple[Node, list[str]]:
    options: list[Node] = []
    parts: list[Node] = []
    while tokens and not tokens[0].startswith(")"):
        token, *tokens = tokens
        if token == "|":
            options.append(Sequence(tuple(parts)))
            parts = []
        elif token == "(":
            inner, tokens = _alternatives(tokens, form)
            if not tokens:
                raise LexiconError(f"form {form!r}: '(' is never closed; add ')'")
            closing, *tokens = tokens
            parts.append(Choice((inner, Sequence(()))) if closing == ")?" else inner)
        else:
            parts.append(_atom(token, form))
    options.append(Sequence(tuple(parts)))
    return (options[0] if len(options) == 1 else Choice(tuple(options))), tokens


def _atom(token: str, form: str) -> Node:
    if token.startswith("@"):
        return ListRef(token[1:])
    if token == "_":
        return Gap(1, 1)
    if token == "...":
        return Gap(0, None)
    if token.startswith("<") and token.endswith(">"):
        least, most = map(int, token[1:-1].split("-"))
        if least > most or most > 12:  # noqa: PLR2004 - longer gaps are "..."
            raise LexiconError(f"form {form!r}: gap {token} found; write <least-most> up to 12")
        return Gap(least, most)
    if token in {"^", "^^", "$", "$$"}:
        return Edge(token)
    if token in {"[", "]"}:
        return Mark(token == "[")
    if token == ",?":
        return Choice((Word(","), Sequence(())))
    return Word(token)


def _consumes(node: Node) -> bool:
    """Whether every way through the node takes at least one word."""
    match node:
        case Word() | ListRef():
            return True
        case Gap(least=least):
            return least > 0
        case Sequence(parts=parts):
            return any(_consumes(part) for part in parts)
        case Choice(options=options):
            return all(_consumes(option) for option in options)
        case _:
            return False
