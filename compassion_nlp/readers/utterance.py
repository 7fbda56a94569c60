"""Define the value that every reader of a transcript format returns."""

from __future__ import annotations

from dataclasses import dataclass

from compassion_nlp.schema import Role


@dataclass(frozen=True, slots=True)
class Utterance:
    """One cue, paragraph, line or row of a transcript.

    ``row`` is its place in the source, from 1; ``start`` and ``end`` are seconds.
    ``speaker`` is None where the source names none. ``role`` is what the source
    itself says of the speaker.
    """

    text: str
    speaker: str | None
    row: int
    start: float | None = None
    end: float | None = None
    role: Role | None = None
