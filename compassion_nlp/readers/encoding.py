"""Turn the bytes of a file into text, saying which encoding was taken."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

from compassion_nlp.readers.findings import Findings

_BLOCK = 1 << 20
# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte order mark announces."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def encoding_of(stream: BinaryIO, findings: Findings) -> str:
    """Read a seekable stream through in blocks for its encoding, and rewind it.

    UTF-8, or what a byte order mark announces; else Windows-1252, with a notice.
    """
    head = stream.read(4)
    stream.seek(0)
    if not head:
        raise findings.stop("the file is empty; expected a transcript or notes")
    marked = marked_encoding(head)
    for name in [marked] if marked else ["utf-8", "cp1252"]:
        fault = _undecodable(stream, name, findings)
        stream.seek(0)
        if fault is None:
            if name == "cp1252":
                findings.notice("not UTF-8: read as Windows-1252; check accents and quotes")
            return name
    expected = marked.upper() if marked else "UTF-8, UTF-16 with a byte order mark or Windows-1252"
    raise findings.stop(f"the bytes are not text in {expected}; save the file as UTF-8", fault)


def _undecodable(stream: BinaryIO, name: str, findings: Findings) -> int | None:
    """Return the line that cannot be decoded, None if all can."""
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    while True:
        block = stream.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return line + block[: error.start].count(b"\n")
        if "\0" in text:
            number = line + text[: text.index("\0")].count("\n")
            raise findings.stop("found binary data (a NUL); expected text", number)
        line += text.count("\n")
        if not block:
            return None


def text_of(stream: BinaryIO, findings: Findings) -> str:
    """Read a whole seekable stream as text, line ends as newlines."""
    name = encoding_of(stream, findings)
    reader = io.TextIOWrapper(stream, encoding=name)
    text = reader.read()
    reader.detach()
    if not text.strip():
        raise findings.stop("the file holds only white space; expected a transcript or notes")
    return text
