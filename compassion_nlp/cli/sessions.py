"""Write one row of measures per session or note."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from compassion_nlp.cli.options import analyzer_options, output_options, reading_options

if TYPE_CHECKING:
    import pandas as pd

    from compassion_nlp.analysis import Analyzer
    from compassion_nlp.cli.inputs import Reading
    from compassion_nlp.schema import BadRow, Session, Unit
    from compassion_nlp.sessions.measures import Units


@dataclass(frozen=True, slots=True)
class _Document:
    """What one row is about: its units, or why it could not be read."""

    id: str | None
    units: Units = ()
    error: str | None = None


@click.command("sessions")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@output_options("rows")
@click.option("--resamples", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@reading_options
@analyzer_options
def command(
    inputs: tuple[str, ...],
    output: Path,
    kind: str | None,
    resamples: int,
    seed: int,
    how: Reading,
    load_analyzer: Callable[[], Analyzer],
) -> None:
    """Write one row of measures, with 95 % intervals, per session or note.

    INPUT is a transcript (VTT, SRT, DOCX, CHAT, TXT), a table (CSV, TSV, JSONL,
    Parquet), or - for JSON Lines on standard input. A conversation gives a row per
    session, turns in a row of one speaker being one; a table of notes a row per note,
    a text of notes one row; turns in a table without speakers are one session. Below
    20 helper turns, or 5 sentences of a note, there are no values and note says so.
    """
    from compassion_nlp.cli.records import record_format
    from compassion_nlp.output import whole_file

    to_stdout = str(output) == "-"
    written = record_format(kind, "" if to_stdout else output.suffix)
    analyzer = load_analyzer()
    documents = (one for source in inputs for one in _documents(source, how, analyzer))
    frame = _rows(documents, list(analyzer.lexicon.by_id), resamples, seed)
    if to_stdout:
        _write(frame, written, sys.stdout.buffer)
    else:
        with whole_file(output) as file:
            _write(frame, written, file)


def _rows(
    documents: Iterable[_Document], cues: list[str], resamples: int, seed: int
) -> pd.DataFrame:
    """Return a row per document, and say how many have no values."""
    import pandas as pd

    from compassion_nlp.sessions import session_row

    rows: list[dict[str, Any]] = []
    for one in documents:
        if one.error:
            rows.append({"id": one.id, "genre": None, "units": 0, "note": one.error})
        else:
            row = session_row(one.units, id=one.id, cues=cues, resamples=resamples, seed=seed)
            rows.append(row)
    frame = pd.DataFrame(rows)
    empty = int((frame["note"] != "").sum()) if rows else 0
    if empty:
        click.echo(f"{empty} of {len(rows)} rows have no values; note says why", err=True)
    return frame


# -- from inputs to documents


def _documents(source: str, how: Reading, analyzer: Analyzer) -> Iterator[_Document]:
    from compassion_nlp.cli.inputs import (
        is_table,
        reads_as_conversation,
        transcripts_of,
        units_of,
    )

    if source != "-" and reads_as_conversation(Path(source), how):
        for transcript in transcripts_of(Path(source), how, merge=True):
            session: Session = analyzer.analyze_session(transcript)
            yield _Document(transcript.id, session)
        return
    name = "stdin" if source == "-" else Path(source).stem
    rows = units_of(source, how)
    if not is_table(source):
        rows = (replace(row, id=name) for row in rows)
    yield from _of_rows(rows, name, analyzer, one=not is_table(source))


def _of_rows(
    rows: Iterable[Unit | BadRow], name: str, analyzer: Analyzer, *, one: bool
) -> Iterator[_Document]:
    """Yield a document per note, or ``one`` of all; then one of the turns there are."""
    from compassion_nlp.schema import BadRow, Unit

    turns: list[Unit] = []
    names: list[str | None] = []

    def sentences_of_notes() -> Iterator[Unit | BadRow]:
        for row in rows:
            if isinstance(row, Unit) and row.genre == "turn":
                turns.append(row)
                continue
            if not one or not names:
                names.append(row.id)
            # Sentences go by the number of their note: names may come twice.
            number = str(len(names) - 1)
            if isinstance(row, BadRow):
                yield replace(row, id=number)
            else:
                yield from _sentences(row, number)

    analyses = analyzer.analyze_units(sentences_of_notes())
    for number, found in groupby(analyses, key=lambda analysis: analysis.id):
        units = list(found)
        error = units[0].error if len(units) == 1 else None
        yield _Document(names[int(number or 0)], units, error)
    if turns:
        yield _Document(name, list(analyzer.analyze_units(turns)))


def _sentences(note: Unit, number: str) -> Iterator[Unit]:
    from compassion_nlp.readers import sentences

    spans = sentences(note.text) or [(0, len(note.text))]
    for start, end in spans:
        yield replace(note, text=note.text[start:end], id=number)


# -- writing


def _write(frame: pd.DataFrame, kind: str, file: IO[bytes]) -> None:
    from compassion_nlp.output import spreadsheet_safe

    match kind:
        case "jsonl":
            file.write(frame.to_json(orient="records", lines=True, force_ascii=False).encode())
        case "csv":
            safe = frame.assign(
                **{
                    name: frame[name].map(spreadsheet_safe, na_action="ignore")
                    for name in ("id", "note")
                }
            )
            file.write(safe.to_csv(index=False).encode())
        case _:
            buffer = io.BytesIO()
            frame.to_parquet(buffer, index=False)
            file.write(buffer.getvalue())
