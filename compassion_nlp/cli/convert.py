"""Carry labels to and from the files of coders' tools."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from compassion_nlp.exchange import FormatName

# Said again here, so that --help need not load the readers.
_FORMATS = ["labels", "analysis", "label-studio", "doccano", "prodigy", "csv", "refi-qda"]


@click.command("convert")
@click.argument(
    "source", metavar="INPUT", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from",
    "given",
    type=click.Choice(_FORMATS),
    help="What INPUT is.  [default: by its suffix and content]",
)
@click.option(
    "--to",
    "wanted",
    type=click.Choice([name for name in _FORMATS if name != "analysis"]),
    help="What OUTPUT is to be.  [default: by its suffix]",
)
@click.option("--coder", metavar="NAME", help="Whose labels, where INPUT holds several coders'.")
@click.option(
    "--codebook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the codes too: .xml for Label Studio's labeling config, .qdc for REFI-QDA.",
)
def command(
    source: Path,
    target: Path,
    given: FormatName | None,
    wanted: FormatName | None,
    coder: str | None,
    codebook: Path | None,
) -> None:
    """Write the labels of INPUT as OUTPUT: texts, contexts, groups, levels and spans.

    Suffixes: .jsonl labels, .json Label Studio, .doccano.jsonl, .prodigy.jsonl, .csv
    (a row per unit and per span) and .qdpx (REFI-QDA: NVivo, ATLAS.ti, MAXQDA, QualCoder).
    INPUT may also be what analyze --with-text wrote; its levels and cues then are
    suggestions for coders to correct.
    """
    from compassion_nlp.exchange import export, format_of, load

    known = given or format_of(source)
    if codebook and codebook.suffix not in (".xml", ".qdc"):
        raise click.UsageError(f"--codebook {codebook}: expected .xml or .qdc")
    with warnings.catch_warnings(record=True) as notices:
        warnings.simplefilter("always", UserWarning)
        labels = load(source, format=known, coder=coder)
    for notice in notices:
        click.echo(str(notice.message), err=True)
    export(labels, target, format=wanted, suggested=known == "analysis")
    if codebook:
        _write_codes(codebook, {code for row in labels.rows for code in row.labels})
    spans = sum(map(len, labels.spans))
    click.echo(f"{target}: {len(labels.rows)} units, {spans} spans", err=True)


def _write_codes(path: Path, codes: set[str]) -> None:
    from compassion_nlp.exchange import write_codebook, write_label_studio_config
    from compassion_nlp.schema import MINDSETS

    if path.suffix == ".qdc":
        write_codebook(path)
    else:
        write_label_studio_config(path, codes=sorted(codes) or MINDSETS)
