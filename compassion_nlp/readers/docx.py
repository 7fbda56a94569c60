"""Turn a Word document into numbered lines of text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from compassion_nlp.readers.clock import seconds
from compassion_nlp.readers.findings import Findings

_MOST_BYTES = 100 * 1024 * 1024
_MOST_RATIO = 200
"""Word's own parts shrink up to some 30 times; deflate can reach 1,000."""

_SMALL = 1024 * 1024
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def document_lines(stream: BinaryIO, findings: Findings) -> list[tuple[int, str]]:
    """Return the lines of all paragraphs, tables included, each with its paragraph's number.

    Documents that would unpack to more than 100 MB, and documents that declare
    XML entities, are refused before they are parsed.
    """
    findings.place = "paragraph"
    _check_archive(stream, findings)
    import docx  # noqa: PLC0415 - 0.1 s that other formats need not pay

    try:
        document = docx.Document(stream)
        paragraphs = list(_paragraphs(document))
    except Exception as error:  # noqa: BLE001 - python-docx and lxml raise a dozen kinds
        kind = type(error).__name__
        raise findings.stop(f"damaged Word document ({kind}); open and save it again") from None
    return [
        (number, line)
        for number, paragraph in enumerate(paragraphs, start=1)
        for line in paragraph.split("\n")
    ]


def _check_archive(stream: BinaryIO, findings: Findings) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > _MOST_BYTES or any(
                part.file_size > max(_SMALL, _MOST_RATIO * part.compress_size) for part in parts
            ):
                raise findings.stop(
                    "the document would unpack to more than a transcript can need; "
                    "expected at most 100 MB; copy the text into a new document"
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    content = archive.read(part)
                    if any(mark in content for mark in _DECLARATIONS):
                        raise findings.stop(
                            "the document declares XML entities, which Word never writes; "
                            "copy the text into a new document"
                        )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise findings.stop("damaged Word document; open and save it again") from None
    finally:
        stream.seek(0)


def _paragraphs(container: Any) -> Iterator[str]:
    """Yield the paragraphs of a document or cell in reading order."""
    for item in container.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                cells = [" ".join(_paragraphs(cell)).strip() for cell in _cells(row)]
                yield _row_line([cell for cell in cells if cell])
        else:
            yield item.text


def _row_line(cells: list[str]) -> str:
    """Write a row as a line: "name: text", "[time] name: text"."""
    if len(cells) == 2 and not cells[0].endswith(":"):  # noqa: PLR2004 - name, text
        return ": ".join(cells)
    if len(cells) == 3 and seconds(cells[0]) is not None:  # noqa: PLR2004 - time, name, text
        return f"[{cells[0]}] {cells[1].rstrip(':')}: {cells[2]}"
    return " ".join(cells)


def _cells(row: Any) -> Iterator[Any]:
    """Yield each cell once: a merged cell is listed for every column it spans."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:  # noqa: SLF001 - the only identity that cells have
            yield cell
        last = cell._tc  # noqa: SLF001
