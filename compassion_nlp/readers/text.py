"""Turn a file of plain text into its text and its paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from compassion_nlp.readers.encoding import text_of
from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.formats import check_content
from compassion_nlp.readers.transcript import open_file

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text as it stands in a file, line ends as newlines; ``notices`` as in `Units`."""

    text: str
    notices: tuple[str, ...] = ()


def read_text(source: str | Path | BinaryIO) -> PlainText:
    """Read a text file, or a seekable binary stream, whole; an empty one has no text.

    Raises:
        TranscriptError: The file cannot be opened, or its content is no plain text.
    """
    if not isinstance(source, str | Path):
        return _text(source, Findings("stream"))
    findings = Findings(str(source))
    with open_file(Path(source), findings) as stream:
        return _text(stream, findings)


def _text(stream: BinaryIO, findings: Findings) -> PlainText:
    if not stream.read().strip():
        return PlainText("")
    stream.seek(0)
    check_content(stream, "txt", findings)
    return PlainText(text_of(stream, findings), tuple(findings.notices))


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the paragraphs of a text as (start, end) in code points; blank lines part them.

    >>> paragraphs("Slept well.\n\nRefused\nlunch.")
    [(0, 11), (13, 27)]
    """
    end = len(text.rstrip("\n"))
    start = len(text) - len(text.lstrip("\n"))
    found = []
    for gap in _BLANK_LINES.finditer(text, start, end):
        found.append((start, gap.start()))
        start = gap.end()
    found.append((start, end))
    return [(start, end) for start, end in found if text[start:end].strip()]
