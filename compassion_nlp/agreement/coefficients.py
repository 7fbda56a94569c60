"""Turn ratings, a row per unit and a column per coder, into coefficients of agreement.

Ratings are numbers; None or NaN says that a coder left the unit out. Number
categories that are words first, for instance with `pandas.factorize`. A coefficient
is NaN where it is undefined: nothing was rated twice, or all ratings are the same.
``sample_weight`` says how often each unit counts.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from compassion_nlp.bootstrap import Floats

Ratings = npt.ArrayLike | pd.DataFrame
Level = Literal["nominal", "ordinal", "interval"]

_TABLE = 2  # dimensions


def observed_agreement(ratings: Ratings, *, sample_weight: npt.ArrayLike | None = None) -> float:
    """Return percent agreement as a fraction, 0-1: the share of pairs of ratings that are equal.

    Two ratings of one unit are a pair; with more than two coders all pairs count alike.

    Example:
        >>> observed_agreement([[0, 0], [1, 1], [2, 1], [0, 0]])
        0.75
    """
    values, weight = _checked(ratings, sample_weight)
    counts = _counts(values, _categories(values))
    equal = weight @ (counts * (counts - 1)).sum(axis=1)
    pairs = weight @ (counts.sum(axis=1) * (counts.sum(axis=1) - 1))
    return float(equal / pairs) if pairs else np.nan


def cohen_kappa(
    ratings: Ratings,
    *,
    weights: Literal["linear", "quadratic"] | None = None,
    sample_weight: npt.ArrayLike | None = None,
) -> float:
    """Return Cohen's kappa (Cohen 1960), weighted by the distance of levels (Cohen 1968) or not.

    With more than two coders: the mean over the pairs of coders where it is defined
    (Light 1971).
    """
    # As scikit-learn's cohen_kappa_score (the tests compare them), at a twentieth of its time,
    # which every resample pays, and with the levels' own distances where a level goes unused.
    values, weight = _checked(ratings, sample_weight)
    categories = _categories(values)
    distance = _distances(categories, {None: 0, "linear": 1, "quadratic": 2}[weights])
    kappas = [
        _pair_kappa(values[:, [first, second]], categories, distance, weight)
        for first, second in combinations(range(values.shape[1]), 2)
    ]
    defined = [kappa for kappa in kappas if not np.isnan(kappa)]
    return float(np.mean(defined)) if defined else np.nan


def krippendorff_alpha(
    ratings: Ratings, *, level: Level, sample_weight: npt.ArrayLike | None = None
) -> float:
    """Return Krippendorff's alpha for any number of coders and missing ratings.

    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; ``level`` is
    the level of measurement that the difference of two ratings is taken at.
    """
    values, weight = _checked(ratings, sample_weight)
    categories = _categories(values)
    counts = _counts(values, categories)
    pairable = counts.sum(axis=1) > 1
    counts, weight = counts[pairable], weight[pairable]
    share = weight / (counts.sum(axis=1) - 1)
    coincidences = (counts * share[:, None]).T @ counts - np.diag(share @ counts)
    margins = coincidences.sum(axis=0)
    distance = (
        _rank_distances(margins)
        if level == "ordinal"
        else _distances(categories, 0 if level == "nominal" else 2)
    )
    expected = np.outer(margins, margins) / max(margins.sum() - 1, 1)
    return _beyond_chance(coincidences, expected, distance)


def icc(
    ratings: Ratings, *, average: bool = False, sample_weight: npt.ArrayLike | None = None
) -> float:
    """Return the intraclass correlation ICC(2,1), or ICC(2,k) of the coders' average.

    Two-way random effects, absolute agreement (Shrout & Fleiss 1979). Raises
    ValueError when a coder left a unit out.
    """
    values, weight = _checked(ratings, sample_weight)
    lacking = int(np.isnan(values).any(axis=1).sum())
    if lacking:
        raise ValueError(f"icc: {lacking} units lack a rating; drop them or fill them in")
    values, weight = values[weight > 0], weight[weight > 0]
    units, coders = weight.sum(), values.shape[1]
    if units <= 1 or np.ptp(values) == 0:
        return np.nan
    of_unit, of_coder = values.mean(axis=1, keepdims=True), weight @ values / units
    mean = of_coder.mean()
    between_units = coders * (weight @ (of_unit - mean) ** 2).item() / (units - 1)
    between_coders = units * ((of_coder - mean) ** 2).sum() / (coders - 1)
    residual = (weight @ (values - of_unit - of_coder + mean) ** 2).sum()
    error = residual / ((units - 1) * (coders - 1))
    of_coders = (between_coders - error) / units
    total = (
        between_units + of_coders
        if average
        else between_units + (coders - 1) * error + coders * of_coders
    )
    return float((between_units - error) / total) if total else np.nan


def numbers(ratings: Ratings) -> Floats:
    """Return ratings as numbers, NaN where missing; ValueError for anything else."""
    try:
        values = (
            ratings.to_numpy(dtype=float, na_value=np.nan)
            if isinstance(ratings, pd.DataFrame)
            else np.asarray(ratings, dtype=float)
        )
    except (TypeError, ValueError):
        raise ValueError(
            "ratings are not all numbers; number the categories first (pandas.factorize)"
        ) from None
    if values.ndim != _TABLE or values.shape[1] < 2:  # noqa: PLR2004 - agreement takes two
        raise ValueError(
            f"ratings have shape {values.shape}; expected a row per unit and a column per coder, "
            "two coders at least"
        )
    return values


def _checked(ratings: Ratings, sample_weight: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    values = numbers(ratings)
    if sample_weight is None:
        return values, np.ones(len(values))
    return values, np.asarray(sample_weight, dtype=float)


def _categories(values: Floats) -> Floats:
    return np.unique(values[~np.isnan(values)])


def _counts(values: Floats, categories: Floats) -> Floats:
    """Return how many coders gave each unit each category, (units, categories)."""
    return np.asarray((values[:, :, None] == categories).sum(axis=1), dtype=float)


def _distances(categories: Floats, power: int) -> Floats:
    apart = np.abs(categories[:, None] - categories)
    return np.asarray(apart > 0, dtype=float) if power == 0 else apart**power


def _rank_distances(margins: Floats) -> Floats:
    """Return the squared number of ratings between two categories, counting half of each."""
    middle = np.cumsum(margins) - margins / 2
    return np.asarray((middle[:, None] - middle) ** 2, dtype=float)


def _pair_kappa(pair: Floats, categories: Floats, distance: Floats, weight: Floats) -> float:
    both = ~np.isnan(pair).any(axis=1)
    first, second = (np.equal.outer(pair[both, i], categories) for i in (0, 1))
    table = (first * weight[both, None]).T @ second
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / (table.sum() or 1)
    return _beyond_chance(table, expected, distance)


def _beyond_chance(observed: Floats, expected: Floats, distance: Floats) -> float:
    by_chance = (expected * distance).sum()
    return float(1 - (observed * distance).sum() / by_chance) if by_chance else np.nan
