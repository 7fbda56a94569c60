"""Turn a note into its sentence units (codebook A.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compassion_nlp.readers.reading import SentenceWords, reading

# Every place where a unit may end or begin. Each alternative consumes what it
# looks at, so that the scan stays linear whatever the text, and opens with a set
# of characters, so that the engine skips the rest of the text fast.
_PLACE = re.compile(
    r"""
    (?P<line>\r\n?|[\n\x0b\x0c\u2028\u2029])
  | (?P<item>[(\d]\d{0,2}[.)](?=[ \t]))
  | (?P<bullet>[•◦▪●‣][ \t])
  | (?P<stop>[.!?…](?:[ \t]?[.!?…])*+["')\]”’»]*+)
    """,
    re.VERBOSE,
)
_NEXT_WORD = re.compile(r"""[ \t]*["'(\[“‘]*(\w{0,20})""")
_SPACE = re.compile(r"\s*")
_LIST_SEMICOLON = re.compile(r";(?=\s)")
_LETTER_HEADING = re.compile(r"(?<!\S)[SOAPDBIR]:(?=\s)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")

_LINE_ENDS = "\r\n\x0b\x0c\u2028\u2029"
_LONGEST_ABBREVIATION = 20
_WRAPPED = 60
"""A line at least this long whose next line goes on in lower case was wrapped by
a program (they wrap at 72 to 80), not ended by its author."""

_NEAR = 300
"""How far the second item of a list inside a line is looked for."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the units of a note as (start, end), counted in code points of ``text``.

    A unit ends with a sentence, a line, or an item of a list. A heading on a line
    of its own is a unit; one before its content ("Plan: call sponsor") stays with
    it. Units are in order, do not overlap, and leave out only the white space
    between them.

    >>> note = "Pt. c/o poor sleep x2 wks. Saw Dr. Lee at 5 p.m. today."
    >>> [note[start:end] for start, end in sentences(note)]
    ['Pt. c/o poor sleep x2 wks.', 'Saw Dr. Lee at 5 p.m. today.']
    """
    units: list[tuple[int, int]] = []
    start = 0
    for cut in _cuts(text):
        units += _parts(text, start, cut)
        start = cut
    units += _parts(text, start, len(text))
    return units


def _cuts(text: str) -> Iterator[int]:
    """Find the offsets at which one unit ends and the next begins."""
    words = reading().sentences
    start = _content(text, 0)
    line = item = 0
    for place in _PLACE.finditer(text):
        begin, end = place.span()
        cut = 0
        match place.lastgroup:
            case "stop":
                if _ends_sentence(text, start, begin, end, words):
                    cut = end
            case "line":
                if not _wrapped(text, line, begin, end):
                    cut, item = end, 0
                line = end
            case "bullet":
                cut = begin
            case _:
                number = _item_number(text, start, begin, end, item)
                if number:
                    cut, item = (begin if number > 1 else 0), number
                elif text[end - 1] == "." and end - 1 > start:
                    cut = end
        if cut > start:
            yield cut
            start = _content(text, cut)


def _content(text: str, position: int) -> int:
    """Return where the white space at a position ends."""
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _item_number(text: str, start: int, begin: int, end: int, last: int) -> int:
    """Return the number of a list's marker ("2. call sponsor"), 0 for any other number."""
    digits = text[begin : end - 1].lstrip("(")
    if len(digits) not in (1, 2) or (begin > start and not text[begin - 1].isspace()):
        return 0
    number = int(digits)
    if begin == start:
        return number
    if not _next_word(text, end)[:1].isupper():
        return 0
    if number == 1:
        follows = f" 2{text[end - 1]} "
        opens = text[begin - 2 : begin].rstrip()[-1:] == ":"
        return number if opens or follows in text[end : end + _NEAR] else 0
    return number if number == last + 1 > 1 else 0


def _wrapped(text: str, line: int, begin: int, end: int) -> bool:
    """Tell a line break made by a program's margin from one made by the author."""
    return (
        begin - line >= _WRAPPED
        and text[end : end + 1].islower()
        and text[line:begin].rstrip()[-1:] not in ".!?…;:"
    )


def _ends_sentence(text: str, start: int, begin: int, end: int, words: SentenceWords) -> bool:
    """Judge a run of stops at ``begin``:``end`` in the unit that opened at ``start``."""
    after = text[end : end + 1]
    if not after or after in _LINE_ENDS or begin == start:
        return False  # the line decides; "? relapse", "... and so on"
    if not after.isspace():
        return _lost_space(text, begin, end, words)
    following = _next_word(text, end)
    mark = text[begin:end]
    if mark[-1] not in ".!?…" and following[:1].islower():
        return False  # "Why me?" she asked
    if "?" in mark or "!" in mark:
        return True
    if "…" in mark or mark.count(".") > 1:
        return not following[:1].islower()
    return _stop_ends(text, start, begin, following, words)


def _next_word(text: str, end: int) -> str:
    found = _NEXT_WORD.match(text, end)
    return found[1] if found else ""


def _lost_space(text: str, begin: int, end: int, words: SentenceWords) -> bool:
    """Find the end of a sentence in "no cravings.Client will return"."""
    return (
        text[begin:end] == "."
        and text[end].isupper()
        and text[end + 1 : end + 2].islower()
        and text[begin - 2 : begin].islower()
        and text[begin - 2 : begin].isalpha()
        and _last_word(text, begin).casefold() not in words.before
    )


def _last_word(text: str, begin: int) -> str:
    before = text[max(0, begin - _LONGEST_ABBREVIATION) : begin].split()
    return before[-1].lstrip("([\"'“‘").rpartition("/")[2] if before else ""


def _stop_ends(text: str, start: int, begin: int, following: str, words: SentenceWords) -> bool:
    """Judge a single full stop by the word before it and the word after it."""
    word = _last_word(text, begin)
    lower, capital = word.casefold(), following[:1].isupper()
    starter = capital and following.casefold() in words.starters
    opens = begin - len(word) <= start
    if len(word) == 1 and word.isalpha():
        return _letter_ends(text, begin, word, following, starter=starter, opens=opens, words=words)
    if lower in words.never:
        return False
    dotted = _DOTTED.fullmatch(word) is not None
    if lower in words.before or (dotted and word.isupper()):
        return starter and not opens
    if lower in words.before_lower or dotted:
        return capital and not opens and following.casefold() not in words.continues
    return not (lower in words.before_number and following[:1].isdigit())


def _letter_ends(
    text: str,
    begin: int,
    letter: str,
    following: str,
    *,
    starter: bool,
    opens: bool,
    words: SentenceWords,
) -> bool:
    """Judge the stop after a single letter: an initial, or the end of "hepatitis C."."""
    if opens:
        return False
    if letter == "I":
        return True
    if letter.islower():
        return not following[:1].isdigit()
    return starter or _last_word(text, begin - 1).casefold() in words.kinds


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Divide a sentence that is a list inside its line; drop the white space around."""
    unit = text[start:end]
    core = unit.strip()
    if not core:
        return []
    cuts = _list_cuts(core)
    first = start + unit.index(core[0])
    parts: list[tuple[int, int]] = []
    previous = 0
    for cut in [*cuts, len(core)]:
        part = core[previous:cut].strip()
        if part:
            begin = first + _content(core, previous)
            parts.append((begin, begin + len(part)))
        previous = cut
    return parts


def _list_cuts(unit: str) -> list[int]:
    """Find the items of "Plan: a; b; c" and of "S: a O: b"."""
    cuts: list[int] = []
    # One semicolon joins two clauses; two or more divide a list.
    if unit.count(";") > 1:
        semicolons = [found.end() for found in _LIST_SEMICOLON.finditer(unit)]
        cuts += semicolons if len(semicolons) > 1 else []
    if unit[1:2] == ":" and _LETTER_HEADING.match(unit):
        cuts += [found.start() for found in _LETTER_HEADING.finditer(unit)]
    return sorted(cuts)
