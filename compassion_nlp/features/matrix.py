"""Turn annotated units into one sparse table whose columns have names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from compassion_nlp.annotate import Annotated
from compassion_nlp.features.signs import Facts, signs
from compassion_nlp.features.words import Ids, WordTable
from compassion_nlp.schema import GENRES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit: its facts, its word ids and where in the text it stands."""

    facts: Facts
    ids: Ids
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FeatureRows:
    """A sparse table: entry i says that row ``row[i]`` has ``value[i]`` in ``column[i]``.

    ``genre`` numbers the genre of each row, by its place in `GENRES`.
    """

    row: Ints
    column: Ints
    value: Floats
    genre: Ints

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.genre)


@dataclass(frozen=True)
class FeatureSpace:
    """The columns of a model: named signs first, then words and word pairs.

    Words are weighted by ``rarity`` (idf) and scaled to unit length per unit, so
    that long units do not weigh more than short ones.
    """

    signs: tuple[str, ...]
    words: WordTable
    rarity: Floats

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (*self.signs, *(f"words.{term}" for term in self.words.terms))

    def rows(self, units: Sequence[UnitFacts]) -> FeatureRows:
        """Return the table of the units given; unknown names are left out."""
        sign_row, sign_column, sign_value = self._signs([signs(unit.facts) for unit in units])
        row, column = self.words.counts([unit.ids for unit in units])
        weight = self.rarity[column] if len(column) else np.zeros(0)
        length = np.sqrt(np.bincount(row, weight**2, minlength=len(units)))
        return FeatureRows(
            row=np.concatenate((sign_row, row)),
            column=np.concatenate((sign_column, column + len(self.signs))),
            value=np.concatenate((sign_value, weight / length[row])),
            genre=np.array([GENRES.index(unit.facts.genre) for unit in units], dtype=np.intp),
        )

    @cached_property
    def _sign_columns(self) -> Mapping[str, int]:
        return {name: column for column, name in enumerate(self.signs)}

    def _signs(self, found: Iterable[Mapping[str, float]]) -> tuple[Ints, Ints, Floats]:
        columns = self._sign_columns
        places = [
            (row, columns[name], value)
            for row, names in enumerate(found)
            for name, value in names.items()
            if name in columns
        ]
        table = np.array(places, dtype=float).reshape(-1, 3)
        return table[:, 0].astype(np.intp), table[:, 1].astype(np.intp), table[:, 2]


def unit_facts(annotated: Annotated, spans: Iterable[tuple[int, int]]) -> list[UnitFacts]:
    """Cut an annotated text into the units that the spans (code points) give."""
    spans = list(spans)
    # Offsets and cues are looked up in order: many units of a long text cost no more than one.
    words = np.searchsorted(annotated.offsets, np.array(spans, np.uint64).reshape(-1, 2)).tolist()
    order = sorted(range(len(annotated.cues)), key=lambda i: annotated.cues[i].start)
    starts = [annotated.cues[i].start for i in order]
    units = []
    for (start, end), (first, last) in zip(spans, words, strict=True):
        inside = order[bisect_left(starts, start) : bisect_left(starts, end)]
        facts = Facts(
            genre=annotated.genre,
            client_move=annotated.client_move,
            cues=[annotated.cues[i] for i in sorted(inside)],
            text=annotated.text,
            overlap=annotated.overlap,
            words=last - first,
        )
        units.append(UnitFacts(facts, annotated.ids[first:last], start, end))
    return units
