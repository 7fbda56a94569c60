"""Turn a Doc into every cue its words could be, before context is asked."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from spacy.tokens import Doc

from compassion_nlp.annotate.index import FormIndex
from compassion_nlp.annotate.places import Cover, Place
from compassion_nlp.annotate.vocabulary import ASK, END, PAUSE, Vocabulary
from compassion_nlp.lexicon import CueType, Forms, Lexicon, Marker, Trigger

_SEPARATORS = (END, ASK)
# What an "and" before it joins as a clause of its own: the helper's next deed, or somebody else's.
_STARTERS = (
    "i", "we", "let", "what", "how", "he", "she", "they", "offered", "arranged", "gave",
    "referred", "helped", "asked", "discussed", "agreed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may be a cue; ``start`` and ``end`` count word classes."""

    cue: CueType
    forms: Forms
    start: int
    end: int
    stronger: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A trigger that occurs, with where."""

    trigger: Trigger
    start: int
    end: int


@dataclass
class Reading:
    """A text as word classes, with everything that was found in it.

    What its methods answer is worked out once: ask when all has been found.
    """

    classes: list[int]
    positions: list[int]
    candidates: list[Candidate] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    endorsements: list[Sign] = field(default_factory=list)
    exclusions: list[Place] = field(default_factory=list)
    marks: list[Place] = field(default_factory=list)

    def sentence(self, index: int) -> tuple[int, int]:
        """Return the sentence around a place, without its separators."""
        begins, ends = self._bounds
        start = begins[min(index, len(begins) - 1)]
        return start, ends[index] if index < len(ends) else index

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        """Where the sentence of each place begins and ends."""
        separators = [i for i, number in enumerate(self.classes) if number in _SEPARATORS]
        begins: list[int] = []
        ends: list[int] = []
        begin = 0
        for separator in separators:
            begins += [begin] * (separator + 1 - len(begins))
            ends += [separator] * (separator + 1 - len(ends))
            begin = separator + 1
        return begins, ends

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """All sentences that have words."""
        found = []
        start = 1
        for index, number in enumerate(self.classes[1:], start=1):
            if number in _SEPARATORS:
                if index > start:
                    found.append((start, index))
                start = index + 1
        return found

    def beside(self, index: int) -> tuple[int, int]:
        """Return the stretch from the sentence before a place to the one after it."""
        here = bisect_right(self.sentences, index, key=lambda sentence: sentence[1])
        first, last = max(here - 1, 0), min(here + 1, len(self.sentences) - 1)
        return self.sentences[first][0], self.sentences[last][1]

    def words(self, start: int, end: int) -> int:
        """Count the words in a stretch."""
        return sum(number not in (END, ASK, PAUSE) for number in self.classes[start:end])

    def places_of(self, mark: str) -> list[int]:
        """Return where a marker occurs, sorted."""
        return self._marked.get(mark, [])

    @cached_property
    def _marked(self) -> dict[str, list[int]]:
        starts: defaultdict[str, list[int]] = defaultdict(list)
        for mark in sorted(self.marks, key=lambda mark: mark.start):
            starts[mark.name].append(mark.start)
        return starts

    def excludes(self, cue_id: str, candidate: Candidate) -> bool:
        """Whether an exclusion of a cue lies on a candidate's words ("sorry, that is policy")."""
        covered = self._excluded.get(cue_id)
        return covered is not None and covered.any_over(candidate.start, candidate.end)

    @cached_property
    def _excluded(self) -> dict[str, Cover]:
        names = {place.name for place in self.exclusions}
        return {name: Cover(p for p in self.exclusions if p.name == name) for name in names}


_Stops = dict[str, list[int]]
"""Per extent, where a match that ends at a place is stretched to."""

_Kind = Literal["form", "stronger", "exclusion", "trigger", "unless", "endorsed", "marker"]
_Owner = CueType | Trigger | Marker


_Owned = tuple[_Kind, _Owner, Forms | None]


class Finder:
    """All forms of a lexicon, compiled over a vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._lexicon = lexicon
        self._of_genre: dict[str, tuple[FormIndex, list[_Owned]]] = {}
        self._but = {
            c for w in ("but", "however", "though", "although") for c in self.vocabulary.classes(w)
        }
        self._before_though = {c for w in ("as", "even") for c in self.vocabulary.classes(w)}
        self._and = {c for w in ("and", "so") for c in self.vocabulary.classes(w)}
        self._starters = {self.vocabulary.classes(word)[0] for word in _STARTERS}

    def read(self, doc: Doc, genre: str) -> Reading:
        """Find every candidate and every trigger of a text."""
        index, owned = self._forms(genre)  # first: it is what teaches the vocabulary its words
        classes, positions = self.vocabulary.encode(doc)
        reading = Reading(classes, positions)
        stronger: list[Place] = []
        lifted: list[Sign] = []
        signs = {"unless": lifted, "endorsed": reading.endorsements}
        stops: _Stops = {}
        for number, start, end in index.occurrences(classes):
            kind, owner, forms = owned[number]
            if isinstance(owner, Trigger):
                signs.get(kind, reading.signs).append(Sign(owner, start, end))
            elif isinstance(owner, Marker):
                reading.marks.append(Place(owner.id, start, end))
            elif forms is not None:
                candidate = self._candidate(reading, stops, Candidate(owner, forms, start, end))
                reading.candidates.append(candidate)
            else:
                places = reading.exclusions if kind == "exclusion" else stronger
                places.append(Place(owner.id, start, end))
        if lifted:
            reading.signs = _without(reading.signs, lifted)
        if stronger:
            reading.candidates = _strengthened(reading, stronger)
        return reading

    def _forms(self, genre: str) -> tuple[FormIndex, list[_Owned]]:
        """Return the forms that a genre can have; compiled when the genre first comes up."""
        if genre not in self._of_genre:
            owned = list(_owned(self._lexicon, ("both", genre)))
            index = FormIndex(
                [form for form, _ in owned], self._lexicon.words.lists, self.vocabulary
            )
            self._of_genre[genre] = index, [owner for _, owner in owned]
        return self._of_genre[genre]

    def _candidate(self, reading: Reading, stops: _Stops, match: Candidate) -> Candidate:
        """Stretch a match to the extent its forms ask for."""
        classes = reading.classes
        start, end, extent = match.start, match.end, match.forms.extent
        if end - 1 > start and classes[end - 1] == ASK:
            end -= 1  # a form may ask for the question mark; the cue does not hold it
        if extent != "match":
            if extent not in stops:
                stops[extent] = self._stops(classes, extent)
            end = stops[extent][end]
            if extent == "whole":
                start = reading.sentence(start)[0]
        while end - 1 > start and classes[end - 1] == PAUSE:
            end -= 1
        while start < end - 1 and classes[start] == PAUSE:
            start += 1
        return Candidate(match.cue, match.forms, start, end)

    def _stops(self, classes: Sequence[int], extent: str) -> list[int]:
        """Return, for every place, where a match that ends there is stretched to."""
        stops = {END, ASK} if extent in ("sentence", "whole") else {END, ASK, PAUSE}
        if extent != "whole":
            stops |= self._but
        stop = len(classes)
        found = [stop]
        for index in range(len(classes) - 1, -1, -1):
            if (classes[index] in stops and not self._as_though(classes, index)) or (
                extent == "clause" and self._next_clause(classes, index)
            ):
                stop = index
            found.append(stop)
        return found[::-1]

    def _as_though(self, classes: Sequence[int], index: int) -> bool:
        """Whether a "though" here is that of "as though", or an afterthought ("..., though.")."""
        return classes[index] in self._but and (
            classes[index - 1] in self._before_though or classes[index + 1] in (END, ASK)
        )

    def _next_clause(self, classes: Sequence[int], index: int) -> bool:
        """Whether an "and" here opens a new clause ("... and I want to help")."""
        following = classes[index + 1 : index + 2]
        return classes[index] in self._and and bool(self._starters.intersection(following))


def _without(signs: Sequence[Sign], lifted: Sequence[Sign]) -> list[Sign]:
    """Drop the signs whose words a form of the same trigger takes away ("not only")."""
    triggers = {id(unless.trigger) for unless in lifted}
    covers = {one: Cover(s for s in lifted if id(s.trigger) == one) for one in triggers}
    return [
        sign
        for sign in signs
        if id(sign.trigger) not in covers
        or not covers[id(sign.trigger)].any_over(sign.start, sign.end)
    ]


def _owned(lexicon: Lexicon, genres: tuple[str, str]) -> Iterator[tuple[str, _Owned]]:
    """Yield every form of some genres with what it belongs to."""
    for cue in lexicon.cues:
        if cue.genre not in genres:
            continue
        for forms in cue.forms:
            if forms.genre in genres:
                yield from ((form, ("form", cue, forms)) for form in forms.any)
        yield from ((form, ("stronger", cue, None)) for form in cue.stronger)
        yield from ((form, ("exclusion", cue, None)) for form in cue.exclusions)
    for trigger in lexicon.context.trigger:
        if trigger.genre in genres:
            yield from ((form, ("trigger", trigger, None)) for form in trigger.any)
            yield from ((form, ("unless", trigger, None)) for form in trigger.unless)
            yield from ((form, ("endorsed", trigger, None)) for form in trigger.endorsed)
    for marker in lexicon.context.marker:
        yield from ((form, ("marker", marker, None)) for form in marker.any)


def _strengthened(reading: Reading, stronger: Sequence[Place]) -> list[Candidate]:
    """Mark the candidates that have a strengthening form of their cue in their sentence."""
    reasons = {
        (place.name, reading.sentence(place.start)[0])
        for place in stronger
        if reading.classes[place.start] not in _SEPARATORS
    }
    return [
        replace(c, stronger=True) if (c.cue.id, reading.sentence(c.start)[0]) in reasons else c
        for c in reading.candidates
    ]
