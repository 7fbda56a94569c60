"""Turn notes and tables of texts into units, one at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from compassion_nlp.readers.columns import find_columns
from compassion_nlp.readers.docx import document_lines
from compassion_nlp.readers.encoding import text_of
from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.formats import Format, check_content, format_of
from compassion_nlp.readers.reading import reading
from compassion_nlp.readers.records import UnitMaker
from compassion_nlp.readers.tables import TableFormat, open_table
from compassion_nlp.readers.text import paragraphs
from compassion_nlp.readers.transcript import open_file
from compassion_nlp.schema import BadRow, Genre, Unit

_IN_MEMORY = 64 * 1024 * 1024


class Units:
    """The units of one file; a loop over it reads the file, a batch at a time.

    Every loop reads a file anew, a stream can be read once. ``notices`` say what
    was assumed: the columns taken, the genre.
    """

    def __init__(
        self, notices: Sequence[str], units: Callable[[], Iterator[Unit | BadRow]]
    ) -> None:
        self.notices = tuple(notices)
        self._units = units

    def __iter__(self) -> Iterator[Unit | BadRow]:
        """Yield a unit for every record, or what is wrong with it, in order."""
        return self._units()


def read_units(
    path: str | Path | BinaryIO,
    *,
    genre: Genre | None = None,
    helper: str | None = None,
    suffix: str | None = None,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name of the record's field
    context: str | None = None,
    speaker: str | None = None,
    role: str | None = None,
) -> Units:
    r"""Read notes, or a table that has one text per row.

    CSV, TSV, JSON Lines and Parquet give one unit per row; ``text``, ``id``,
    ``context``, ``speaker`` and ``role`` name the columns, else usual names are
    recognised. A text file gives one unit per paragraph (blank lines divide), a
    Word document one per paragraph of its own. A bad row comes out as a `BadRow`
    in its place. A record without an id is called by its number ("1", "2"), a
    paragraph by the file's name and its number ("visit:3").

    ``genre`` holds for rows that state none; without it they are notes. A row's
    role is the one it states; else ``helper`` names the helper and role words in
    the others' names tell the clients; else everybody not named as a client is a
    helper. A binary stream needs ``suffix``.

    >>> from pathlib import Path
    >>> file = Path("notes.csv")
    >>> _ = file.write_text("note_text,visit\nPt slept well.,1\n")
    >>> units = read_units(file)
    >>> units.notices
    ("columns taken by their names: text from 'note_text'", 'no genre given: read as notes')
    >>> [(unit.id, unit.text) for unit in units]
    [('1', 'Pt slept well.')]
    >>> file.unlink()

    Raises:
        TranscriptError: The file cannot be read at all.
    """
    source = path if isinstance(path, str | Path) else "stream"
    findings = Findings(str(source))
    kind = format_of(Path(source), suffix, findings)
    wanted = {"text": text, "id": id, "context": context, "speaker": speaker, "role": role}
    if kind in ("csv", "tsv", "jsonl", "parquet"):
        return _table_units(path, kind, findings, wanted, genre=genre, helper=helper)
    if kind in ("txt", "docx"):
        with _opened(path, kind, findings) as stream:
            units = _paragraphs(stream, kind, findings, Path(source).stem, genre)
        return Units(findings.notices, lambda: iter(units))
    raise findings.stop("found a transcript; expected notes or a table; use read_transcript")


@contextmanager
def _opened(path: str | Path | BinaryIO, kind: Format, findings: Findings) -> Iterator[BinaryIO]:
    """Open a file and check what it is; take a stream as it is, and leave it open."""
    if isinstance(path, str | Path):
        with open_file(Path(path), findings) as stream:
            check_content(stream, kind, findings)
            yield stream
    elif kind == "jsonl" or path.seekable():
        yield path
    else:  # all but JSON Lines have to look back
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            shutil.copyfileobj(path, copy)
            copy.seek(0)
            yield cast("BinaryIO", copy)


def _table_units(
    path: str | Path | BinaryIO,
    kind: TableFormat,
    findings: Findings,
    wanted: Mapping[str, str | None],
    *,
    genre: Genre | None,
    helper: str | None,
) -> Units:
    """Find the columns now, read the rows when they are asked for."""
    text = (wanted["text"],) if wanted["text"] else reading().columns["text"]
    with ExitStack() as stack:
        stream = stack.enter_context(_opened(path, kind, findings))
        table = open_table(stream, kind, findings, text=text)
        columns = find_columns(table.columns, {**wanted, "genre": None}, findings)
        findings.check()
        # A stream stays open for its rows, a file is opened anew by every loop.
        kept = ExitStack() if isinstance(path, str | Path) else stack.pop_all()
    if genre is None and "genre" not in columns:
        findings.notice("no genre given: read as notes")
    make = UnitMaker(columns, kind, findings, genre or "note", helper)
    used = tuple(dict.fromkeys(columns.values()))

    def units() -> Iterator[Unit | BadRow]:
        with kept:
            yield from map(make, table.rows(used))

    def units_anew() -> Iterator[Unit | BadRow]:
        again = Findings(findings.source)
        with open_file(Path(findings.source), again) as stream:
            table = open_table(stream, kind, again, text=text)
            yield from map(make, table.rows(used))

    return Units(findings.notices, units_anew if isinstance(path, str | Path) else units)


def _paragraphs(
    stream: BinaryIO, kind: Format, findings: Findings, stem: str, genre: Genre | None
) -> list[Unit]:
    """Read a whole note as its paragraphs."""
    if kind == "docx":
        found = [line for line in document_lines(stream, findings) if line[1].strip()]
    else:
        found = list(_numbered(text_of(stream, findings)))
    if genre is None:
        findings.notice("no genre given: read as notes")
    if not found:
        raise findings.stop("found no text; expected notes")
    return [
        Unit(text, genre or "note", id=f"{stem}:{number}", line=line)
        for number, (line, text) in enumerate(found, start=1)
    ]


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield every paragraph with the line on which it begins."""
    line, counted = 1, 0
    for start, end in paragraphs(text):
        line += text.count("\n", counted, start)
        counted = start
        yield line, text[start:end]
