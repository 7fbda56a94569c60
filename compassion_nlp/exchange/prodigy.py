"""Turn labels into tasks for Prodigy, and its annotations into labels.

Prodigy counts characters as Python does: code points (its documentation,
"Annotation interfaces", ``spans``).
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
    codes_of,
    left_out,
    levels,
    read_units,
    unit,
)
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.output import write_whole
from compassion_nlp.readers.labels import read_rows


class _Marked(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    start: int
    end: int
    label: str


class _Task(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    spans: tuple[_Marked, ...] = ()
    accept: tuple[str | int, ...] = ()
    answer: str = "accept"
    meta: dict[str, Any] = {}


def write_prodigy(labels: Labels, path: str | Path) -> None:
    """Write tasks for a recipe with the blocks ``spans_manual`` and ``choice`` (several answers).

    Levels are the options ``code=level``, those given are chosen. What else is known
    of a unit stands in ``meta``, which Prodigy shows below the text.
    """
    check_writable(labels)
    options = [
        {"id": name, "text": name}
        for code, most in codes_of(labels).items()
        for level in range(most + 1)
        for name in choices({code: level})
    ]
    lines = [
        json.dumps(_task(row, spans) | {"options": options}, ensure_ascii=False) + "\n"
        for row, spans in zip(labels.rows, labels.spans, strict=True)
    ]
    write_whole(Path(path), "".join(lines))


def read_prodigy(path: str | Path) -> Labels:
    """Read what ``prodigy db-out`` wrote; LabelError names every line that cannot be used.

    Tasks that were rejected or ignored are left out with a warning.
    """
    path = Path(path)
    rows = read_rows([path], _parse)
    left_out(path, sum(row is None for row in rows), "tasks were rejected or ignored")
    return read_units(path, filter(None, rows))


def _task(row: LabelledUnit, spans: tuple[Span, ...]) -> dict[str, Any]:
    return {
        "text": row.text,
        "spans": [{"start": start, "end": end, "label": cue} for cue, start, end in spans],
        "accept": choices(row.labels),
        "meta": about(row),
    }


def _parse(line: Any) -> LabelledUnit | None:
    task = _Task.model_validate(line)
    if task.answer != "accept":
        return None
    spans = [(span.label, span.start, span.end) for span in task.spans]
    return unit(task.meta, task.text, spans, levels(map(str, task.accept)))
