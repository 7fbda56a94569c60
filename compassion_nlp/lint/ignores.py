"""Turn comments such as ``<!-- compassion: ignore CUE -->`` into what is ignored on which line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from compassion_nlp.lint.markup import COMMENT

_OURS = re.compile(r"<!--\s{0,9}compassion:(?P<says>.{0,1000}?)-->")
_BETWEEN = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that lint could not do as it was asked to, with its line and column, from 1."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Ignores:
    """Ids of the cues ignored on each line, from 1, and comments that could not be followed."""

    lines: Mapping[int, frozenset[str]]
    notices: tuple[Notice, ...] = ()

    def cover(self, cue: str, first: int, last: int) -> bool:
        """Whether a cue that reaches over some lines is ignored on one of them."""
        return any(cue in self.lines.get(line, ()) for line in range(first, last + 1))


def ignores(text: str, cues: Collection[str]) -> Ignores:
    """Read the comments of a text; each holds for its line and the next that has words.

    A notice never repeats what a comment says: that may be words of the note.
    """
    lines: dict[int, frozenset[str]] = {}
    notices: list[Notice] = []
    waiting: frozenset[str] = frozenset()
    for number, line in enumerate(text.split("\n"), start=1):
        here: frozenset[str] = frozenset()
        for comment in _OURS.finditer(line):
            named, fault = _named(comment["says"], cues)
            here |= named
            if fault:
                notices.append(Notice(number, comment.start() + 1, fault))
        if COMMENT.sub("", line).strip():
            lines[number], waiting = here | waiting, here
        else:
            waiting |= here
    return Ignores(lines, tuple(notices))


def _named(says: str, cues: Collection[str]) -> tuple[frozenset[str], str | None]:
    """Return the cues that a comment names, and what is wrong with it."""
    verb, *names = _BETWEEN.split(says.strip(" \t,"))
    if verb != "ignore":
        return frozenset(), "found another word than ignore; write <!-- compassion: ignore CUE -->"
    unknown = [name for name in names if name not in cues]
    if not names:
        return frozenset(cues), None
    if not unknown:
        return frozenset(names), None
    near = get_close_matches(unknown[0], cues, n=1)
    hint = f"did you mean {near[0]}?" if near else "`compassion-nlp cues` lists the ids"
    return frozenset(names), f"the comment names an unknown cue; {hint}"
