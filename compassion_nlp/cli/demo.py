"""Analyse the sample session: a table here, a page beside it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("compassion-demo.html"),
    show_default=True,
    help="Where the page is written.",
)
def command(output: Path) -> None:
    """Analyse the sample session that ships with the package."""
    from compassion_nlp.analysis import load
    from compassion_nlp.cli.table import session_table
    from compassion_nlp.output import write_whole
    from compassion_nlp.samples import sample

    session = load().analyze_session(sample("session"))
    click.echo(session_table(session, with_text=True))
    write_whole(output, session.to_html())
    click.echo(f"\nThe page with highlighted cues: {output}")
