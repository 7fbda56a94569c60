"""Fit a model on labelled texts."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("train")
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR")
@click.option("--name", default="own", show_default=True, help="The model's name in records.")
@click.option(
    "--corpus",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Your copy of the published corpora, for label files that keep ids only.",
)
@click.option("-j", "--jobs", default=1, show_default=True, help="Number of processes.")
def command(
    labels: tuple[Path, ...], output: Path, name: str, corpus: Path | None, jobs: int
) -> None:
    """Fit a model on label files (JSONL, or folders of them) and write its folder."""
    from compassion_nlp.learn import train

    files = [
        f for path in labels for f in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]
    model = train(files, output, name=name, corpus=corpus, n_jobs=jobs)
    click.echo(f"{model.name}: {model.about['units']} units in {model.about['groups']} groups")
    for code, figures in model.about["out_of_fold"].items():
        click.echo(
            f"  {code:20} present {figures['present']:>5}  AUC {figures['auc']:.3f}  "
            f"calibration error {figures['calibration_error']:.3f}  (grouped out-of-fold)"
        )
