"""Tell the format of a file from its suffix, checked against its content."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import BinaryIO, Literal

from compassion_nlp.readers.encoding import marked_encoding
from compassion_nlp.readers.findings import Findings

Format = Literal["vtt", "srt", "docx", "chat", "txt", "csv", "tsv", "jsonl", "parquet"]

FORMATS: dict[str, Format] = {
    ".vtt": "vtt",
    ".srt": "srt",
    ".docx": "docx",
    ".cha": "chat",
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
    ".markdown": "txt",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}

_ADVICE = {
    ".doc": "save it as .docx",
    ".rtf": "save it as .docx or .txt",
    ".pdf": "export the transcript as .docx, .vtt or .txt",
    ".xlsx": "save the sheet as .csv",
    ".xls": "save the sheet as .csv",
    ".json": "write one object per line and name it .jsonl",
    ".gz": "unpack it first",
    ".zip": "unpack it first",
}

_HEAD = 4096
_SRT = re.compile(r"\s*\d+\s*\n\s*\d{1,2}:\d\d:\d\d,\d{1,3}\s*-->")
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"])")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)

_LOOKS: dict[str, tuple[str, str]] = {
    "vtt": ("WebVTT", ".vtt"),
    "srt": ("SubRip subtitles", ".srt"),
    "docx": ("a Word document", ".docx"),
    "chat": ("CHAT", ".cha"),
    "jsonl": ("JSON", ".jsonl"),
    "parquet": ("Parquet", ".parquet"),
    "xlsx": ("an Excel workbook", ".xlsx"),
    "zip": ("a ZIP archive", ".zip"),
    "doc": ("an old Word or Excel file", ".doc"),
    "pdf": ("PDF", ".pdf"),
    "rtf": ("RTF", ".rtf"),
    "gz": ("a gzip archive", ".gz"),
    "html": ("HTML or XML", ".html"),
}


def format_of(path: Path, suffix: str | None, findings: Findings) -> Format:
    """Return the format that the suffix names."""
    ending = f".{suffix.lstrip('.')}".lower() if suffix else path.suffix.lower()
    if ending in FORMATS:
        return FORMATS[ending]
    advice = _ADVICE.get(ending, "rename it, or pass suffix=…")
    known = ", ".join(FORMATS)
    raise findings.stop(f"found the suffix {ending or 'none'}; expected one of {known}; {advice}")


def check_content(stream: BinaryIO, expected: Format, findings: Findings) -> None:
    """Refuse a file whose content is plainly another format than its suffix says."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head:
        raise findings.stop("the file is empty; expected a transcript or notes")
    seen = _binary_look(head, stream) or _text_look(head)
    if seen is None and expected in ("docx", "parquet", "vtt"):
        needed = {
            "docx": "a Word document",
            "parquet": "Parquet",
            "vtt": "WEBVTT on the first line",
        }
        raise findings.stop(
            f"the content is not {_LOOKS[expected][0]}; expected {needed[expected]}; "
            "export it again or give it the suffix of what it is"
        )
    if seen is not None and seen != expected:
        name, ending = _LOOKS[seen]
        advice = _ADVICE.get(ending) or f"rename it to {ending}, or pass suffix={ending!r}"
        raise findings.stop(
            f"the suffix says {_LOOKS.get(expected, (expected.upper(),))[0]}, "
            f"but the content looks like {name}; {advice}"
        )


def is_json_lines(head: bytes) -> bool:
    """Whether content begins like JSON Lines rather than like text."""
    return _text_look(head) == "jsonl"


def _binary_look(head: bytes, stream: BinaryIO) -> str | None:
    signs = {b"PAR1": "parquet", b"%PDF": "pdf", b"{\\rtf": "rtf", b"\x1f\x8b": "gz"}
    signs[b"\xd0\xcf\x11\xe0"] = "doc"
    for sign, name in signs.items():
        if head.startswith(sign):
            return name
    return _archive_look(stream) if head.startswith(b"PK\x03\x04") else None


def _archive_look(stream: BinaryIO) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(stream.read())).namelist()
    except zipfile.BadZipFile:
        return "zip"
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if any(name.startswith("xl/") for name in names) else "zip"


def _text_look(head: bytes) -> str | None:
    text = head.decode(marked_encoding(head) or "utf-8", errors="replace").lstrip("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("WEBVTT"):
        return "vtt"
    if text.startswith(("@UTF8", "@Begin")):
        return "chat"
    if _SRT.match(text):
        return "srt"
    if _JSON.match(text):
        return "jsonl"
    return "html" if _MARKUP.match(text) else None
