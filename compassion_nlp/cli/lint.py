"""Say which wording of notes their writer may want to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import click

from compassion_nlp.cli.findings import Tally, document, lines
from compassion_nlp.cli.inputs import Reading
from compassion_nlp.cli.options import lexicon_options, reading_options
from compassion_nlp.cli.pages import pages_of
from compassion_nlp.lint import (
    LEVELS,
    MAX_PER_NOTE,
    MIN_LEVEL,
    Annotator,
    CheckedNote,
    Level,
    check_page,
    new_baseline,
    read_baseline,
    select,
)
from compassion_nlp.output import write_whole
from compassion_nlp.schema import BadRow, TranscriptError


@click.command("lint")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--min-level",
    type=click.Choice(LEVELS),
    default=MIN_LEVEL,
    show_default=True,
    help="The least important level that is shown.",
)
@click.option(
    "--max",
    "max_per_note",
    type=click.IntRange(min=0),
    default=MAX_PER_NOTE,
    show_default=True,
    metavar="N",
    help="At most so many findings per note, the most important; 0 shows all.",
)
@click.option("--why", is_flag=True, help="With definition, source, and what made it count.")
@click.option("--with-text", is_flag=True, help="Show the words that were found.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Show only findings that are not in this file.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all findings to this file, as hashes, and show none.",
)
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text")
@reading_options
@lexicon_options
@click.pass_context
def command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    min_level: Level,
    max_per_note: int,
    why: bool,
    with_text: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    kind: Literal["text", "json"],
    how: Reading,
    lexicon: Path | None,
    off: tuple[str, ...],
) -> None:
    """List wording in notes to look at again, as file:line:column level cue message.

    INPUT is text or Markdown (every paragraph is a note), a table with a note per
    row (CSV, TSV, JSONL, Parquet), a Word document, or - for text or JSON Lines on
    standard input. A comment <!-- compassion: ignore CUE --> holds for its line and
    the next; without CUE it holds for all.

    Ends with 0 if there is nothing to show, 1 with findings, 2 if an input or a row
    could not be read; the others are read all the same.
    """
    from compassion_nlp.annotate import TextAnnotator
    from compassion_nlp.lexicon import load_lexicon

    if baseline and write_baseline:
        raise click.UsageError("give --baseline to use a file or --write-baseline to write one")
    annotator = TextAnnotator(load_lexicon(lexicon, off=off))
    tally = Tally()
    notes = _checked(inputs, how, annotator, tally)
    if write_baseline:
        _write(notes, write_baseline)
        ctx.exit(tally.exit_code)
    known = read_baseline(baseline).known() if baseline else None
    records = []
    for source, note in notes:
        is_known = partial(known, _path(source)) if known else None
        chosen = select(note, min_level=min_level, max_per_note=max_per_note, known=is_known)
        tally.add(chosen)
        name = _name(source)
        if kind == "json":
            records += [
                {"file": name, **f.to_dict(why=why, with_text=with_text)} for f in chosen.shown
            ]
        else:
            for line in lines(name, chosen, why=why, with_text=with_text):
                click.echo(line)
    if kind == "json":
        click.echo(document(records, tally, lexicon=annotator.lexicon.hash))
    click.echo(tally.summary(), err=True)
    ctx.exit(tally.exit_code)


def _checked(
    sources: Iterable[str], how: Reading, annotator: Annotator, tally: Tally
) -> Iterator[tuple[str, CheckedNote]]:
    """Yield every note with where it comes from; what cannot be read is told and passed over."""
    for source in sources:
        try:
            for page in pages_of(source, how):
                if isinstance(page, BadRow):
                    tally.fail(page.error)
                    continue
                checked = check_page(page, annotator)
                for notice in checked.notices:
                    tally.warn(_name(source), notice)
                yield from ((source, note) for note in checked.notes)
        except (TranscriptError, OSError) as error:
            tally.fail(str(error))


def _write(notes: Iterable[tuple[str, CheckedNote]], path: Path) -> None:
    """Write all findings, of whatever level, so that a lower level later brings none up."""
    empty = new_baseline(path)
    found = empty.of(
        empty.hash_of(finding, _path(source)) for source, note in notes for finding in note.findings
    )
    write_whole(path, found.to_json())
    click.echo(f"{path}: {sum(found.counts.values())} findings written", err=True)


def _path(source: str) -> Path | None:
    return None if source == "-" else Path(source)


def _name(source: str) -> str:
    return "stdin" if source == "-" else source
