"""Turn one page into the findings of each of its notes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from compassion_nlp.lexicon import Lexicon, packaged_lexicon
from compassion_nlp.lint.finding import LEVELS, Finding
from compassion_nlp.lint.ignores import Notice, ignores
from compassion_nlp.lint.markup import Visible, visible
from compassion_nlp.lint.rules import packaged_rules
from compassion_nlp.readers import paragraphs, sentences
from compassion_nlp.schema import Cue, Unit

if TYPE_CHECKING:  # spaCy waits until there is a note to read
    from compassion_nlp.annotate import Annotated

_BREAKS = str.maketrans("\r\n", "  ")


class Annotator(Protocol):
    """What finds the cues: an `Analyzer`, or a `TextAnnotator`, which needs no model."""

    @property
    def lexicon(self) -> Lexicon:
        """The cues that are looked for."""

    def annotate(self, units: Iterable[Unit], /) -> list[Annotated]:
        """Return the cues of each text, in order."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text that holds notes: one record of a table, or a file whose paragraphs are notes.

    A record's findings stand on the line its unit names; without one, and in a
    file, lines are those of the text itself.
    """

    unit: Unit
    of_paragraphs: bool = False
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class CheckedNote:
    """The findings of one note, most important first, and how many its comments ignore."""

    findings: tuple[Finding, ...] = ()
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """The notes of a page, in order, and what was wrong with its comments."""

    notes: tuple[CheckedNote, ...] = ()
    notices: tuple[Notice, ...] = ()


def check_page(page: Page, annotator: Annotator) -> CheckedPage:
    """Find what the writer of a page's notes may want to look at again.

    Only what helpers wrote is read: a record of somebody else's words has no notes.
    """
    unit = page.unit
    if unit.role != "helper":
        return CheckedPage()
    seen = visible(unit.text, markdown=page.markdown)
    spans = paragraphs(seen.text) if page.of_paragraphs else [(0, len(seen.text))]
    notes = [
        replace(unit, text=_unwrapped(seen.text[start:end]), id=_note_id(page, number))
        for number, (start, end) in enumerate(spans, start=1)
    ]
    # A cue that this run has switched off may still be named in a comment.
    marks = ignores(unit.text, {*annotator.lexicon.by_id, *packaged_lexicon().by_id})
    lines = _Lines(unit.text)
    checked = []
    for note, (start, _), found in zip(notes, spans, annotator.annotate(notes), strict=True):
        findings = _findings(note, found, annotator.lexicon, _Placing(seen, start, lines))
        kept = [f for f in findings if not marks.cover(f.cue, *lines.reached(f.start, f.end))]
        checked.append(CheckedNote(tuple(kept), len(findings) - len(kept)))
    notices = [replace(n, line=unit.line or n.line) for n in marks.notices]
    return CheckedPage(tuple(checked), tuple(notices))


def _note_id(page: Page, number: int) -> str | None:
    """Return a record's id, or a paragraph's number as `read_units` counts it."""
    if not page.of_paragraphs:
        return page.unit.id
    return f"{page.unit.id}:{number}" if page.unit.id else str(number)


def _unwrapped(text: str) -> str:
    """Make the line breaks that fall inside a sentence spaces: a margin ends no sentence."""
    if "\n" not in text:
        return text
    parts = []
    last = 0
    for start, end in sentences(text):
        parts += [text[last:start], text[start:end].translate(_BREAKS)]
        last = end
    return "".join([*parts, text[last:]])


class _Lines:
    """The lines of a text, found by offset; lines and columns count from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at.end() for at in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def reached(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line of a stretch."""
        return self.place(start)[0], self.place(end - 1)[0]


@dataclass(frozen=True, slots=True)
class _Placing:
    """Where the characters of one note stand: its start in what is seen of a page."""

    seen: Visible
    start: int
    lines: _Lines

    def span(self, cue: Cue) -> tuple[int, int]:
        """Return where a cue of the note stands in the page's text as given."""
        return self.seen.place(self.start + cue.start, self.start + cue.end)


def _findings(note: Unit, found: Annotated, lexicon: Lexicon, placing: _Placing) -> list[Finding]:
    """Return the cues that a rule gives a level, the most important first."""
    rules = packaged_rules()
    spans = sentences(note.text) if found.cues else []
    findings = []
    for cue in found.cues:
        kind = lexicon[cue.id]
        if (rule := rules.level_of(cue, kind)) is None:
            continue
        start, end = placing.span(cue)
        line, column = (note.line, start + 1) if note.line else placing.lines.place(start)
        findings.append(
            Finding(
                line=line,
                column=column,
                level=rule.level,
                cue=cue.id,
                message=rules.message(cue, kind),
                note=note.id,
                start=start,
                end=end,
                strength=cue.strength,
                mindset=cue.mindset,
                form=cue.form,
                definition=kind.definition,
                source=kind.source,
                because=rule.because,
                words=note.text[cue.start : cue.end],
                sentence=_sentence(note.text, spans, cue.start),
            )
        )
    findings.sort(key=lambda f: (-LEVELS.index(f.level), -f.strength, f.start))
    told: dict[tuple[str, int, int], Finding] = {}
    for finding in findings:  # one cue can bear on two mindsets
        told.setdefault((finding.cue, finding.start, finding.end), finding)
    return list(told.values())


def _sentence(text: str, spans: Sequence[tuple[int, int]], offset: int) -> str:
    """Return the sentence around an offset, white space made single."""
    start, end = spans[bisect_right(spans, offset, key=itemgetter(0)) - 1]
    return " ".join(text[start:end].split())
