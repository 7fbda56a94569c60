"""Write a page that shows a session or notes with their cues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_nlp.cli.options import analyzer_options, reading_options

if TYPE_CHECKING:
    from compassion_nlp.analysis import Analyzer
    from compassion_nlp.cli.inputs import Reading


@click.command("report")
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where the page is written.",
)
@click.option("--no-text", is_flag=True, help="Leave every word of the source out of the page.")
@reading_options
@analyzer_options
def command(
    source: Path,
    output: Path,
    no_text: bool,
    how: Reading,
    load_analyzer: Callable[[], Analyzer],
) -> None:
    """Write a self-contained page about one transcript or one file of notes."""
    from compassion_nlp.cli.inputs import reads_as_conversation, transcripts_of, units_of
    from compassion_nlp.output import write_whole
    from compassion_nlp.report import notes_page, session_page

    analyzer = load_analyzer()
    if reads_as_conversation(source, how):
        found = transcripts_of(source, how)
        if len(found) > 1:
            raise ValueError(
                f"{source}: found {len(found)} sessions; a report shows one: "
                "give a file with one session, or use analyze"
            )
        page = session_page(
            analyzer.analyze_session(found[0]), lexicon=analyzer.lexicon, with_text=not no_text
        )
    else:
        analyses = list(analyzer.analyze_units(units_of(str(source), how), explain=True))
        page = notes_page(
            analyses, title=source.name, lexicon=analyzer.lexicon, with_text=not no_text
        )
    write_whole(output, page)
    click.echo(f"{output} is written", err=True)
