"""Turn the findings of a note into those to show, and count the rest by reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from compassion_nlp.lint.check import CheckedNote
from compassion_nlp.lint.finding import LEVELS, Finding, Level

LeftOut = Literal["ignored", "baseline", "level", "max"]

MIN_LEVEL: Level = "warning"
MAX_PER_NOTE = 3
"""Codebook B.3: `info` is off by default, and at most three messages per note."""


@dataclass(frozen=True, slots=True)
class Selected:
    """What of one note is shown, most important first, and how many were left out and why."""

    shown: tuple[Finding, ...]
    left_out: Mapping[LeftOut, int]


def select(
    note: CheckedNote,
    *,
    min_level: Level = MIN_LEVEL,
    max_per_note: int = MAX_PER_NOTE,
    known: Callable[[Finding], bool] | None = None,
) -> Selected:
    """Keep what is new and important enough, and of that the first few (0 keeps all)."""
    new = [finding for finding in note.findings if known is None or not known(finding)]
    enough = [f for f in new if LEVELS.index(f.level) >= LEVELS.index(min_level)]
    shown = enough[: max_per_note or None]
    left_out: dict[LeftOut, int] = {
        "ignored": note.ignored,
        "baseline": len(note.findings) - len(new),
        "level": len(new) - len(enough),
        "max": len(enough) - len(shown),
    }
    return Selected(tuple(shown), left_out)
