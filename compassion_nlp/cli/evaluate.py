"""Measure cues and scores against labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from compassion_nlp.cli.options import analyzer_options

if TYPE_CHECKING:
    from compassion_nlp.analysis import Analyzer

_NUMBER = "{:.2f}"


@click.command("evaluate")
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--half", type=click.Choice(["A", "B"]), help="Only ids whose SHA-1 is even (A) or odd (B)."
)
@click.option("--genre", type=click.Choice(["turn", "note"]), help="Only one genre.")
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the figures to this file too.",
)
@click.option(
    "--card",
    "card_path",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Keep the figures in this model's folder and write its card anew.",
)
@analyzer_options
def command(
    labels: tuple[Path, ...],
    half: Literal["A", "B"] | None,
    genre: Literal["turn", "note"] | None,
    json_path: Path | None,
    card_path: Path | None,
    load_analyzer: Callable[[], Analyzer],
) -> None:
    """Print figures for cues, families and mindsets on label files, with 95 % intervals."""
    from compassion_nlp.learn import cue_table, mindset_table, parts_table, read_labels
    from compassion_nlp.learn.labels import complete

    chosen = read_labels(labels)
    chosen = chosen.half(half) if half else chosen
    chosen = chosen.only(genre) if genre else chosen
    analyzer = load_analyzer()
    analyses = list(analyzer.analyze_units(chosen.units))
    click.echo(
        f"{len(analyses)} units; model {analyzer.model.name}, lexicon {analyzer.lexicon.hash}"
    )
    families = {cue.id: cue.family for cue in analyzer.lexicon.cues}
    figures: dict[str, Any] = {"model": analyzer.model.name, "units": len(analyses)}
    if any(row.cues for row in chosen.rows):
        cues = cue_table(chosen, analyses, families)
        figures["cues"] = cues.to_dict("index")
        click.echo(cues.to_string(float_format=_NUMBER.format))
    if any(row.labels for row in chosen.rows):
        levels = complete(chosen.levels, codes=analyzer.model.codes)
        mindsets = mindset_table(levels, analyses, chosen.groups)
        figures["mindsets"] = mindsets.to_dict("index")
        click.echo(mindsets.to_string(float_format=_NUMBER.format))
        parts = parts_table(chosen, levels, analyses)
        figures["parts"] = parts.to_dict("records")
        if len(parts):
            click.echo(parts.set_index(["part", "code"]).to_string(float_format=_NUMBER.format))
    if card_path:
        from compassion_nlp.learn.card import keep_figures, write_card

        name = ", ".join(path.name for path in labels) + (f", half {half}" if half else "")
        keep_figures(card_path, name + (f", {genre}s" if genre else ""), figures)
        write_card(card_path)
    if json_path:
        json_path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
