"""Turn a written time into seconds."""

from __future__ import annotations

import re

TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
"""A time as transcripts write it: 0:03, 00:03.250, 1:02:03,5."""

_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,9})?)")
_SIXTY = 60


def seconds(written: str) -> float | None:
    """Return the time in seconds, None where it is not a time.

    >>> seconds("01:02:03.500"), seconds("0:07"), seconds("soon")
    (3723.5, 7.0, None)
    """
    found = _PARTS.fullmatch(written.strip())
    if not found:
        return None
    hours, minutes = int(found[1] or 0), int(found[2])
    rest = float(found[3].replace(",", "."))
    if rest >= _SIXTY or (found[1] and minutes >= _SIXTY):
        return None
    return hours * 3600 + minutes * 60 + rest
