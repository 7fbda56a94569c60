"""Collect what was found wrong or assumed while reading one file."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from compassion_nlp.schema import TranscriptError

_TOLD = 20
"""Faults told in full; a reader of more would mend the cause, not the lines."""


@dataclass(slots=True)
class Findings:
    """Faults and notices of one file; neither ever holds text of the conversation.

    ``place`` is what the numbers count: lines, paragraphs of a document, rows of
    a table.
    """

    source: str
    place: str = "line"
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def at(self, number: int | None) -> str:
        """Name a place in the file."""
        return self.source if number is None else f"{self.source}, {self.place} {number}"

    def fault(self, message: str, number: int | None = None) -> None:
        """Note something that keeps the file from being read."""
        self.faults.append(f"{self.at(number)}: {message}")

    def notice(self, message: str) -> None:
        """Note something assumed or left out."""
        self.notices.append(message)

    def warn(self, message: str) -> None:
        """Note something damaged that was read all the same; the caller is told at once."""
        self.notices.append(message)
        warnings.warn(f"{self.source}: {message}", UserWarning, stacklevel=2)

    def check(self) -> None:
        """Raise every fault noted so far, if any."""
        if self.faults:
            more = len(self.faults) - _TOLD
            told = self.faults[:_TOLD] + ([f"and {more} more"] if more > 0 else [])
            raise TranscriptError("\n".join(told))

    def stop(self, message: str, number: int | None = None) -> TranscriptError:
        """Return the error for a fault that leaves nothing to read on."""
        return TranscriptError(f"{self.at(number)}: {message}")


def numbers(places: list[int]) -> str:
    """Write some line numbers, the first few of many."""
    few = 5
    told = ", ".join(str(place) for place in places[:few])
    return told if len(places) <= few else f"{told} and {len(places) - few} more"
