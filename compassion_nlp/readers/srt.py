"""Turn SubRip subtitles into utterances."""

from __future__ import annotations

from collections.abc import Sequence

from compassion_nlp.readers.captions import read_cues, utterances
from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.utterance import Utterance


def read_srt(text: str, findings: Findings, *, known: Sequence[str | None] = ()) -> list[Utterance]:
    """Read the cues: number, times, lines of text."""
    lines = enumerate(text.split("\n"), start=1)
    return utterances(read_cues(lines, findings), findings, known=known)
