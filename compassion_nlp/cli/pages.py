"""Turn the files named on the command line into pages for lint."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from compassion_nlp.cli.inputs import Reading, records_of
from compassion_nlp.lint import Page
from compassion_nlp.readers import PlainText, read_text
from compassion_nlp.readers.formats import FORMATS, is_json_lines
from compassion_nlp.schema import BadRow, TranscriptError, Unit

_MARKDOWN = (".md", ".markdown")


def pages_of(source: str, how: Reading) -> Iterator[Page | BadRow]:
    """Yield the pages of one input; ``-`` is text or JSON Lines on standard input.

    Raises:
        TranscriptError: The input cannot be read, or holds a conversation.
    """
    how = replace(how, genre=how.genre or "note")
    if source == "-":
        yield from _standard_input(how)
        return
    path = Path(source)
    match FORMATS.get(path.suffix.lower()):
        case "txt":
            yield from _text(read_text(path), how, path)
        case "vtt" | "srt" | "chat":
            raise TranscriptError(
                f"{source}: found a transcript; lint reads notes; use analyze or report for it"
            )
        case _:
            yield from map(_record, records_of(path, how))


def _standard_input(how: Reading) -> Iterator[Page | BadRow]:
    content = sys.stdin.buffer.read()
    stream = io.BytesIO(content)
    if is_json_lines(content):
        yield from map(_record, records_of(stream, how, suffix=".jsonl"))
    else:
        yield from _text(read_text(stream), how, None)


def _text(plain: PlainText, how: Reading, path: Path | None) -> Iterator[Page]:
    for notice in plain.notices:
        click.echo(f"{path or 'stdin'}: {notice}", err=True)
    if plain.text:
        unit = Unit(plain.text, how.genre or "note", id=path.stem if path else None)
        markdown = path is not None and path.suffix.lower() in _MARKDOWN
        yield Page(unit, of_paragraphs=True, markdown=markdown)


def _record(unit: Unit | BadRow) -> Page | BadRow:
    return unit if isinstance(unit, BadRow) else Page(unit)
