"""Turn a measure of groups of sessions into differences between the groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compassion_nlp.bootstrap import (
    DETECTABLE,
    Floats,
    cluster_draws,
    few_clusters,
    percentile_interval,
)
from compassion_nlp.sessions.columns import checked

_FEWEST = 3  # clusters of a group, to be resampled at all
_BATCH = 200  # permutations at a time: memory stays flat over thousands of clusters


@dataclass(frozen=True, slots=True)
class _Cells:
    """Mean of each cluster in the reference (column 0) and in the group (column 1).

    NaN where a cluster has no unit of a group. ``spread`` is the standard deviation
    of single units within the groups, ``degrees`` what it rests on.
    """

    mean: Floats
    spread: float
    degrees: int
    units: npt.NDArray[np.intp]


def compare_groups(
    frame: pd.DataFrame,
    value: str,
    *,
    group: str,
    cluster: str,
    reference: object = None,
    resamples: int = 1000,
    permutations: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how groups differ in a measure, when units come in clusters.

    ``frame`` has one row per unit (turns, notes, or sessions of a helper), with a
    column that says its group and one that names its cluster: the session or helper
    whose units are alike. A cluster counts once however many units it has: a group's
    mean is the mean of its clusters' means. Where clusters are in both groups (the
    same trainees before and after), they are compared with themselves. Rows without
    value, group or cluster are left out.

    One row per group but the reference. Columns: ``group``, ``reference``; ``mean``,
    ``reference_mean``; ``difference`` (group less reference, in units of the measure)
    with ``low`` and ``high``; ``g``, the difference in standard deviations of single
    units (Hedges' g), with ``g_low`` and ``g_high``; ``p``; ``detectable``, the
    difference that these clusters would show 4 times in 5; ``units``, ``clusters``
    (of group and reference together), ``paired`` (clusters in both); ``note``.
    95 % intervals resample whole clusters; ``p`` permutes the groups of whole
    clusters, and swaps the two halves of those in both. With several groups, p is
    not corrected for their number.

    Args:
        frame: One row per unit.
        value: Column of the measure.
        group: Column with the groups.
        cluster: Column with the clusters.
        reference: The group that others are compared with; without it the first in
            the table.
        resamples: How many times clusters are drawn again.
        permutations: How many times groups are permuted.
        seed: The same seed gives the same result.

    Raises:
        KeyError: A column is not there.
        ValueError: There are fewer than two groups, or the reference is none of them.

    Example:
        >>> frame = pd.DataFrame({
        ...     "clinic": ["north"] * 6 + ["south"] * 6, "helper": list("aabbccddeeff"),
        ...     "compassion": [0, 1, 0, 0, 1, 0, 2, 1, 1, 2, 1, 1],
        ... })
        >>> found = compare_groups(frame, "compassion", group="clinic", cluster="helper")
        >>> found[["group", "reference", "clusters"]].to_dict("records")
        [{'group': 'south', 'reference': 'north', 'clusters': 6}]
    """
    table = checked(frame, value=value, group=group, cluster=cluster).dropna()
    groups = list(dict.fromkeys(table["group"]))
    first = groups[0] if groups and reference is None else reference
    if len(groups) < 2 or first not in groups:  # noqa: PLR2004 - a comparison takes two
        raise ValueError(
            f"group={group!r}: found {', '.join(map(str, groups)) or 'none'}; expected two groups "
            f"or more{'' if reference is None else f', {reference!r} among them'}"
        )
    rows = []
    for name in groups:
        if name != first:
            cells = _cells(table[table["group"].isin((first, name))], first)
            rows.append(
                {"group": name, "reference": first}
                | _compared(cells, resamples, permutations, np.random.default_rng(seed), seed)
            )
    return pd.DataFrame(rows)


def _cells(table: pd.DataFrame, first: Any) -> _Cells:
    other = (table["group"] != first).astype(int)
    values = table["value"].astype(float)
    means = values.groupby([table["cluster"], other]).mean().unstack()  # noqa: PD010 - a Series
    within = values - values.groupby(other).transform("mean")
    degrees = len(table) - 2
    spread = float(np.sqrt((within**2).sum() / degrees)) if degrees > 0 else np.nan
    units = np.array([(other == 0).sum(), (other == 1).sum()])
    return _Cells(means[[0, 1]].to_numpy(), spread, degrees, units)


def _compared(
    cells: _Cells, resamples: int, permutations: int, rng: np.random.Generator, seed: int
) -> dict[str, Any]:
    mean = np.nanmean(cells.mean, axis=0)
    difference = float(mean[1] - mean[0])
    has = ~np.isnan(cells.mean)
    enough = bool((has.sum(axis=0) >= _FEWEST).all())
    low = high = p = detectable = np.nan
    if enough:
        draws = _draws(has, resamples, seed)
        low, high = percentile_interval(_differences(draws, cells.mean))
        null = np.concatenate(list(_permuted(cells.mean, permutations, rng)))
        beyond = np.abs(null) >= abs(difference) - 1e-12
        p = float((1 + beyond.sum()) / (1 + permutations))
        detectable = float(DETECTABLE * null.std())
    # Hedges & Olkin's correction for few degrees of freedom.
    scale = (1 - 3 / (4 * cells.degrees - 1)) / cells.spread if cells.spread > 0 else np.nan
    return {
        "mean": float(mean[1]),
        "reference_mean": float(mean[0]),
        "difference": difference,
        "low": low,
        "high": high,
        "g": difference * scale,
        "g_low": low * scale,
        "g_high": high * scale,
        "p": p,
        "detectable": detectable,
        "units": int(cells.units.sum()),
        "clusters": len(cells.mean),
        "paired": int(has.all(axis=1).sum()),
        "note": _note(has, enough=enough),
    }


def _draws(has: npt.NDArray[np.bool_], resamples: int, seed: int) -> Floats:
    """Draw clusters of one group, of the other and of both apart: their numbers are by design."""
    draws = np.zeros((resamples, len(has)))
    for number, pattern in enumerate(((True, False), (False, True), (True, True))):
        alike = (has == pattern).all(axis=1)
        if alike.any():
            names = [str(place) for place in np.flatnonzero(alike)]
            draws[:, alike] = cluster_draws(names, resamples=resamples, seed=seed + number)
    return draws


def _differences(draws: Floats, mean: Floats) -> Floats:
    """Return the difference between the groups' means of cluster means, per resample."""
    has = ~np.isnan(mean)
    count = draws @ has
    total = draws @ np.where(has, mean, 0)
    means = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    found: Floats = means[:, 1] - means[:, 0]
    return found


def _permuted(mean: Floats, permutations: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield differences as they would be if a cluster's group meant nothing."""
    has = ~np.isnan(mean)
    both = has.all(axis=1)
    paired, single = mean[both], np.nanmean(np.where(has[~both], mean[~both], np.nan), axis=1)
    in_group = has[~both][:, 1]
    n = has.sum(axis=0)
    for start in range(0, permutations, _BATCH):
        size = min(_BATCH, permutations - start)
        swap = rng.random((size, len(paired))) < 0.5  # noqa: PLR2004 - a coin
        labels = rng.permuted(np.tile(in_group, (size, 1)), axis=1)
        group = np.where(swap, paired[:, 0], paired[:, 1]).sum(axis=1) + labels @ single
        total = paired.sum() + single.sum()
        yield group / n[1] - (total - group) / n[0]


def _note(has: npt.NDArray[np.bool_], *, enough: bool) -> str:
    fewest = int(has.sum(axis=0).min())
    if not enough:
        return f"too few clusters: {fewest} in one group, {_FEWEST} needed"
    return few_clusters(len(has))
