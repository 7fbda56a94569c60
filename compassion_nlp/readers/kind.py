"""Tell whether a file holds a conversation or single texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from compassion_nlp.readers.columns import find_columns
from compassion_nlp.readers.docx import document_lines
from compassion_nlp.readers.encoding import text_of
from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.formats import check_content, format_of
from compassion_nlp.readers.plain import read_plain
from compassion_nlp.readers.tables import open_table
from compassion_nlp.readers.transcript import open_file


def is_conversation(
    path: str | Path, *, speaker: str | None = None, text: str | None = None
) -> bool:
    """Whether a file is a conversation.

    Captions and CHAT files are. A text or a document is where speakers take turns;
    a table where it has speakers as well as sessions or utterance ids, and no
    column of contexts of its own.

    Raises:
        TranscriptError: The file cannot be read at all.
    """
    path = Path(path)
    findings = Findings(str(path))
    kind = format_of(path, None, findings)
    with open_file(path, findings) as stream:
        check_content(stream, kind, findings)
        match kind:
            case "vtt" | "srt" | "chat":
                return True
            case "docx":
                lines = document_lines(stream, findings)
            case "txt":
                lines = list(enumerate(text_of(stream, findings).split("\n"), start=1))
            case _:
                table = open_table(stream, kind, findings, text=(text,) if text else ())
                wanted = {"speaker": speaker, "session": None, "utterance": None, "context": None}
                found = find_columns(table.columns, wanted, findings, needed=()).keys()
                return "speaker" in found and "context" not in found and len(found) > 1
        spoken = read_plain(lines, findings, known=(speaker,))
        return _alternates([utterance.speaker for utterance in spoken])


def _alternates(speakers: Sequence[str | None]) -> bool:
    """Tell people who take turns from the headings of a note, which come once each."""
    turns = [name for name, _ in groupby(name for name in speakers if name)]
    names = set(turns)
    return len(names) > 1 and (len(turns) > len(names) or len(turns) == len(speakers))
