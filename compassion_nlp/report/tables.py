"""Turn measures of a session into tables a page can show as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compassion_nlp.report.facts import mark_of, title_of
from compassion_nlp.schema import Session

_MEASURES = {
    "mean_intensity": "mean intensity",
    "share_present": "share at level 1 or 2",
    "share_strong": "share at level 2",
}


_TITLES = {
    "self_centeredness_without_authority": "Self-centeredness without verdict, advice and orders"
}
"""Rows of `Session.summary` that are no mindset of their own."""

_BY_SIGN = {"self_centeredness_without_authority": "self_centeredness"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; where there are no values, ``note`` says why."""

    head: str
    cells: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of measures: ``columns`` name the head of the rows, then each cell."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def mindset_table(session: Session) -> Table:
    """Return the session's measures per mindset, each with its interval."""
    summary = session.summary().reset_index().to_dict("records")
    return Table(
        caption=(
            "Over the helper's turns, intensity from 0 to 2; "
            "95 % intervals resample blocks of neighbouring turns"
        ),
        columns=("mindset", "turns", *_MEASURES.values()),
        rows=tuple(_row({str(k): v for k, v in row.items()}) for row in summary),
    )


def _row(row: Mapping[str, Any]) -> Row:
    code = str(row["mindset"])
    title = _TITLES.get(code, title_of(code))
    head = f"{mark_of(_BY_SIGN.get(code, code))} {title}"
    turns = str(row["turns"])
    if row["note"]:
        return Row(head, (turns,), row["note"])
    values = (
        f"{row[name]:.2f} [{row[f'{name}_low']:.2f}, {row[f'{name}_high']:.2f}]"
        for name in _MEASURES
    )
    return Row(head, (turns, *values))
