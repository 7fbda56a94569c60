"""Turn labels into JSON Lines for doccano, and doccano's export into labels.

doccano counts UTF-16 code units, as its editor's JavaScript does (doccano issues
2290 and 2484), unless a project counts graphemes: leave that setting off.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from compassion_nlp.exchange.fields import (
    Span,
    about,
    check_writable,
    choices,
    levels,
    read_units,
    unit,
)
from compassion_nlp.exchange.offsets import index, utf16_starts
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.output import write_whole
from compassion_nlp.readers.labels import read_rows


class _Entity(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    label: str
    start_offset: int
    end_offset: int


class _Example(BaseModel):
    """A line of doccano's export; what it does not know it hands back as it got it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: int | str | None = None
    unit_id: str | None = None
    text: str
    label: tuple[tuple[int, int, str], ...] | None = None
    entities: tuple[_Entity, ...] = ()
    cats: tuple[str, ...] = ()


def write_doccano(labels: Labels, path: str | Path) -> None:
    """Write JSON Lines for a doccano project "Sequence labeling" (allow overlapping spans).

    Cues can be corrected there; levels ride along in ``cats`` and come back as they
    went. doccano gives examples ids of its own, so ours is called ``unit_id``.
    """
    check_writable(labels)
    lines = [
        json.dumps(_example(row, spans), ensure_ascii=False) + "\n"
        for row, spans in zip(labels.rows, labels.spans, strict=True)
    ]
    write_whole(Path(path), "".join(lines))


def read_doccano(path: str | Path) -> Labels:
    """Read doccano's JSONL export: spans in ``label`` or ``entities``, levels in ``cats``.

    LabelError names every line that cannot be used.
    """
    path = Path(path)
    return read_units(path, read_rows([path], _parse))


def _example(row: LabelledUnit, spans: tuple[Span, ...]) -> dict[str, Any]:
    starts = utf16_starts(row.text)
    known = about(row)
    return {
        "unit_id": known.pop("id"),
        "text": row.text,
        "label": [[starts[start], starts[end], cue] for cue, start, end in spans],
        "cats": choices(row.labels),
        **known,
    }


def _parse(line: Any) -> LabelledUnit:
    example = _Example.model_validate(line)
    starts = utf16_starts(example.text)
    marked = example.label
    if marked is None:
        marked = tuple((e.start_offset, e.end_offset, e.label) for e in example.entities)
    spans = [(cue, index(starts, start), index(starts, end)) for start, end, cue in marked]
    id_ = example.id if example.unit_id is None else example.unit_id
    known = {**(example.model_extra or {}), "id": None if id_ is None else str(id_)}
    return unit(known, example.text, spans, levels(example.cats))
