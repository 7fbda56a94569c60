"""Turn one coder's file into a table: levels by id, cues, group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from compassion_nlp.readers.labels import LabelError, read_rows

_MOST_TOLD = 5


class _Row(BaseModel):
    """A row of a label file, or a record of ``analyze``: either coder's word on one unit."""

    model_config = ConfigDict(extra="allow", frozen=True)  # any field may name the group

    id: str
    labels: dict[str, int | None] | None = None
    levels: dict[str, int | None] | None = None
    cues: tuple[tuple[str, int, int], ...] | None = None

    @field_validator("cues", mode="before")
    @classmethod
    def _asserted(cls, cues: Any) -> Any:
        # Records of analyze hold cues as objects, those that context set aside among them.
        if not isinstance(cues, list):
            return cues
        return [
            (cue.get("id"), cue.get("start"), cue.get("end")) if isinstance(cue, dict) else cue
            for cue in cues
            if not isinstance(cue, dict) or cue.get("asserted", True)
        ]

    @model_validator(mode="after")
    def _says_something(self) -> _Row:
        if self.labels is None and self.levels is None and self.cues is None:
            raise ValueError("no labels, levels or cues; expected a label file or analyze's output")
        taken = {"cues", "group"} & {*(self.labels or ()), *(self.levels or ())}
        if taken:
            raise ValueError(
                f"a code is called {' and '.join(sorted(taken))}; give it another name"
            )
        for cue, start, end in self.cues or ():
            if not 0 <= start < end:
                raise ValueError(
                    f"cue {cue} [{start}, {end}] is no span; expected 0 <= start < end"
                )
        return self

    def as_columns(self, group: str) -> dict[str, Any]:
        # No levels in a record of analyze: a client's turn, or a row it could not read.
        coded = self.cues if self.levels != {} else None
        named = {**(self.model_extra or {}), "id": self.id}.get(group)
        return {
            **(self.labels if self.labels is not None else self.levels or {}),
            **({} if coded is None else {"cues": coded}),
            **({} if named is None else {"group": str(named)}),
        }


def read_coding(path: str | Path, *, group: str = "group") -> pd.DataFrame:
    """Read a label file, or JSON Lines that ``compassion-nlp analyze`` wrote, as one coder's table.

    The index is the id; every code has a column of levels, missing where it is not
    coded. ``cues`` holds (cue id, start, end) of the marked, or found and asserted,
    cues; ``group`` what the field named by ``group`` says. These two columns are there
    only when the file has them. Raises LabelError for rows that cannot be used and for
    ids that occur twice.
    """
    path = Path(path)
    rows = read_rows([path], _Row.model_validate)
    if not rows:
        raise LabelError(f"{path}: no rows found; expected JSONL with id and labels or levels")
    table = pd.DataFrame(
        [row.as_columns(group) for row in rows], index=pd.Index([row.id for row in rows], name="id")
    )
    twice = table.index[table.index.duplicated()].unique()
    if len(twice):
        raise LabelError(
            f"{path}: {len(twice)} ids occur twice ({', '.join(twice[:_MOST_TOLD])}"
            f"{', ...' if len(twice) > _MOST_TOLD else ''}); give each unit one row"
        )
    return table
