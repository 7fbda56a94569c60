"""Turn lines with speakers ("Name: text", "Name  0:03") into utterances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compassion_nlp.readers.clock import TIME, seconds
from compassion_nlp.readers.findings import Findings, numbers
from compassion_nlp.readers.names import label, speakers_among
from compassion_nlp.readers.utterance import Utterance

# Otter, Teams:  "Ana Cruz  0:03"        Zoom:  "[Ana Cruz] 10:01:05"
# Rev:  "Ana Cruz (00:03):" with the text behind it or on the next line
_TIMED = re.compile(
    rf"(?:\[([^\[\]]{{1,60}})\]|([^\W_][^:<>\[\]]{{0,59}}?))\s+[(\[]?({TIME})[)\]]?\s*:?\s*$"
)
_TIMED_TEXT = re.compile(
    rf"([^\W_][^:<>\[\]]{{0,59}}?)\s*[(\[]({TIME})[)\]]\s*:?\s*(.*)$", re.DOTALL
)
# Happy Scribe: "[00:03] - Ana Cruz" with the text on the next line
_TIME_NAME = re.compile(rf"[(\[]({TIME})[)\]]\s*[-–—]\s*([^\W_][^:<>\[\]]{{0,59}})$")
# The time first, "[00:03] Ana Cruz: text" or "00:03 - Ana Cruz: text"
_TIME_FIRST = re.compile(rf"[(\[]?({TIME})[)\]]?\s*[-–—]?\s+(.*)$", re.DOTALL)
# Teams, before 2023: "0:0:1.0 --> 0:0:4.2", then the name, then the text
_SPAN = re.compile(rf"({TIME})\s*-->\s*({TIME})$")
_NO_SPEECH = re.compile(
    r"(?:\S.{0,60} (?:started|stopped) transcription|Transcribed by https?://\S+)\.?$"
)


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that opens a speaker's turn, with what follows on the line."""

    speaker: str
    rest: str
    start: float | None = None
    end: float | None = None


def read_plain(
    lines: Sequence[tuple[int, str]], findings: Findings, *, known: Sequence[str | None] = ()
) -> list[Utterance]:
    """Read numbered lines; those without a speaker go on with the speaker before.

    Lines before the first speaker (title, date) belong to nobody: their speaker
    is None.
    """
    heads = _heads(lines, known)
    spoken: list[Utterance] = []
    current = _Head("", "")
    left_out: list[int] = []
    for (number, line), head in zip(lines, heads, strict=True):
        if head is not None:
            current = head
        text = (head.rest if head else line).strip()
        if _NO_SPEECH.match(text) or _SPAN.match(text):
            left_out += [] if _SPAN.match(text) else [number]
        elif text:
            speaker = current.speaker or None
            spoken.append(Utterance(text, speaker, number, current.start, current.end))
    if left_out:
        findings.notice(
            f"left out {len(left_out)} {findings.place}s written by the program "
            f"({numbers(left_out)})"
        )
    return spoken


def _heads(lines: Sequence[tuple[int, str]], known: Sequence[str | None]) -> list[_Head | None]:
    """Find the layout of the file, then the head in each of its lines, if any."""
    texts = [line.strip() for _, line in lines]
    if any(_SPAN.match(text) for text in texts):
        return _after_spans(texts)
    timed = _real([_timed(text) for text in texts], known)
    labelled = _real([_labelled(text) for text in texts], known)
    times = sum(head is not None for head in timed)
    if times and times >= sum(head is not None for head in labelled):
        return timed
    if times > 1:
        return [one or other for one, other in zip(labelled, timed, strict=True)]
    return labelled


def _real(heads: list[_Head | None], known: Sequence[str | None]) -> list[_Head | None]:
    names = speakers_among((head.speaker for head in heads if head), known=known)
    return [head if head and head.speaker in names else None for head in heads]


def _timed(text: str) -> _Head | None:
    if found := _TIMED.match(text):
        return _Head((found[1] or found[2]).strip(), "", seconds(found[3]))
    if found := _TIMED_TEXT.match(text):
        return _Head(found[1].strip(), found[3], seconds(found[2]))
    if found := _TIME_NAME.match(text):
        return _Head(found[2].strip(), "", seconds(found[1]))
    return None


def _labelled(text: str) -> _Head | None:
    time = _TIME_FIRST.match(text)
    found = label(time[2] if time else text)
    if not found:
        return None
    return _Head(found[0], found[1], seconds(time[1]) if time else None)


def _after_spans(texts: Sequence[str]) -> list[_Head | None]:
    """Take the line after each pair of times as the speaker."""
    heads: list[_Head | None] = []
    waiting: tuple[float | None, float | None] | None = None
    for text in texts:
        head = None
        if found := _SPAN.match(text):
            waiting = seconds(found[1]), seconds(found[2])
        elif waiting is not None and text:
            head = _Head(text, "", *waiting)
            waiting = None
        heads.append(head)
    return heads
