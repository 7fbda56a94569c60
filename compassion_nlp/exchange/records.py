"""Turn labels into our own label files, and records of ``analyze`` into labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from compassion_nlp.exchange.fields import Span, check_writable, left_out, read_units, unit
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.output import write_whole
from compassion_nlp.readers.labels import LabelError, read_rows
from compassion_nlp.schema import Genre, Role


class _Cue(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    start: int
    end: int
    asserted: bool = True


class _Record(BaseModel):
    """A record of ``analyze --with-text``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | None = None
    text: str | None = None
    genre: Genre = "note"
    role: Role = "helper"
    levels: dict[str, int] = {}
    cues: tuple[_Cue, ...] = ()
    error: str | None = None


def write_labels(labels: Labels, path: str | Path) -> None:
    """Write a label file: JSON Lines that `read_labels` reads back as they are."""
    check_writable(labels)
    lines = (
        json.dumps(row.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n"
        for row in labels.rows
    )
    write_whole(Path(path), "".join(lines))


def read_analysis(path: str | Path) -> Labels:
    """Read what ``analyze --with-text`` wrote as labels: its levels and asserted cues.

    Records of clients and others, and rows that could not be read, are left out
    with a warning: nobody coded them. The records do not hold the context.
    """
    path = Path(path)
    records = read_rows([path], _parse)
    left_out(
        path, sum(record is None for record in records), "records carry no scores (not the helper)"
    )
    return read_units(path, filter(None, records))


def _parse(row: Any) -> LabelledUnit | None:
    record = _Record.model_validate(row)
    if record.error is not None or record.role != "helper":
        return None
    if record.text is None:
        raise LabelError("no text; write the records with analyze --with-text")
    if record.id is None:
        raise LabelError("no id; give the texts ids, and name their column with analyze --id")
    spans: list[Span] = [(cue.id, cue.start, cue.end) for cue in record.cues if cue.asserted]
    return unit({"id": record.id, "genre": record.genre}, record.text, spans, record.levels)
