"""Turn the text of a surface form into a small syntax tree over words.

The grammar, one form a line in the lexicon files:

==============  =============================================================
``word``        that word, in any of the spellings of ``words.toml``; ``word?`` if it may
                be absent
``a|b c``       alternatives, inside parentheses: ``(a|b c)``
``(...)?``      may be absent
``get(s|ting)`` endings of a word; ``get(s|ting)?`` if the bare word will do
``@name``       any entry of the word list ``name``; ``@name?`` if it may be absent
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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compassion_nlp.schema import LexiconError

_TOKEN = re.compile(
    r"\w[\w'-]*\([\w'|]+\)\??|"  # a word with endings comes first
    r"<\d+-\d+>|\.\.\.|\^\^|\$\$|\(|\)\?|\)|\||\[|\]|\^|\$|,\?|@\w+\??|[^\s()|\[\]]+"
)
_ENDINGS = re.compile(r"(?P<stem>[^(]+)\((?P<endings>[^)]+)\)(?P<bare>\??)")


@dataclass(frozen=True, slots=True)
class Words:
    """One of several words, written as they stand in the form; usually one alone."""

    texts: tuple[str, ...]


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
class Parts:
    """Parts that follow one another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts of which one stands."""

    options: tuple[Node, ...]


Node = Words | ListRef | Gap | Edge | Mark | Parts | Choice
NOTHING = Parts(())
"""What stands where an optional part is absent."""


def parse_pattern(form: str) -> Parts:
    """Parse one surface form; LexiconError says what is wrong in it."""
    tokens = _TOKEN.findall(form)[::-1]
    node = _alternatives(tokens, form)
    if tokens:
        raise LexiconError(f"form {form!r}: found {tokens[-1]!r} with nothing open; remove it")
    if ("[" in form or "]" in form) and _marks(node) != "[]":
        raise LexiconError(f"form {form!r}: [ and ] must enclose whole parts, once")
    if not _consumes(node):
        raise LexiconError(f"form {form!r}: it could match nothing at all; add a word")
    return node if isinstance(node, Parts) else Parts((node,))


def parse_form(form: str, lists: Mapping[str, object]) -> Parts:
    """Parse a form that stands for itself and may refer to the word lists given."""
    tree = parse_pattern(form)
    first = tree.parts[0]
    if isinstance(first, Edge) and first.kind in ("$", "$$"):
        raise LexiconError(f"form {form!r}: it starts with {first.kind!r}; move it last")
    if Words(("?",)) in tree.parts:
        after = tree.parts[tree.parts.index(Words(("?",))) + 1 :]
        if any(not isinstance(part, Mark | Edge) for part in after):
            raise LexiconError(
                f"form {form!r}: '?' ends a sentence and no form reaches further; move it last"
            )
    unknown = sorted(_lists_in(tree) - lists.keys())
    if unknown:
        known = ", ".join(f"@{name}" for name in sorted(lists))
        raise LexiconError(f"form {form!r}: no word list @{unknown[0]}; lists are: {known}")
    return tree


def _lists_in(node: Node) -> set[str]:
    """Return the names of the word lists that a node refers to."""
    match node:
        case ListRef(name=name):
            return {name}
        case Parts(parts=inside) | Choice(options=inside):
            return set().union(*(_lists_in(part) for part in inside))
        case _:
            return set()


def choice(options: Iterable[Node]) -> Node:
    """Return one of the options, with all single words among them put together."""
    words: dict[str, None] = {}
    others: list[Node] = []
    for option in options:
        if isinstance(option, Parts) and len(option.parts) == 1:
            option = option.parts[0]  # noqa: PLW2901 - the same option, unwrapped
        if isinstance(option, Words):
            words.update(dict.fromkeys(option.texts))
        else:
            others.append(option)
    if words:
        others.insert(0, Words(tuple(words)))
    return others[0] if len(others) == 1 else Choice(tuple(others))


def _alternatives(tokens: list[str], form: str) -> Node:
    """Read alternatives from the end of the reversed tokens, up to a closing bracket."""
    options: list[Node] = []
    parts: list[Node] = []
    while tokens and tokens[-1] not in (")", ")?"):
        token = tokens.pop()
        if token == "|":
            options.append(Parts(tuple(parts)))
            parts = []
        elif token == "(":
            inner = _alternatives(tokens, form)
            if not tokens:
                raise LexiconError(f"form {form!r}: '(' is never closed; add ')'")
            parts.append(choice((inner, NOTHING)) if tokens.pop() == ")?" else inner)
        else:
            parts.append(_atom(token, form))
    options.append(Parts(tuple(parts)))
    return options[0] if len(options) == 1 else choice(options)


def _atom(token: str, form: str) -> Node:
    if token.startswith("@"):
        entry = ListRef(token[1:].removesuffix("?"))
        return choice((entry, NOTHING)) if token.endswith("?") else entry
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
        return choice((Words((",",)), NOTHING))
    if endings := _ENDINGS.fullmatch(token):
        words = [endings["stem"] + ending for ending in endings["endings"].split("|")]
        bare = [endings["stem"]] if endings["bare"] else []
        return Words((*words, *bare))
    if len(token) > 1 and token.endswith("?"):
        return choice((Words((token[:-1],)), NOTHING))
    return Words((token,))


def _consumes(node: Node) -> bool:
    """Whether every way through the node takes at least one word."""
    match node:
        case Words() | ListRef():
            return True
        case Gap(least=least):
            return least > 0
        case Parts(parts=parts):
            return any(_consumes(part) for part in parts)
        case Choice(options=options):
            return all(_consumes(option) for option in options)
        case _:
            return False


def _marks(node: Node) -> str:
    """Return the marks in a node; those of a branch count only when they are a pair."""
    match node:
        case Mark(opens=opens):
            return "[" if opens else "]"
        case Parts(parts=parts):
            return "".join(_marks(part) for part in parts)
        case Choice(options=options):
            found = [_marks(option) for option in options]
            return "?" if any(marks not in ("", "[]") for marks in found) else "".join(found)
        case _:
            return ""
