"""Turn quotation marks into the stretches they enclose, and whose words those are (G2, G5)."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from spacy.tokens import Doc

from compassion_nlp.annotate.find import Reading
from compassion_nlp.annotate.places import any_between

QUOTE_REACH = 4
"""Words between "told him" and the quotation."""

_QUOTED = re.compile(
    r"[\"“«]([^\"“”«»\n]{2,300})[\"”»]"
    r"|(?<![\w’'])['‘]((?:[^'’\n]|(?<=\w)['’](?=\w)){2,300}?)['’](?!\w)"
)
_MARKS = "\"“”«»'‘’`"


class Quote(NamedTuple):
    """A quoted stretch of word classes; ``own`` are words the helper said."""

    start: int
    end: int
    own: bool


def quotes(doc: Doc, reading: Reading) -> list[Quote]:
    """Return the quoted stretches of a text, in order."""
    if not _marked(doc, reading):
        return []
    inner = reading.positions[1:-1]  # the first and the last class belong to no token
    offsets = [doc[token].idx for token in inner]
    spoken = sorted(mark.end for mark in reading.marks if mark.name == "helper_speech")
    found = []
    for match in _QUOTED.finditer(doc.text):
        start, end = (1 + bisect_left(offsets, place) for place in match.span())
        if start < end:
            found.append(Quote(start, end, any_between(spoken, start - QUOTE_REACH, start + 1)))
    return found


def _marked(doc: Doc, reading: Reading) -> bool:
    """Whether there are quotation marks; they are among the tokens that no class stands for."""
    known = set(reading.positions)
    if len(known) == len(doc) + 2:
        return False
    return any(doc[index].text[0] in _MARKS for index in range(len(doc)) if index not in known)
