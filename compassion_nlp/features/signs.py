"""Turn the cues and the situation of one unit into named numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compassion_nlp.features.levels import codebook_levels
from compassion_nlp.schema import OPPORTUNITIES, ClientMove, Cue, Genre

_ENOUGH = 0.15  # share of the client's content words that counts as taking them up
_SHORT = 6  # words; codebook A.5.2: brevity counts only with opportunity and no uptake


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one unit besides its words.

    ``overlap`` is the share (0-1) of the client's content words that the unit
    takes up; ``words`` counts the unit's words. ``place`` says where a sentence
    stands and what it looks like, ``says`` how strongly each family of cues is
    read in the unit by the model's cue layer (0: not at all), and ``said_in`` in
    which of its sentences, in the same order.
    """

    genre: Genre
    client_move: ClientMove
    cues: Sequence[Cue]
    text: str
    overlap: float = 0.0
    words: int = 0
    place: tuple[str, ...] = ()
    says: Mapping[str, float] = field(default_factory=dict)
    said_in: Sequence[tuple[int, int]] = ()


def signs(facts: Facts) -> dict[str, float]:
    """Return the unit's features that do not come from single words.

    ==========================  ================================================
    ``cue.<id>``                1 where the cue is asserted
    ``cue.<id>.strong``         1 where it is asserted at strength 2
    ``family.<id>``             1 where any cue of the family is asserted
    ``aside.<id>``              1 where a cue of the family was set aside
    ``level.<mindset>.<n>``     1 where the codebook's rules give at least n
    ``move.<move>``             1 for what the client just did (turns)
    ``unmet.<move>``            1 where an opportunity meets no cue of compassion
    ``opportunity.taken_up``    1 where the answer repeats the client's own words
    ``opportunity.short``       1 where it has at most six words
    ``place.<place>``           1 where a sentence stands there (sentences only)
    ``cue.none``                1 where a sentence has no asserted cue
    ``says.<family>``           how strongly the cue layer reads it (units only)
    ==========================  ================================================
    """
    asserted = [cue for cue in facts.cues if cue.asserted]
    names = set(_of_cues(facts.cues))
    names |= _of_levels(codebook_levels(asserted, facts.text))
    if facts.genre == "turn":
        names |= set(_of_situation(facts, asserted))
    if facts.place:
        names.update(f"place.{place}" for place in facts.place)
        if not asserted:
            names.add("cue.none")
    found = dict.fromkeys(sorted(names), 1.0)
    found.update((f"says.{family}", strength) for family, strength in facts.says.items())
    return found


def _of_cues(cues: Iterable[Cue]) -> Iterator[str]:
    for cue in cues:
        if not cue.asserted:
            yield f"aside.{cue.family}"
            continue
        yield f"cue.{cue.id}"
        yield f"family.{cue.family}"
        if cue.strength > 1:
            yield f"cue.{cue.id}.strong"


def _of_levels(levels: Mapping[str, int]) -> set[str]:
    return {f"level.{m}.{n}" for m, level in levels.items() for n in range(1, level + 1)}


def _of_situation(facts: Facts, asserted: Iterable[Cue]) -> Iterator[str]:
    yield f"move.{facts.client_move}"
    if facts.client_move not in OPPORTUNITIES:
        return
    if not any(cue.mindset == "compassion" and cue.strength > 0 for cue in asserted):
        yield f"unmet.{facts.client_move}"
    if facts.overlap >= _ENOUGH:
        yield "opportunity.taken_up"
    if facts.words <= _SHORT:
        yield "opportunity.short"
