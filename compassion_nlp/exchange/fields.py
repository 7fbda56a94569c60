"""Turn the fields that every tool carries along into a checked unit, and back."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from compassion_nlp.learn.labels import RATIONALE, LabelledUnit, Labels
from compassion_nlp.readers.labels import LabelError

Span = tuple[str, int, int]
"""A cue id, or ``rationale``, with start and end in code points."""

LEVEL = "level_"
"""Before a code's name where a tool has one set of names for all fields."""

MOST_LEVEL = 2
"""The highest level that the codebook knows; tools must offer it (codebook A.1)."""

_ABOUT = ("id", "genre", "context", "group", "development")
_CHOICE = re.compile(r"(.+)=([0-9]{1,9})", re.DOTALL)
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")
_MOST_TOLD = 5


def about(row: LabelledUnit) -> dict[str, Any]:
    """Return what is known of a unit besides its text, spans and levels."""
    return {
        name: value
        for name, value in row.model_dump(include=set(_ABOUT)).items()
        if value not in (None, "", False)
    }


def unit(
    known: Mapping[str, Any], text: str, spans: Iterable[Span], labels: Mapping[str, int]
) -> LabelledUnit:
    """Return the checked unit of which ``about`` said what is known."""
    spans = tuple(spans)
    return LabelledUnit.model_validate(
        {
            **{name: known[name] for name in _ABOUT if known.get(name) not in (None, "")},
            "text": text,
            "labels": labels,
            "cues": [span for span in spans if span[0] != RATIONALE],
            "rationales": [span[1:] for span in spans if span[0] == RATIONALE],
        }
    )


def choices(labels: Mapping[str, int]) -> list[str]:
    """Write levels as names that can be chosen: ``compassion=2``."""
    return [f"{code}={level}" for code, level in labels.items()]


def levels(names: Iterable[str]) -> dict[str, int]:
    """Read the levels among the names that were chosen; other names are not ours."""
    found: dict[str, int] = {}
    for chosen in filter(None, map(_CHOICE.fullmatch, names)):
        code, level = chosen[1], int(chosen[2])
        if found.setdefault(code, level) != level:
            raise LabelError(f"two levels of {code} are chosen; choose one")
    return found


def whole(name: str, written: object) -> int:
    """Read a whole number from 0; tools that know no integers write 2 as 2.0."""
    found = _WHOLE.fullmatch(str(written).strip())
    if not found:
        raise LabelError(f"{name}: expected a whole number from 0")
    return int(found[1])


def codes_of(labels: Labels) -> dict[str, int]:
    """Return every code with the highest level that a coder may want to give it."""
    found: dict[str, int] = {}
    for row in labels.rows:
        for code, level in row.labels.items():
            found[code] = max(found.get(code, MOST_LEVEL), level)
    return found


def check_writable(labels: Labels) -> None:
    """Raise LabelError for ids that occur twice and for half characters (lone surrogates)."""
    _check_ids(row.id for row in labels.rows)
    for number, row in enumerate(labels.rows, start=1):
        names = (row.id, row.text, row.context or "", row.group or "", *row.labels)
        if not _encodable("".join((*names, *(cue for cue, _, _ in row.cues)))):
            raise LabelError(
                f"unit {number}: holds half a character (a lone surrogate), which no file can; "
                "remove it"
            )


def read_units(path: Path, rows: Iterable[LabelledUnit]) -> Labels:
    """Return what was read from a file; LabelError when it is nothing or has ids twice."""
    found = Labels(tuple(rows))
    if not found.rows:
        raise LabelError(f"{path}: no labelled units found; expected one at least")
    try:
        _check_ids(row.id for row in found.rows)
    except LabelError as error:
        raise LabelError(f"{path}: {error}") from None
    return found


def left_out(path: Path, count: int, why: str) -> None:
    """Warn of what a file holds and the labels do not."""
    if count:
        warnings.warn(f"{path}: {count} {why}; left out", UserWarning, stacklevel=3)


def _check_ids(ids: Iterable[str]) -> None:
    twice = [id_ for id_, times in Counter(ids).items() if times > 1]
    if twice:
        named = ", ".join(map(repr, twice[:_MOST_TOLD]))
        raise LabelError(
            f"{len(twice)} ids occur twice ({named}{', ...' if len(twice) > _MOST_TOLD else ''}); "
            "give each unit one"
        )


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
