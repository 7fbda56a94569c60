"""Turn groups of units into bootstrap draws, and what the draws gave into intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import cbrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST_CLUSTERS = 30
"""With fewer, intervals tend to be too narrow (Cameron, Gelbach & Miller 2008)."""

DETECTABLE = 1.96 + 0.84
"""How many standard errors an effect has that is found 4 times in 5, two-sided at 5 %."""

_TAILS = 0.05  # what a 95 % interval leaves out: so many lost resamples could move its ends


def cluster_draws(groups: Sequence[str], *, resamples: int = 1000, seed: int = 0) -> Floats:
    """Return how often each unit is drawn, (resamples, units), whole groups at a time."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), resamples)
    return np.asarray(times[:, member], dtype=float)


def block_length(units: int) -> int:
    """Return how many neighbours a block holds: the cube root (Hall, Horowitz & Jing 1995)."""
    return max(1, round(cbrt(units)))


def block_draws(units: int, *, resamples: int = 1000, seed: int = 0) -> Floats:
    """Return how often each unit is drawn, (resamples, units), a block of neighbours at a time.

    Blocks hold `block_length` units and go on at the start where they run over the
    end, so that every unit is drawn equally often (circular block bootstrap).
    """
    length = block_length(units)
    rng = np.random.default_rng(seed)
    blocks = -(-units // length)
    starts = rng.multinomial(blocks, np.full(units, 1 / units), resamples)
    return sum((np.roll(starts, k, axis=1) for k in range(length)), start=np.zeros(starts.shape))


def percentile_interval(found: npt.ArrayLike) -> tuple[float, float]:
    """Return the middle 95 % of what resamples gave; undefined ones are left out."""
    values = np.asarray(found, dtype=float)
    values = values[~np.isnan(values)]
    if not values.size:
        return np.nan, np.nan
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def lost_resamples(found: npt.ArrayLike) -> str:
    """Say whether so many resamples are undefined that the interval may be off."""
    lost = np.isnan(np.asarray(found, dtype=float)).mean() > _TAILS
    return "undefined in more than 5 % of resamples, which are left out" if lost else ""


def few_clusters(clusters: int) -> str:
    """Say whether there are so few clusters that an interval may be too narrow."""
    if clusters >= FEWEST_CLUSTERS:
        return ""
    return f"fewer than {FEWEST_CLUSTERS} clusters: the interval may be too narrow"
