r"""Turn positions in code points into those that other tools count, and back.

Our positions count Unicode code points of the text as given, so that a line end
``\r\n`` counts two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

from compassion_nlp.readers.labels import LabelError

_LINE_END = re.compile(r"\r\n|\r|\n")
_LETTERS = {"\r\n": "w", "\n": "n", "\r": "m"}
_ENDS = {letter: end for end, letter in _LETTERS.items()}
_LAST_OF_BMP = "\uffff"


def utf16_starts(text: str) -> list[int]:
    """Return where each code point starts in UTF-16 code units, and the length in them."""
    return [0, *accumulate(1 + (character > _LAST_OF_BMP) for character in text)]


def lf_starts(text: str) -> list[int]:
    r"""Return where each code point of a text with ``\n`` alone starts in the text itself."""
    starts = [0]
    for character in to_lf(text):
        after = starts[-1]
        starts.append(after + (2 if character == "\n" and text[after : after + 2] == "\r\n" else 1))
    return starts


def index(starts: list[int], position: int) -> int:
    """Return the number of the code point that starts at a position; LabelError if none does."""
    found = bisect_left(starts, position)
    if found == len(starts) or starts[found] != position:
        raise LabelError(
            f"position {position} is none between two characters; "
            f"expected one from 0 to {starts[-1]} that splits no character and no line end"
        )
    return found


def to_lf(text: str) -> str:
    r"""Return the text with every line end as ``\n``."""
    return _LINE_END.sub("\n", text)


def line_ends(text: str) -> str:
    r"""Return a letter per line end: w ``\r\n``, n ``\n``, m ``\r``."""
    return "".join(_LETTERS[end] for end in _LINE_END.findall(text))


def with_line_ends(text: str, letters: str) -> str:
    r"""Return a text of ``\n`` with its first line ends; LabelError if they do not fit."""
    if text.count("\n") != len(letters) or not set(letters) <= set(_ENDS):
        raise LabelError(
            f"line_ends has {len(letters)} letters, but the text {text.count(chr(10))} line ends; "
            "expected w, n or m for each: leave text and variable as they were"
        )
    ends = iter(letters)
    return _LINE_END.sub(lambda _: _ENDS[next(ends)], text)
