"""Turn the lines of a caption file into cues, then cues into utterances."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from compassion_nlp.readers.clock import seconds
from compassion_nlp.readers.findings import Findings, numbers
from compassion_nlp.readers.names import label, speakers_among
from compassion_nlp.readers.utterance import Utterance

_ARROW = re.compile(r"\s*(?:[-–—=]{1,3} ?>|→)\s*")
_CLOCK = re.compile(r"\d:\d")
_LIKE_TIMING = re.compile(r"\s*\d[\d:.,]*:[\d:.,]*\s*(?:[-–—=]{1,3} ?>|→)\s*\d")
_ID = re.compile(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}(?:/[\w-]+)?")
_ENTITY = re.compile(r"&#?\w{1,31};")
_TAG = re.compile(r"</?[a-zA-Z\d][^<>]*>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s+([^<>]*))?>|</v>")


@dataclass(slots=True)
class Cue:
    """One caption: its text lines and, where they can be read, its times."""

    row: int
    start: float | None = None
    end: float | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one."""
        return "\n".join(self.lines)


def read_cues(lines: Iterable[tuple[int, str]], findings: Findings) -> list[Cue]:
    """Divide numbered lines into cues; text outside any cue joins the one before.

    Times that cannot be read leave the cue without times, with a warning.
    """
    cues: list[Cue] = []
    malformed: list[int] = []
    outside: list[int] = []
    cue: Cue | None = None
    loose: list[tuple[int, str]] = []
    for number, line in lines:
        if _is_timing(line):
            if cue and cue.lines and _ID.fullmatch(cue.lines[-1]):
                cue.lines.pop()
            _keep(_without_id(loose), cues, outside)
            loose, cue = [], _opened(line, number)
            cues.append(cue)
            if cue.start is None or cue.end is None:
                malformed.append(number)
        elif line.strip():
            if cue is None:
                loose.append((number, line.strip()))
            else:
                cue.lines.append(line.strip())
        else:
            _keep(loose, cues, outside)
            cue, loose = None, []
    _keep(loose, cues, outside)
    if malformed:
        findings.warn(
            f"malformed times on {len(malformed)} lines ({numbers(malformed)}): expected "
            "00:00:01.000 --> 00:00:02.000; the text is kept, without times"
        )
    if outside:
        findings.notice(
            f"text outside any cue on {len(outside)} lines ({numbers(outside)}) "
            "was joined to the cue before"
        )
    return cues


def _is_timing(line: str) -> bool:
    return ("-->" in line and _CLOCK.search(line) is not None) or _LIKE_TIMING.match(
        line
    ) is not None


def _opened(line: str, number: int) -> Cue:
    """Open a cue from its line of times; words behind the times belong to its text."""
    before, _, after = _ARROW.sub("\n", line.strip(), count=1).partition("\n")
    end, *settings = after.split() or [""]
    cue = Cue(number + 1, seconds(before), seconds(end))
    if any(":" not in setting for setting in settings):
        cue.row, cue.lines = number, [" ".join(settings)]
    return cue


def _without_id(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Take the cue's id (one word) off the lines before its times."""
    return lines[:-1] if lines and " " not in lines[-1][1] else lines


def _keep(loose: list[tuple[int, str]], cues: list[Cue], outside: list[int]) -> None:
    """Join lines without times to the cue before, in whose voice they may stand."""
    for number, line in loose:
        if not cues:
            cues.append(Cue(number))
        if not _voice_open(cues[-1].text):
            outside.append(number)
        cues[-1].lines.append(line)


def _voice_open(text: str) -> bool:
    return text.rfind("<v") > text.rfind("</v>")


def utterances(
    cues: Sequence[Cue], findings: Findings, *, known: Sequence[str | None] = ()
) -> list[Utterance]:
    """Find who speaks in every cue: a voice tag, "Name: text", else who spoke before."""
    pieces = [(cue, voice, text) for cue in cues for voice, text in _voices(cue.text)]
    labels = [None if voice else label(text) for _, voice, text in pieces]
    names = speakers_among((found[0] for found in labels if found), known=known)
    spoken: list[Utterance] = []
    speaker: str | None = None
    carried = 0
    for (cue, voice, text), found in zip(pieces, labels, strict=True):
        said = text
        if voice:
            speaker = voice
        elif found and found[0] in names:
            speaker, said = found
        elif speaker is not None and text:
            carried += 1
        spoken.append(Utterance(said, speaker, cue.row, cue.start, cue.end))
    if carried:
        findings.notice(f"{carried} cues name no speaker and were given to the speaker before")
    return spoken


def _voices(text: str) -> list[tuple[str | None, str]]:
    """Divide a cue at its voice tags; outside them the speaker is None."""
    pieces: list[tuple[str | None, str]] = []
    position, voice = 0, None
    for tag in _VOICE.finditer(text):
        pieces.append((voice, text[position : tag.start()]))
        name = _plain(tag[1] or "")
        voice, position = name or None, tag.end()
    pieces.append((voice, text[position:]))
    plain = [(voice, _plain(piece)) for voice, piece in pieces]
    return [piece for piece in plain if piece[1]]


def _plain(text: str) -> str:
    """Take markup off and write character references out."""
    bare = _TAG.sub("", text)
    return " ".join(_ENTITY.sub(lambda found: html.unescape(found[0]), bare).split())
