"""Read texts and write one record each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_nlp.cli.options import analyzer_options, output_options, reading_options

if TYPE_CHECKING:
    from compassion_nlp.analysis import Analyzer
    from compassion_nlp.cli.inputs import Reading
    from compassion_nlp.schema import Analysis


@click.command("analyze")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@output_options("records")
@click.option("--with-text", is_flag=True, help="Write the texts into the records too.")
@reading_options
@analyzer_options
def command(
    inputs: tuple[str, ...],
    output: Path,
    kind: str | None,
    with_text: bool,
    how: Reading,
    load_analyzer: Callable[[], Analyzer],
) -> None:
    """Write one record per input: cues as spans, four scores, what they rest on.

    INPUT is a transcript (VTT, SRT, DOCX, CHAT, TXT), a table (CSV, TSV, JSONL,
    Parquet), or - for JSON Lines on standard input.
    """
    from compassion_nlp.cli.inputs import units_of
    from compassion_nlp.cli.records import record_format, writer
    from compassion_nlp.output import whole_file

    to_stdout = str(output) == "-"
    write = writer(
        record_format(kind, "" if to_stdout else output.suffix),
        analyzer := load_analyzer(),
        with_text=with_text,
    )
    units = chain.from_iterable(units_of(source, how) for source in inputs)
    analyses = _shown(analyzer.analyze_units(units))
    if to_stdout:
        write(analyses, sys.stdout.buffer)
    else:
        with whole_file(output) as file:
            write(analyses, file)


def _shown(analyses: Iterable[Analysis]) -> Iterator[Analysis]:
    """Count on a terminal, and say at the end how many rows could not be read."""
    from tqdm import tqdm

    failed = 0
    for analysis in tqdm(analyses, unit=" texts", disable=None, file=sys.stderr):
        failed += analysis.error is not None
        yield analysis
    if failed:
        click.echo(
            f"{failed} rows could not be read; their records say why under 'error'", err=True
        )
