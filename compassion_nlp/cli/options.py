"""Define the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from compassion_nlp.analysis import Analyzer
    from compassion_nlp.schema import Genre

Command = Callable[..., Any]


def output_options(what: str) -> Callable[[Command], Command]:
    """Add the options that say where ``what`` goes and in which format: ``output``, ``kind``."""
    output = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
        default=Path("-"),
        help=f"Where {what} go; the suffix tells the format.  [default: standard output]",
    )
    kind = click.option("--format", "kind", type=click.Choice(["jsonl", "csv", "parquet"]))
    return lambda command: output(kind(command))


def reading_options(command: Command) -> Command:
    """Add the options that say how inputs are read; the command gets them as one ``how``."""

    @wraps(command)
    def gathered(
        *args: Any,
        genre: Genre | None,
        helper: str | None,
        text: str | None,
        id_: str | None,
        context: str | None,
        speaker: str | None,
        **others: Any,
    ) -> Any:
        from compassion_nlp.cli.inputs import Reading

        how = Reading(genre, helper, text, id_, context, speaker)
        return command(*args, how=how, **others)

    return _with(
        gathered,
        click.option("--genre", type=click.Choice(["turn", "note"]), help="What the texts are."),
        click.option("--helper", metavar="NAME", help="The helper's name in the transcript."),
        click.option("--text", metavar="COLUMN", help="Column with the texts."),
        click.option("--id", "id_", metavar="COLUMN", help="Column with ids."),
        click.option("--context", metavar="COLUMN", help="Column with the client's last turn."),
        click.option("--speaker", metavar="COLUMN", help="Column with speakers."),
    )


def lexicon_options(command: Command) -> Command:
    """Add the options that choose the lexicon: ``lexicon``, ``off``."""
    return _with(
        command,
        click.option(
            "--lexicon",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="A file with cues of your own.",
        ),
        click.option("--off", multiple=True, metavar="CUE", help="Switch a cue off."),
    )


def analyzer_options(command: Command) -> Command:
    """Add the options that choose lexicon and model.

    The command gets them as ``load_analyzer``, to be called when all else is checked,
    as loading takes a while.
    """

    @wraps(command)
    def gathered(
        *args: Any,
        model: str,
        lexicon: Path | None,
        off: tuple[str, ...],
        prevalence: tuple[str, ...],
        **others: Any,
    ) -> Any:
        load_analyzer = partial(_analyzer, model, lexicon, off, prevalence)
        return command(*args, load_analyzer=load_analyzer, **others)

    model = click.option(
        "--model", default="default", metavar="DIR", help="A model folder of your own."
    )
    prevalence = click.option(
        "--prevalence",
        multiple=True,
        metavar="CODE=SHARE",
        help="How common a mindset is in your texts, 0-1.",
    )
    return model(lexicon_options(prevalence(gathered)))


def _with(command: Command, *options: Command) -> Command:
    """Add options, which the help lists in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def _analyzer(
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
