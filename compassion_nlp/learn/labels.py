"""Turn label files into texts, levels and cue spans, checked row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from compassion_nlp.readers.labels import LabelError, read_rows
from compassion_nlp.schema import Genre, Unit

RATIONALE = "rationale"
"""What a span is called among others that says on which words the labels rest."""


class LabelledUnit(BaseModel):
    """One row of a label file: the input format of ``analyze`` with labels.

    ``labels`` gives a level per code; ``cues`` are ``[cue id, start, end]`` and
    ``rationales`` (the words that the labels rest on) ``[start, end]``, in code
    points. Units that share a ``group`` never part between folds. The lexicon was
    developed on units of ``development``: they count in fitting, but nothing is
    measured or calibrated on them. Units of one ``pair`` differ by a small edit that
    changes what they mean; ``source`` names the corpus a unit comes from.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    genre: Genre = "note"
    context: str | None = None
    labels: dict[str, int] = Field(default_factory=dict)
    cues: tuple[tuple[str, int, int], ...] = ()
    rationales: tuple[tuple[int, int], ...] = ()
    group: str | None = None
    development: bool = False
    pair: str | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _in_range(self) -> LabelledUnit:
        for cue, start, end in (*self.cues, *((RATIONALE, *span) for span in self.rationales)):
            if not 0 <= start < end <= len(self.text):
                raise ValueError(f"cue {cue} [{start}, {end}] lies outside the text")
        negative = [code for code, level in self.labels.items() if level < 0]
        if negative:
            raise ValueError(f"labels of {', '.join(negative)} are below 0")
        return self

    def unit(self) -> Unit:
        """Return the unlabelled unit."""
        return Unit(self.text, self.genre, self.context or None, self.id)


@dataclass(frozen=True)
class Labels:
    """All rows of some label files."""

    rows: tuple[LabelledUnit, ...]

    @property
    def units(self) -> list[Unit]:
        """The unlabelled units."""
        return [row.unit() for row in self.rows]

    @property
    def levels(self) -> pd.DataFrame:
        """A column per code; codes that a row does not name are missing."""
        return pd.DataFrame([row.labels for row in self.rows], index=[row.id for row in self.rows])

    @property
    def groups(self) -> list[str]:
        """The group of each row, its own id where it names none."""
        return [row.group or row.id for row in self.rows]

    @property
    def spans(self) -> list[tuple[tuple[str, int, int], ...]]:
        """The labelled spans of each row: its cues, then its rationales."""
        return [
            row.cues + tuple((RATIONALE, *span) for span in row.rationales) for row in self.rows
        ]

    @property
    def unseen(self) -> list[bool]:
        """Whether the lexicon was developed without each row."""
        return [not row.development for row in self.rows]

    def half(self, which: Literal["A", "B"]) -> Labels:
        """Return the rows whose SHA-1 of the id is even (A) or odd (B)."""
        odd = which == "B"
        return Labels(tuple(row for row in self.rows if _sha1(row.id) % 2 == odd))

    def only(self, genre: Genre) -> Labels:
        """Return the rows of one genre."""
        return Labels(tuple(row for row in self.rows if row.genre == genre))


def read_labels(paths: Iterable[Path]) -> Labels:
    """Read JSONL label files; LabelError names every row that cannot be used."""
    rows = read_rows(paths, LabelledUnit.model_validate)
    if not rows:
        raise LabelError("no labelled rows found; give JSONL files with text and labels")
    return Labels(tuple(rows))


def complete(levels: pd.DataFrame, *, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return whole-number levels; LabelError names codes that some rows lack."""
    table = levels if codes is None else levels.reindex(columns=list(codes))
    missing = table.isna().sum()
    lacking = [f"{code} ({count} rows)" for code, count in missing.items() if count]
    if table.empty or lacking:
        raise LabelError(
            f"labels are missing for {', '.join(lacking) or 'every code'}; fill them in"
        )
    return table.astype(int)


def _sha1(text: str) -> int:
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), 16)
