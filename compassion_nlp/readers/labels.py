"""Turn label files into checked rows, or say of every row why it cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

_MOST_TOLD = 20
Row = TypeVar("Row")


class LabelError(ValueError):
    """A label file has rows that cannot be used."""


def read_rows(paths: Iterable[Path], parse: Callable[[Any], Row]) -> list[Row]:
    """Read JSONL files with a pydantic form; LabelError names every row that does not fit."""
    rows: list[Row] = []
    faults: list[str] = []
    for path in paths:
        for number, line in _lines(path):
            try:
                rows.append(parse(json.loads(line)))
            except (json.JSONDecodeError, ValidationError, LabelError) as error:
                faults += faults_at(f"{path}, line {number}", error)
    check(faults)
    return rows


def faults_at(place: str, error: json.JSONDecodeError | ValidationError | LabelError) -> list[str]:
    """Say what is wrong at a place of a file, without any of its text."""
    if isinstance(error, json.JSONDecodeError):
        return [f"{place}: not JSON ({error.msg})"]
    if isinstance(error, LabelError):
        return [f"{place}: {error}"]
    # No input in the message: it may be text of a note.
    return [
        f"{place}: {'.'.join(map(str, fault['loc'])) or 'row'}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)
    ]


def check(faults: list[str]) -> None:
    """Raise LabelError with the faults of a file, if there are any."""
    if faults:
        more = f"\n... and {len(faults) - _MOST_TOLD} more" if len(faults) > _MOST_TOLD else ""
        raise LabelError("\n".join(faults[:_MOST_TOLD]) + more)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except UnicodeDecodeError:
        raise LabelError(f"{path}: not UTF-8 text; expected JSON Lines") from None
