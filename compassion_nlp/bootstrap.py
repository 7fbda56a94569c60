"""Turn groups of units into bootstrap draws, and what the draws gave into intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def cluster_draws(groups: Sequence[str], *, resamples: int = 1000, seed: int = 0) -> Floats:
    """Return how often each unit is drawn, (resamples, units), whole groups at a time."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), resamples)
    return np.asarray(times[:, member], dtype=float)


def percentile_interval(found: npt.ArrayLike) -> tuple[float, float]:
    """Return the middle 95 % of what resamples gave; undefined ones are left out."""
    values = np.asarray(found, dtype=float)
    values = values[~np.isnan(values)]
    if not values.size:
        return np.nan, np.nan
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
