"""Turn WebVTT (Zoom, Teams, Otter and others) into utterances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compassion_nlp.readers.captions import read_cues, utterances
from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.utterance import Utterance

_BLOCKS = ("NOTE", "STYLE", "REGION")


def read_vtt(text: str, findings: Findings, *, known: Sequence[str | None] = ()) -> list[Utterance]:
    """Read the cues; the header and NOTE, STYLE and REGION blocks hold no speech."""
    return utterances(read_cues(_speech(text), findings), findings, known=known)


def _speech(text: str) -> Iterator[tuple[int, str]]:
    """Number the lines, with those of the header and of other blocks blanked."""
    skipping, fresh = True, False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            skipping, fresh = False, True
        elif fresh:
            skipping, fresh = line.split()[0] in _BLOCKS, False
        yield number, "" if skipping and "-->" not in line else line
        skipping = skipping and "-->" not in line
