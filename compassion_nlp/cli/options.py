"""Define the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from compassion_nlp.analysis import Analyzer

Command = Callable[..., Any]


def reading_options(command: Command) -> Command:
    """Add the options that say how inputs are read."""
    for option in reversed(
        (
            click.option(
                "--genre", type=click.Choice(["turn", "note"]), help="What the texts are."
            ),
            click.option("--helper", metavar="NAME", help="The helper's name in the transcript."),
            click.option("--text", metavar="COLUMN", help="Column with the texts."),
            click.option("--id", "id_", metavar="COLUMN", help="Column with ids."),
            click.option("--context", metavar="COLUMN", help="Column with the client's last turn."),
            click.option("--speaker", metavar="COLUMN", help="Column with speakers."),
        )
    ):
        command = option(command)
    return command


def lexicon_options(command: Command) -> Command:
    """Add the options that choose the lexicon."""
    for option in reversed(
        (
            click.option(
                "--lexicon",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="A file with cues of your own.",
            ),
            click.option("--off", multiple=True, metavar="CUE", help="Switch a cue off."),
        )
    ):
        command = option(command)
    return command


def analyzer_options(command: Command) -> Command:
    """Add the options that choose lexicon and model."""
    model = click.option(
        "--model", default="default", metavar="DIR", help="A model folder of your own."
    )
    prevalence = click.option(
        "--prevalence",
        multiple=True,
        metavar="CODE=SHARE",
        help="How common a mindset is in your texts, 0-1.",
    )
    return model(lexicon_options(prevalence(command)))


def analyzer_of(
    model: str, lexicon: Path | None, off: tuple[str, ...], prevalence: tuple[str, ...]
) -> Analyzer:
    """Load the analyzer that the options describe."""
    from compassion_nlp.analysis import load

    shares = {}
    for given in prevalence:
        code, _, share = given.partition("=")
        try:
            shares[code] = float(share)
        except ValueError:
            raise click.BadParameter(
                f"--prevalence {given}: write CODE=SHARE, as compassion=0.2"
            ) from None
    return load(model, lexicon=lexicon, off=off, prevalence=shares)
