"""Turn a text into what its readers see, with the place of every character kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

COMMENT = re.compile(r"<!--[^\n]{0,1000}?-->")
"""A comment on one line; the bound keeps a text full of openings from costing its square."""

# A comment that has a line to itself goes with the line: it must not part a paragraph.
_COMMENTS = rf"^[ \t]*(?:{COMMENT.pattern}[ \t]*)+(?:\n|\Z)|{COMMENT.pattern}"
_PLAIN = re.compile(_COMMENTS, re.MULTILINE)
_MARKDOWN = re.compile(
    rf"""
    {_COMMENTS}
  | \A---[ ]*\n (?=[\w-]+:) (?:(?!---[ ]*$)[^\n]*\n)*+ ---[ ]*(?:\n|\Z)    # front matter
  | ^[ ]{{0,3}}(?P<fence>`{{3,}}+|~{{3,}}+)[^\n]*+\n
    (?:(?!^[ ]{{0,3}}(?P=fence))[^\n]*\n)*+ (?:[^\n]*(?:\n|\Z))             # code
  | ^[ ]{{0,3}}>[^\n]*(?:\n|\Z)                                            # somebody else's words
  | ^[ ]{{0,3}}[#]{{1,6}}[ \t]+                                            # a heading's marks
  | ^[ \t]*(?:[-+*]|\d{{1,3}}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?               # an item's
  | \*+(?=\S) | (?<=\S)\*+ | (?<!\w)_+(?=\w) | (?<=\w)_+(?!\w)             # emphasis
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Visible:
    """The text without its markup; ``origin`` is the place of each character in the text given."""

    text: str
    origin: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the visible text stands in the text given."""
        return self.origin[start], self.origin[end - 1] + 1


def visible(text: str, *, markdown: bool) -> Visible:
    """Leave out comments; of Markdown also its signs, its code and its quotations.

    A block quotation holds somebody else's words (codebook G2), and code is no note.
    """
    kept: list[str] = []
    origin = array("L")
    last = 0
    for mark in (_MARKDOWN if markdown else _PLAIN).finditer(text):
        kept.append(text[last : mark.start()])
        origin.extend(range(last, mark.start()))
        last = mark.end()
    kept.append(text[last:])
    origin.extend(range(last, len(text)))
    return Visible("".join(kept), origin)
