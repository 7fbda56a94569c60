"""Turn many forms into one index that tells which of them occur, sentence by sentence.

A form can only occur where its rarest part does. So every form waits under the
words of that part; a sentence asks for the forms waiting under its words, a bit
mask drops those whose other parts are missing, and only the few that remain are
searched with their regular expressions. The cost of a text hardly depends on the
size of the lexicon, and nothing is compiled for forms that never come up.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from compassion_nlp.annotate.vocabulary import ASK, END, PAUSE, Vocabulary, encoded
from compassion_nlp.lexicon.pattern import (
    Choice,
    Edge,
    Gap,
    ListRef,
    Mark,
    Node,
    Parts,
    Words,
    choice,
    parse_form,
    parse_pattern,
)

_CLAUSE_OPENERS = (
    "and", "but", "so", "or", "then", "okay", "well", "yeah", "yes", "no", "because",
    "now", "oh", "right", "honestly", "look", "hey", "yep", "sure",
)  # fmt: skip
_CLAUSE_CLOSERS = ("but", "however", "though", "although", "and", "so", "because", "if", "when")

_HALF = 16  # bits of one class in the key of a pair
_MOST_PAIRS = 400  # a form that would wait under more pairs waits under single words
_PAIR_DISCOUNT = 0.1  # how much rarer a pair of words is taken to be than its rarer word
_MASKS = 4  # parts that are checked before a form is searched

_Part = frozenset[int]
"""Classes of which one must be there for a part of a form to occur."""


class FormIndex:
    """Forms compiled over the word classes of a vocabulary; a form's number is its place."""

    def __init__(
        self, forms: Sequence[str], lists: dict[str, tuple[str, ...]], vocabulary: Vocabulary
    ) -> None:
        self._vocabulary = vocabulary
        self._lists = lists
        self._list_nodes: dict[str, Node] = {}
        self._list_shapes: dict[str, tuple[bool, _Part | None, _Part | None]] = {}
        self._list_places: dict[str, tuple[float, frozenset[int]] | None] = {}
        self._list_parts: dict[str, _Part] = {}
        self._list_expressions: dict[str, str] = {}
        self._openers = _edge(_CLAUSE_OPENERS, vocabulary)
        self._closers = _edge(_CLAUSE_CLOSERS, vocabulary)
        self._trees = [parse_form(form, lists) for form in forms]
        self._expressions: list[re.Pattern[str] | None] = [None] * len(self._trees)
        self._place()

    def occurrences(self, classes: Sequence[int]) -> list[tuple[int, int, int]]:
        """Return (form, start, end) of every occurrence, in places of the classes, sorted."""
        found: list[tuple[int, int, int]] = []
        text = encoded(classes)
        start = 0
        for end in range(1, len(classes)):
            if classes[end] in (END, ASK):
                if end - start > 1 or classes[end] == ASK:
                    self._in_sentence(classes[start + 1 : end + 1], text, start, end + 1, found)
                start = end
        found.sort()
        return found

    def _in_sentence(
        self,
        classes: Sequence[int],
        text: str,
        start: int,
        stop: int,
        found: list[tuple[int, int, int]],
    ) -> None:
        """Search the forms whose rarest part is there, between two sentence ends."""
        bits, waiting = self._bits, self._waiting
        mask = last = 0
        forms = set(self._anywhere)
        offered = []
        for number in set(classes):
            mask |= bits.get(number, 0)
            if number in waiting:
                offered += waiting[number]
        for number in classes:
            pair = last << _HALF | number
            if pair in waiting:
                offered += waiting[pair]
            last = number
        for form, needs in offered:
            for need in needs:
                if not mask & need:
                    break
            else:
                forms.add(form)
        expressions = self._expressions
        for form in forms:
            expression = expressions[form]
            if expression is None:
                expression = expressions[form] = self._compiled(form)
            match = expression.search(text, start, stop)
            while match is not None:
                here, end = match.span(match.lastgroup or 0)
                found.append((form, here, end))
                match = expression.search(text, max(match.end(), match.start() + 1), stop)

    def _compiled(self, form: int) -> re.Pattern[str]:
        # The group of the cue is the only one, so `lastgroup` names it where there is one.
        return re.compile(self._expression(self._trees[form]))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_expressions": [None] * len(self._trees)}

    # -- where a form waits

    def _place(self) -> None:
        parts = [list(self._parts(tree)) for tree in self._trees]
        # How many forms have a class: common in forms is common in speech.
        self._common = Counter(number for form in parts for part in form for number in part)
        self._bits: dict[int, int] = {}
        waiting: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        self._anywhere: list[int] = []
        for form, needed in enumerate(parts):
            place = self._rarest(self._trees[form])
            if place is None:
                self._anywhere.append(form)
                continue
            needed.sort(key=self._cost)
            masks = tuple(self._mask(part) for part in needed[:_MASKS])
            for key in place[1]:
                waiting[key].append((form, masks))
        self._waiting = dict(waiting)
        del self._common

    def _cost(self, classes: Iterable[int]) -> float:
        return sum(self._common[number] for number in classes)

    def _rarest(self, node: Node) -> tuple[float, frozenset[int]] | None:
        """Return the keys of which one must be there for a node to occur, and their cost.

        A key is a class, or two classes that follow one another.
        """
        common = self._common
        match node:
            case Words(texts=texts):
                cost = 0.0
                rare: set[int] = set()
                for text in texts:
                    classes = self._vocabulary.classes(text)
                    if not classes:
                        return None
                    rarest = min(classes, key=common.__getitem__) if classes[1:] else classes[0]
                    cost += common[rarest]
                    rare.add(rarest)
                return cost, frozenset(rare)
            case ListRef(name=name):
                if name not in self._list_places:
                    self._list_places[name] = self._rarest(self._list(name))
                return self._list_places[name]
            case Choice(options=options):
                found = [self._rarest(option) for option in options]
                known = [place for place in found if place is not None]
                if len(known) < len(found):
                    return None
                return sum(cost for cost, _ in known), frozenset().union(*(k for _, k in known))
            case Parts(parts=parts):
                places = [place for part in parts if (place := self._rarest(part)) is not None]
                for first, second in self._joins(parts):
                    if 0 < len(first) * len(second) <= _MOST_PAIRS:
                        keys = frozenset(a << _HALF | b for a in first for b in second)
                        cost = min(self._cost(first), self._cost(second)) * _PAIR_DISCOUNT
                        places.append((cost, keys))
                return min(places, key=lambda place: place[0], default=None)
            case _:
                return None

    def _joins(self, parts: Sequence[Node]) -> Iterator[tuple[_Part, _Part]]:
        """Yield (last classes, following classes) where one part must follow another directly."""
        shapes = [self._shape(part) for part in parts if not isinstance(part, Edge | Mark)]
        for place, (nullable, _, last) in enumerate(shapes[:-1]):
            if nullable or last is None:
                continue
            following: set[int] = set()
            for empty, first, _ in shapes[place + 1 :]:
                if first is None:
                    break
                following |= first
                if not empty:
                    yield last, frozenset(following)
                    break

    def _shape(self, node: Node) -> tuple[bool, _Part | None, _Part | None]:
        """Return whether a node may be empty, its first and its last classes (None: any)."""
        match node:
            case Words(texts=texts):
                spelled = [self._vocabulary.classes(text) for text in texts]
                return (
                    not all(spelled),
                    frozenset([classes[0] for classes in spelled if classes]),
                    frozenset([classes[-1] for classes in spelled if classes]),
                )
            case ListRef(name=name):
                if name not in self._list_shapes:
                    self._list_shapes[name] = self._shape(self._list(name))
                return self._list_shapes[name]
            case Choice(options=options):
                shapes = [self._shape(option) for option in options]
                firsts = [first for _, first, _ in shapes if first is not None]
                lasts = [last for _, _, last in shapes if last is not None]
                return (
                    any(empty for empty, _, _ in shapes),
                    frozenset().union(*firsts) if len(firsts) == len(shapes) else None,
                    frozenset().union(*lasts) if len(lasts) == len(shapes) else None,
                )
            case Parts(parts=parts):
                shapes = [self._shape(p) for p in parts if not isinstance(p, Edge | Mark)]
                return all(s[0] for s in shapes), _end(shapes, 1), _end(shapes[::-1], 2)
            case Gap():
                return node.least == 0, None, None
            case _:
                return True, frozenset(), frozenset()

    def _mask(self, part: _Part) -> int:
        mask = 0
        for number in part:
            mask |= self._bits.setdefault(number, 1 << len(self._bits))
        return mask

    def _parts(self, node: Node) -> Iterator[_Part]:
        """Yield the parts that must all be there for a node to occur."""
        match node:
            case Words(texts=(text,)):
                for number in self._vocabulary.classes(text):
                    yield frozenset((number,))
            case Words(texts=texts):
                spelled = [self._vocabulary.classes(text) for text in texts]
                if all(spelled):
                    yield frozenset([classes[0] for classes in spelled])
            case Parts(parts=parts):
                for part in parts:
                    yield from self._parts(part)
            case ListRef(name=name):
                if name not in self._list_parts:
                    self._list_parts[name] = next(self._parts(self._list(name)), frozenset())
                if self._list_parts[name]:
                    yield self._list_parts[name]
            case Choice(options=options):
                narrowest = [min(self._parts(o), key=len, default=None) for o in options]
                if None not in narrowest:
                    yield frozenset().union(*(part for part in narrowest if part is not None))

    # -- reading forms

    def _list(self, name: str) -> Node:
        """Return a word list as a node; "_" is any word there as in a form ("your _")."""
        if name not in self._list_nodes:
            self._list_nodes[name] = choice(parse_pattern(entry) for entry in self._lists[name])
        return self._list_nodes[name]

    def _expression(self, node: Node) -> str:
        word = f"[^{encoded((END, ASK, PAUSE))}]"
        match node:
            case Words(texts=(text,)):
                return encoded(self._vocabulary.classes(text))
            case Words(texts=texts):
                return _alternation([encoded(self._vocabulary.classes(text)) for text in texts])
            case Parts(parts=parts):
                return "".join(self._expression(part) for part in parts)
            case ListRef(name=name):
                if name not in self._list_expressions:
                    self._list_expressions[name] = self._expression(self._list(name))
                return self._list_expressions[name]
            case Choice(options=options):
                return _alternation([e for option in options for e in self._options(option)])
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

    def _options(self, node: Node) -> list[str]:
        """Return the expressions of the ways through an option, for one flat alternation."""
        if isinstance(node, Words):
            return [encoded(self._vocabulary.classes(text)) for text in node.texts]
        return [self._expression(node)]


def _end(shapes: Sequence[tuple[bool, _Part | None, _Part | None]], side: int) -> _Part | None:
    """Join what a sequence may begin (or, turned round, end) with."""
    classes: set[int] = set()
    for shape in shapes:
        outer = shape[side]
        if not isinstance(outer, frozenset):
            return None
        classes |= outer
        if not shape[0]:
            break
    return frozenset(classes)


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
