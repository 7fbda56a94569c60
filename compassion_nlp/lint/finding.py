"""Define what lint says about one place of a note."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["info", "warning", "error"]

LEVELS: tuple[Level, ...] = ("info", "warning", "error")
"""From the least to the most important."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Wording of one cue in one note, with what its writer could do.

    ``line`` and ``column`` count from 1, columns in Unicode code points. In a table
    ``line`` is the row's and ``column`` counts within the row's text. ``start`` and
    ``end`` are offsets into the text as it was given, end exclusive. ``note`` is
    the id of the row, or which paragraph of the text it is.

    ``message`` never holds words of the note: observation, effect, and an option in
    which [brackets] stand for what only the writer knows. ``definition`` and
    ``source`` are the cue's, ``because`` says what gives it its level. Words of the
    note are in ``words`` (those of the cue) and ``sentence`` (around it) alone.
    """

    line: int
    column: int
    level: Level
    cue: str
    message: str
    note: str | None
    start: int
    end: int
    strength: int
    mindset: str | None
    form: str | None
    definition: str
    source: str
    because: str
    words: str = field(repr=False)
    sentence: str = field(repr=False)

    def to_dict(self, *, why: bool = False, with_text: bool = False) -> dict[str, Any]:
        """Return the JSON record: reasons and words of the note only when asked for."""
        record: dict[str, Any] = {
            "line": self.line,
            "column": self.column,
            "level": self.level,
            "cue": self.cue,
            "message": self.message,
            "note": self.note,
            "start": self.start,
            "end": self.end,
            "strength": self.strength,
            "mindset": self.mindset,
        }
        if why:
            record |= {
                "definition": self.definition,
                "source": self.source,
                "form": self.form,
                "because": self.because,
            }
        return record | ({"words": self.words} if with_text else {})
