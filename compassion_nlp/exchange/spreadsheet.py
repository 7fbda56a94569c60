"""Turn labels into a table for spreadsheets, and such tables into labels.

One row per unit with its text and levels, followed by one row per span.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from compassion_nlp.exchange.fields import (
    LEVEL,
    Span,
    about,
    check_writable,
    codes_of,
    read_units,
    unit,
    whole,
)
from compassion_nlp.exchange.offsets import to_lf
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.output import FORMULA_STARTS, whole_file
from compassion_nlp.readers.labels import LabelError, check, faults_at

_UNIT, _SPAN = "unit", "span"
_COLUMNS = (
    "row", "id", "cue", "start", "end", "words",
    "genre", "group", "development", "context", "text",
)  # fmt: skip


@dataclass(slots=True)
class _Unit:
    """A unit's row and the rows of its spans, each with its line."""

    line: int
    cells: dict[str, str]
    spans: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def write_csv(labels: Labels, path: str | Path) -> None:
    """Write a row per unit (``row`` is ``unit``) and a row per span (``span``).

    Cells that a spreadsheet would run as formulas get an apostrophe in front, which
    `read_csv` takes off again.
    ``words`` shows what a span covers. An empty context or group is none.
    """
    check_writable(labels)
    text = io.StringIO(newline="")
    codes = [LEVEL + code for code in codes_of(labels)]
    table = csv.DictWriter(text, [*_COLUMNS, *codes], restval="")
    table.writerow({column: _safe(column) for column in table.fieldnames})
    for row, spans in zip(labels.rows, labels.spans, strict=True):
        for cells in _rows(row, spans):
            table.writerow({column: _safe(str(cell)) for column, cell in cells.items()})
    with whole_file(Path(path)) as file:
        file.write(text.getvalue().encode("utf-8-sig"))  # without it, Excel reads Latin-1


def read_csv(path: str | Path) -> Labels:
    """Read a table that `write_csv` wrote and coders may have changed; rows in any order.

    LabelError names every line that cannot be used: a span whose ``words`` are not
    those at its position, one of an unknown unit, a level that is no whole number.
    """
    path = Path(path)
    units: dict[str, _Unit] = {}
    spans: list[tuple[int, dict[str, str]]] = []
    faults: list[str] = []
    for line, cells in _cells(path):
        if cells["row"] == _SPAN:
            spans.append((line, cells))
        elif cells["row"] != _UNIT:
            faults.append(f"{path}, line {line}: column row: expected {_UNIT} or {_SPAN}")
        elif cells["id"] in units:
            faults.append(f"{path}, line {line}: id {cells['id']!r} occurs twice; give it once")
        else:
            units[cells["id"]] = _Unit(line, cells)
    for line, cells in spans:
        if cells["id"] in units:
            units[cells["id"]].spans.append((line, cells))
        else:
            faults.append(f"{path}, line {line}: no unit has the id {cells['id']!r}; add its row")
    rows = list(_units(path, units.values(), faults))
    check(faults)
    return read_units(path, rows)


def _rows(row: LabelledUnit, spans: Iterable[Span]) -> Iterator[dict[str, object]]:
    levels = {LEVEL + code: level for code, level in row.labels.items()}
    yield {"row": _UNIT, **about(row), "text": row.text, **levels}
    for cue, start, end in spans:
        yield {
            "row": _SPAN,
            "id": row.id,
            "cue": cue,
            "start": start,
            "end": end,
            "words": row.text[start:end],
        }


def _cells(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the cells of each row by column, with the line on which the row ends."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LabelError(f"{path}: not UTF-8 text; save it as CSV UTF-8") from None
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_unsafe(name) for name in next(table, [])]
        lacking = [column for column in _COLUMNS if column not in header]
        if lacking:
            raise LabelError(
                f"{path}, line 1: found no column {', '.join(lacking)}; "
                "expected a table as convert writes it, divided by commas"
            )
        for cells in table:
            if any(cells):
                if len(cells) != len(header):
                    raise LabelError(
                        f"{path}, line {table.line_num}: {len(cells)} cells; "
                        f"expected {len(header)}, one per column"
                    )
                yield table.line_num, dict(zip(header, map(_unsafe, cells), strict=True))
    except csv.Error as error:
        raise LabelError(f"{path}, line {table.line_num}: cannot be read ({error})") from None


def _units(path: Path, found: Iterable[_Unit], faults: list[str]) -> Iterator[LabelledUnit]:
    for each in found:
        text = each.cells["text"]
        spans: list[Span] = []
        for line, cells in each.spans:
            try:
                spans.append(_span(cells, text))
            except LabelError as error:
                faults += faults_at(f"{path}, line {line}", error)
        try:
            levels = dict(_levels(each.cells))
            yield unit(each.cells, text, spans, levels)
        except (LabelError, ValidationError) as error:
            faults += faults_at(f"{path}, line {each.line}", error)


def _span(cells: Mapping[str, str], text: str) -> Span:
    start, end = (whole(f"column {name}", cells[name]) for name in ("start", "end"))
    if cells["words"] and to_lf(cells["words"]) != to_lf(text[start:end]):
        raise LabelError(
            f"the words are not those at {start} to {end} of the text; "
            "mend start and end, or empty the cell"
        )
    return cells["cue"], start, end


def _levels(cells: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for name, cell in cells.items():
        if name.startswith(LEVEL) and cell:
            yield name.removeprefix(LEVEL), whole(f"column {name}", cell)


def _safe(cell: str) -> str:
    """Quote a formula, and what looks quoted already: no other cell is changed."""
    return "'" + cell if cell.startswith(FORMULA_STARTS) or _quoted(cell) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if _quoted(cell) else cell


def _quoted(cell: str) -> bool:
    return cell.startswith("'") and cell[1:].startswith((*FORMULA_STARTS, "'"))
