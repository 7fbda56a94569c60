"""Divide "Name: text" into the speaker and what was said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from compassion_nlp.readers.reading import SpeakerWords, reading

_NAME = r"""[^\W_][^:;<>\[\]"“”?!\n]{0,59}?"""
_LABEL = re.compile(
    rf"(?:>>\s*)?(?:\[(?P<tag>{_NAME})\]|(?P<name>{_NAME}))\s?:(?:\s+|$)(?P<said>.*)", re.DOTALL
)
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_MOST_WORDS = 6


def label(line: str) -> tuple[str, str] | None:
    """Return what may be a speaker and the words after the colon."""
    found = _LABEL.match(line)
    return ((found["tag"] or found["name"]).strip(), found["said"]) if found else None


def speakers_among(candidates: Iterable[str], *, known: Sequence[str | None] = ()) -> set[str]:
    """Return those candidates that are speakers' names, not the opening of a sentence.

    Capitalised names, names with a role word, and single words, numbered or not,
    that come back ("jsmith"). ``known`` names are taken without question.
    """
    words = reading().speakers
    given = {name.casefold() for name in known if name}
    counted = Counter(candidates)
    letters = {name.casefold() for name in counted if len(name) == 1}
    is_note = any(letters.issuperset(section) for section in words.sections)
    return {
        name
        for name, times in counted.items()
        if name.casefold() in given
        or (not (is_note and len(name) == 1) and _is_name(name, times, words))
    }


def _is_name(name: str, times: int, words: SpeakerWords) -> bool:
    parts = [part for part in _WORD.findall(name) if part.casefold() not in words.inside]
    plain = [part.casefold() for part in parts]
    bare = [part for part in plain if not part.isdigit()]
    if not 0 < len(parts) <= _MOST_WORDS or (len(bare) == 1 and bare[0] in words.never):
        return False
    if any(part in words.helper or part in words.client for part in plain):
        return len(parts) == 1 or times > 1 or _capitalised(name, parts)
    return _capitalised(name, parts) or (len(bare) == 1 and times > 1)


def _capitalised(name: str, parts: Sequence[str]) -> bool:
    """Every word opens with a capital or a digit, save one in brackets ("(she/her)")."""
    outside = set(_WORD.findall(re.sub(r"\([^()]*\)", " ", name)))
    return all(not part[0].islower() for part in parts if part in outside)
