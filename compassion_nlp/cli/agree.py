"""Measure how far coders, or a coder and the model, agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd

_NAMES = {
    "observed_agreement": "percent agreement (0-1)",
    "cohen_kappa": "Cohen's kappa",
    "cohen_kappa_linear": "  linear weights",
    "cohen_kappa_quadratic": "  quadratic weights",
    "krippendorff_alpha_nominal": "Krippendorff's alpha, nominal",
    "krippendorff_alpha_ordinal": "  ordinal",
    "krippendorff_alpha_interval": "  interval",
    "icc_2_1": "ICC(2,1)",
    "icc_2_k": "ICC(2,k)",
}
_SPAN_NAMES = {
    "span_precision_overlap": "precision",
    "span_recall_overlap": "recall",
    "span_f1_exact": "F1, exact",
    "span_f1_character": "F1, characters",
}
_WIDTH = max(map(len, _NAMES.values()))


@click.command("agree")
@click.argument(
    "codings",
    nargs=-1,
    required=True,
    metavar="A B [C...]",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--group",
    metavar="FIELD",
    help="Field that names the session (or helper) of a unit.  [default: group]",
)
@click.option("--resamples", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the figures to this file too; - writes them here instead of the table.",
)
def command(
    codings: tuple[Path, ...],
    group: str | None,
    resamples: int,
    seed: int,
    json_path: Path | None,
) -> None:
    """Print how far coders agree on the units that they share, with 95 % intervals.

    A, B, ... are one coder's labels each (JSONL with id and labels, optional cues and
    group), or what analyze wrote as JSONL: its levels and asserted cues. Intervals
    come from resampling whole groups. With two files, precision and recall of cues
    take the first as the reference.
    """
    from compassion_nlp.agreement import agreement_table, read_coding
    from compassion_nlp.output import write_whole

    if len(codings) == 1:
        raise click.UsageError("one file given; agreement takes two at least")
    tables = [read_coding(path, group=group or "group") for path in codings]
    grouped = any("group" in table for table in tables)
    if group and not grouped:
        raise ValueError(f"no row has a field {group!r}; name one that a file has, or leave it out")
    names = [str(path) for path in codings]
    for notice in _notices(names, tables):
        click.echo(notice, err=True)
    found = agreement_table(*tables, resamples=resamples, seed=seed)
    drawn = (
        f"whole groups (field {group or 'group'})"
        if grouped
        else "single units, as no file has groups: too narrow where units share a session"
    )
    figures = {
        "coders": names,
        "clusters": group or "group" if grouped else None,
        "resamples": resamples,
        "seed": seed,
        "agreement": json.loads(found.to_json(orient="records")),
    }
    as_json = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    if str(json_path) == "-":
        click.echo(as_json, nl=False)
        return
    click.echo(f"95 % intervals: {resamples} resamples (seed {seed}) of {drawn}")
    click.echo("\n".join(_lines(found)))
    if json_path:
        write_whole(json_path, as_json)


def _notices(names: Sequence[str], tables: Sequence[pd.DataFrame]) -> Iterator[str]:
    seen = Counter(id_ for table in tables for id_ in table.index)
    matched = sum(times > 1 for times in seen.values())
    yield f"{matched} ids matched" + "".join(
        f"; {sum(seen[id_] == 1 for id_ in table.index)} only in {name}"
        for name, table in zip(names, tables, strict=True)
    )
    columns = Counter(column for table in tables for column in table.columns)
    for name, table in zip(names, tables, strict=True):
        alone = [str(code) for code in table.columns if columns[code] == 1 and code != "group"]
        if alone:
            yield f"only in {name}, so not compared: {', '.join(alone)}"


def _lines(found: pd.DataFrame) -> Iterator[str]:
    """Yield a block per code, one for all cues, and what weakens the intervals."""
    spans = found["measure"].str.startswith("span_")
    for code, rows in found[~spans].groupby("code", sort=False):
        yield f"\n{code}"
        for row in rows.to_dict("records"):
            yield f"  {_NAMES[row['measure']]:{_WIDTH}}  {_figure(row)}  {_size(row)}"
    if spans.any():
        yield from _cue_lines(found[spans])
    notes = Counter(note for row in found["note"] for note in row.split("; ") if note)
    if notes:
        yield ""
        yield from (f"{note} ({times} of {len(found)} figures)" for note, times in notes.items())


def _cue_lines(found: pd.DataFrame) -> Iterator[str]:
    yield f"\ncues ({_size(found.iloc[0].to_dict())})"
    shown = {name: title for name, title in _SPAN_NAMES.items() if name in set(found["measure"])}
    width = found["code"].str.len().max()
    yield f"  {'':{width}}  {'F1, overlap':19}" + "".join(f"  {title}" for title in shown.values())
    for code, rows in found.groupby("code", sort=False):
        figures = rows.set_index("measure").to_dict("index")
        others = "".join(
            f"{_number(figures[name]['value']):>{len(title) + 2}}" for name, title in shown.items()
        )
        yield f"  {code:{width}}  {_figure(figures['span_f1_overlap'])}{others}"


def _figure(row: Mapping[Any, Any]) -> str:
    return f"{_number(row['value'])} [{_number(row['low'])}, {_number(row['high'])}]"


def _number(value: float) -> str:
    return "    -" if isnan(value) else f"{value:5.2f}"


def _size(row: Mapping[Any, Any]) -> str:
    return f"{row['n_units']} units, {row['n_clusters']} clusters"
