"""Turn a measure of agreement into a value with a cluster-bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from compassion_nlp.agreement.coefficients import Ratings, numbers
from compassion_nlp.bootstrap import (
    Floats,
    cluster_draws,
    few_clusters,
    lost_resamples,
    percentile_interval,
)

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's value and its 95 % percentile interval over resampled clusters.

    ``n_units`` units were used, in ``n_clusters`` clusters (sessions, helpers).
    ``note`` says what weakens the interval: too few clusters, undefined resamples.
    """

    value: float
    low: float
    high: float
    n_units: int
    n_clusters: int
    note: str = ""


class Coefficient(Protocol):
    """A function of ratings whose units can be weighted."""

    def __call__(self, ratings: Ratings, *, sample_weight: Floats) -> float:
        """Return the coefficient."""


def estimate(
    coefficient: Coefficient,
    ratings: Ratings,
    groups: Sequence[str] | None = None,
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Return a coefficient of ratings, a row per unit, with its interval.

    ``groups`` names the cluster of each unit; whole clusters are drawn again, since
    units of one session are not independent. Without it every unit is its own
    cluster. Units with fewer than two ratings are left out.

    Example:
        >>> from compassion_nlp.agreement import observed_agreement
        >>> ratings = [[0, 0], [1, 1], [2, 1], [0, 0]]
        >>> estimate(observed_agreement, ratings, groups=["s1", "s1", "s2", "s2"]).n_clusters
        2
    """
    return estimate_each({"": coefficient}, ratings, groups, resamples=resamples, seed=seed)[""]


def estimate_each(
    coefficients: Mapping[str, Coefficient],
    ratings: Ratings,
    groups: Sequence[str] | None,
    *,
    resamples: int,
    seed: int,
) -> dict[str, Estimate]:
    """Return several coefficients of the same ratings, over the same resamples."""
    values = numbers(ratings)
    clusters = np.arange(len(values)) if groups is None else np.asarray(groups)
    rated = (~np.isnan(values)).sum(axis=1) > 1
    table = pd.DataFrame(values[rated])
    # Units rated alike count as one, weighted: a resample costs what its distinct ratings cost.
    alike = table.groupby(list(table.columns), dropna=False).ngroup().to_numpy()
    _, first = np.unique(alike, return_index=True)
    distinct = values[rated][first]
    return estimate_totals(
        {
            name: partial(_of_weighted, coefficient, distinct)
            for name, coefficient in coefficients.items()
        },
        _membership(alike),
        clusters[rated],
        resamples=resamples,
        seed=seed,
    )


def estimate_totals(
    statistics: Mapping[Name, Callable[[Floats], float]],
    per_unit: Any,
    groups: Sequence[str] | np.ndarray,
    *,
    resamples: int,
    seed: int,
) -> dict[Name, Estimate]:
    """Return statistics of the column totals of a (units, columns) matrix."""
    units = len(groups)
    if not units:
        none = Estimate(np.nan, np.nan, np.nan, 0, 0, "no unit to compare")
        return dict.fromkeys(statistics, none)
    names, cluster = np.unique(groups, return_inverse=True)
    totals = per_unit.sum(axis=0)
    # Totals per cluster first: resamples then cost what the clusters cost, not the units.
    draws = cluster_draws(names.tolist(), resamples=resamples, seed=seed)
    samples = draws @ (_membership(cluster).T @ per_unit)
    return {
        name: _estimate(statistic, totals, samples, units, len(names))
        for name, statistic in statistics.items()
    }


def _of_weighted(coefficient: Coefficient, ratings: Floats, times: Floats) -> float:
    return coefficient(ratings, sample_weight=times)


def _membership(part: npt.NDArray[Any]) -> Any:
    """Return a sparse (units, parts) matrix with a one where a unit is."""
    shape = (len(part), part.max(initial=-1) + 1)
    return csr_array((np.ones(len(part)), (np.arange(len(part)), part)), shape=shape)


def _estimate(
    statistic: Callable[[Floats], float], totals: Floats, samples: Any, units: int, clusters: int
) -> Estimate:
    value = statistic(totals)
    if np.isnan(value):
        note = "undefined: nothing varies or nothing is marked"
        return Estimate(value, np.nan, np.nan, units, clusters, note)
    if clusters == 1:
        return Estimate(value, np.nan, np.nan, units, clusters, "one cluster: no interval")
    found = np.array([statistic(sample) for sample in samples])
    low, high = percentile_interval(found)
    note = "; ".join(filter(None, (few_clusters(clusters), lost_resamples(found))))
    return Estimate(value, low, high, units, clusters, note)
