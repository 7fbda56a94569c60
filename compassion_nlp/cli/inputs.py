"""Turn the files named on the command line into units, and say what was assumed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click

from compassion_nlp.readers import is_conversation, read_transcripts, read_units
from compassion_nlp.schema import BadRow, Genre, Transcript, Unit

_TABLES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are to be read; what is None is told from the file, and said."""

    genre: Genre | None = None
    helper: str | None = None
    text: str | None = None
    id: str | None = None
    context: str | None = None
    speaker: str | None = None


def units_of(source: str, how: Reading) -> Iterator[Unit | BadRow]:
    """Yield the units of one input; ``-`` is JSON Lines on standard input."""
    if source == "-":
        yield from records_of(sys.stdin.buffer, how, suffix=".jsonl")
    elif reads_as_conversation(Path(source), how):
        for transcript in transcripts_of(Path(source), how):
            yield from transcript.units()
    else:
        yield from records_of(Path(source), how)


def is_table(source: str) -> bool:
    """Whether an input has a record per row; ``-`` is JSON Lines."""
    return source == "-" or Path(source).suffix.lower() in _TABLES


def transcripts_of(path: Path, how: Reading, *, merge: bool | None = None) -> list[Transcript]:
    """Read conversations: files by merged turns, tables row by row unless told to merge."""
    if merge is None:
        merge = not is_table(str(path))
    found = read_transcripts(
        path,
        helper=how.helper,
        speaker=how.speaker,
        text=how.text,
        merge=merge,
    )
    for notice in dict.fromkeys(notice for transcript in found for notice in transcript.notices):
        click.echo(f"{path}: {notice}", err=True)
    return found


def reads_as_conversation(path: Path, how: Reading) -> bool:
    """Whether an input is a conversation rather than single texts."""
    if how.genre == "note" or how.context is not None:
        return False
    return is_conversation(path, speaker=how.speaker, text=how.text)


def records_of(
    source: Path | BinaryIO, how: Reading, *, suffix: str | None = None
) -> Iterator[Unit | BadRow]:
    """Yield the units of a table or of notes; a stream needs a suffix."""
    units = read_units(
        source,
        genre=how.genre,
        helper=how.helper,
        suffix=suffix,
        text=how.text,
        id=how.id,
        context=how.context,
        speaker=how.speaker,
    )
    for notice in units.notices:
        click.echo(f"{source if isinstance(source, Path) else 'stdin'}: {notice}", err=True)
    yield from units
