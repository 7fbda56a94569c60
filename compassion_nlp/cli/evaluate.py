"""Measure cues and scores against labels."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from compassion_nlp.cli.options import analyzer_of, analyzer_options

_NUMBER = "{:.2f}"


@click.command("evaluate")
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--half", type=click.Choice(["A", "B"]), help="Only ids whose SHA-1 is even (A) or odd (B)."
)
@click.option("--genre", type=click.Choice(["turn", "note"]), help="Only one genre.")
@analyzer_options
def command(
    labels: tuple[Path, ...],
    half: Literal["A", "B"] | None,
    genre: Literal["turn", "note"] | None,
    model: str,
    lexicon: Path | None,
    off: tuple[str, ...],
    prevalence: tuple[str, ...],
) -> None:
    """Print figures for cues, families and mindsets on label files, with 95 % intervals."""
    from compassion_nlp.learn import cue_table, mindset_table, read_labels
    from compassion_nlp.learn.labels import complete

    chosen = read_labels(labels)
    chosen = chosen.half(half) if half else chosen
    chosen = chosen.only(genre) if genre else chosen
    analyzer = analyzer_of(model, lexicon, off, prevalence)
    analyses = list(analyzer.analyze_units(chosen.units))
    click.echo(
        f"{len(analyses)} units; model {analyzer.model.name}, lexicon {analyzer.lexicon.hash}"
    )
    families = {cue.id: cue.family for cue in analyzer.lexicon.cues}
    if any(row.cues for row in chosen.rows):
        click.echo(cue_table(chosen, analyses, families).to_string(float_format=_NUMBER.format))
    if any(row.labels for row in chosen.rows):
        levels = complete(chosen.levels, codes=analyzer.model.codes)
        table = mindset_table(levels, analyses, chosen.groups)
        click.echo(table.to_string(float_format=_NUMBER.format))
