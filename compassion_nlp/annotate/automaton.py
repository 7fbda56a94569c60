"""Turn many patterns into one machine that finds in a single pass which of them occur.

A lazily built deterministic automaton reads one word class after another, so
the cost of a text hardly depends on the size of the lexicon. It may say yes too
often (it does not check edges inside a pattern); the pattern's own regular
expression, run only then, says where exactly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from compassion_nlp.annotate.vocabulary import (
    ASK,
    END,
    OTHER,
    PAUSE,
    Vocabulary,
    character,
    encoded,
)
from compassion_nlp.lexicon.pattern import (
    Choice,
    Edge,
    Gap,
    ListRef,
    Mark,
    Node,
    Word,
    parse_pattern,
)
from compassion_nlp.lexicon.pattern import Sequence as Parts
from compassion_nlp.schema import LexiconError

_MAX_STATES = 50_000  # about 100 MB; the cache starts anew beyond it
_CLAUSE_OPENERS = (
    "and", "but", "so", "or", "then", "okay", "well", "yeah", "yes", "no", "because",
    "now", "oh", "right", "honestly", "look", "hey", "yep", "sure",
)  # fmt: skip
_CLAUSE_CLOSERS = ("but", "however", "though", "although", "and", "so", "because", "if", "when")


@dataclass(slots=True)
class _State:
    """A set of places in patterns that the words read so far have led to."""

    nodes: frozenset[int]
    accepts: tuple[int, ...]
    next: dict[int, _State] = field(default_factory=dict)


class Automaton:
    """Patterns compiled over the word classes of a vocabulary.

    ``pattern_forms`` are the texts of the patterns; their index is their number.
    """

    def __init__(
        self,
        pattern_forms: Sequence[str],
        lists: dict[str, tuple[str, ...]],
        vocabulary: Vocabulary,
    ) -> None:
        self._vocabulary = vocabulary
        self._lists = lists
        self._openers = _edge(_CLAUSE_OPENERS, vocabulary)
        self._closers = _edge(_CLAUSE_CLOSERS, vocabulary)
        self._moves: list[dict[int, list[int]]] = [{}]
        self._any_word: list[list[int]] = [[]]
        self._in_sentence: list[list[int]] = [[]]
        self._free: list[list[int]] = [[]]
        self._accepted: dict[int, list[int]] = defaultdict(list)
        self._expressions: list[re.Pattern[str]] = []
        for number, form in enumerate(pattern_forms):
            self._add(number, form)
        self._reset()

    def hits(self, classes: Iterable[int]) -> set[int]:
        """Return the numbers of the patterns that may occur."""
        found: set[int] = set()
        state = self._start
        for number in classes:
            following = state.next.get(number)
            if following is None:
                following = self._step(state, number)
            if following.accepts:
                found.update(following.accepts)
            state = following
        return found

    def spans(self, pattern: int, text: str) -> list[tuple[int, int]]:
        """Return where a pattern occurs in an encoded text, as (start, end) in it."""
        return [
            match.span("cue") if "cue" in match.re.groupindex else match.span()
            for match in self._expressions[pattern].finditer(text)
        ]

    def __getstate__(self) -> dict[str, Any]:
        # The machine is a deep graph and cheap to rebuild: it does not travel.
        return {k: v for k, v in self.__dict__.items() if k not in ("_states", "_start")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._reset()

    # -- the deterministic machine, built as texts need it

    def _reset(self) -> None:
        # The start state holds no nodes: entering a pattern is looked up by word.
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(frozenset())

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self._states.get(nodes)
        if state is None:
            accepts = tuple(sorted(p for n in nodes for p in self._accepted.get(n, ())))
            state = self._states[nodes] = _State(nodes, accepts)
        return state

    def _step(self, state: _State, number: int) -> _State:
        if len(self._states) > _MAX_STATES:
            self._reset()
        reached: set[int] = set()
        for node in (0, *state.nodes):
            reached.update(self._moves[node].get(number, ()))
            if number not in (END, ASK):
                reached.update(self._in_sentence[node])
                if number != PAUSE:
                    reached.update(self._any_word[node])
        following = self._state(frozenset(self._closure(reached)))
        state.next[number] = following
        return following

    def _closure(self, nodes: set[int]) -> set[int]:
        open_nodes = list(nodes)
        while open_nodes:
            for target in self._free[open_nodes.pop()]:
                if target not in nodes:
                    nodes.add(target)
                    open_nodes.append(target)
        return nodes

    # -- compiling a pattern, once for the machine and once for `re`

    def _add(self, number: int, form: str) -> None:
        tree = parse_pattern(form)
        expression = self._regex(tree, form)
        parts = tree.parts
        begin = self._node()
        if isinstance(parts[0], Edge):
            if parts[0].kind in ("$", "$$"):
                raise LexiconError(f"form {form!r}: it starts with {parts[0].kind!r}; move it last")
            allowed = self._openers if parts[0].kind == "^" else {END, ASK}
            for cls in allowed:
                self._moves[0].setdefault(cls, []).append(begin)
            parts = parts[1:]
            last = self._build(Parts(parts), begin)
        else:
            first = self._build(Parts(parts), begin)
            last = first
            self._enter_from_start(begin)
        self._accepted[last].append(number)
        self._expressions.append(expression)

    def _enter_from_start(self, begin: int) -> None:
        """Let node 0 go wherever the first node of a pattern could go."""
        for node in self._closure({begin}):
            for cls, targets in self._moves[node].items():
                self._moves[0].setdefault(cls, []).extend(targets)
            self._any_word[0].extend(self._any_word[node])
            self._in_sentence[0].extend(self._in_sentence[node])

    def _node(self) -> int:
        self._moves.append({})
        self._any_word.append([])
        self._in_sentence.append([])
        self._free.append([])
        return len(self._moves) - 1

    def _build(self, node: Node, begin: int) -> int:
        """Add a part after the place ``begin``; return the place it leads to."""
        match node:
            case Word(text=text):
                for cls in self._vocabulary.classes(text):
                    end = self._node()
                    self._moves[begin].setdefault(cls, []).append(end)
                    begin = end
                return begin
            case Parts(parts=parts):
                for part in parts:
                    begin = self._build(part, begin)
                return begin
            case ListRef(name=name):
                return self._build_choice([self._words(entry) for entry in self._lists[name]], begin)
            case Choice(options=options):
                return self._build_choice(options, begin)
            case Gap(least=least, most=most):
                return self._build_gap(least, most, begin)
            case _:  # edges and marks take no word
                return begin

    def _build_choice(self, options: Iterable[Node], begin: int) -> int:
        end = self._node()
        for option in options:
            branch = self._node()
            self._free[begin].append(branch)
            self._free[self._build(option, branch)].append(end)
        return end

    def _build_gap(self, least: int, most: int | None, begin: int) -> int:
        if most is None:
            loop = self._node()
            self._free[begin].append(loop)
            self._in_sentence[loop].append(loop)
            return loop
        end = self._node()
        if least == 0:
            self._free[begin].append(end)
        for step in range(1, most + 1):
            following = self._node()
            self._any_word[begin].append(following)
            if step >= least:
                self._free[following].append(end)
            begin = following
        return end

    def _words(self, entry: str) -> Node:
        """Read an entry of a word list, where "_" is any word as in a form ("your _")."""
        return parse_pattern(entry)

    def _regex(self, tree: Node, form: str) -> re.Pattern[str]:
        try:
            return re.compile(self._expression(tree))
        except KeyError as error:
            known = ", ".join(f"@{name}" for name in sorted(self._lists))
            raise LexiconError(
                f"form {form!r}: no word list @{error.args[0]}; lists are: {known}"
            ) from None
        except re.error as error:
            raise LexiconError(
                f"form {form!r}: [ and ] must enclose whole parts, once ({error})"
            ) from None

    def _expression(self, node: Node) -> str:
        word = f"[^{encoded((END, ASK, PAUSE))}]"
        match node:
            case Word(text=text):
                return encoded(self._vocabulary.classes(text))
            case Parts(parts=parts):
                return "".join(self._expression(part) for part in parts)
            case ListRef(name=name):
                entries = [self._expression(self._words(entry)) for entry in self._lists[name]]
                return _alternation(entries)
            case Choice(options=options):
                return _alternation([self._expression(option) for option in options])
            case Gap(least=least, most=None):
                return f"[^{encoded((END, ASK))}]*?"
            case Gap(least=least, most=most):
                return f"{word}{{{least},{most}}}?"
            case Mark(opens=opens):
                return "(?P<cue>" if opens else ")"
            case Edge(kind=kind):
                return {
                    "^": f"(?<=[{encoded(sorted(self._openers))}])",
                    "^^": f"(?<=[{encoded((END, ASK))}])",
                    "$": f"(?=[{encoded(sorted(self._closers))}])",
                    "$$": f"(?=[{encoded((END, ASK))}])",
                }[kind]


def _edge(words: Iterable[str], vocabulary: Vocabulary) -> set[int]:
    return {END, ASK, PAUSE, *(cls for word in words for cls in vocabulary.classes(word))}


def _alternation(options: list[str]) -> str:
    """Join options, longest first so that "no wonder why" beats "no wonder"."""
    singles = "".join(sorted({o for o in options if len(o) == 1}))
    longer = sorted({o for o in options if len(o) > 1}, key=len, reverse=True)
    parts = [*longer, *([f"[{singles}]"] if singles else [])]
    if "" in options:
        parts.append("")
    return f"(?:{'|'.join(parts)})"


__all__ = ["ASK", "END", "OTHER", "PAUSE", "Automaton", "character", "encoded"]
