from __future__ import annotations

import math

import numpy as np
import pytest

from compassion_nlp.bootstrap import cluster_draws, percentile_interval


def test_units_of_a_group_are_drawn_together() -> None:
    draws = cluster_draws(["a", "b", "a", "c"], resamples=50)
    assert draws.shape == (50, 4)
    assert (draws[:, 0] == draws[:, 2]).all()
    assert (draws[:, [0, 1, 3]].sum(axis=1) == 3).all()
    assert (draws[:, 0] != draws[:, 1]).any()


def test_a_seed_gives_the_same_draws_and_another_does_not() -> None:
    groups = list("abcdef")
    assert (cluster_draws(groups, seed=1) == cluster_draws(groups, seed=1)).all()
    assert (cluster_draws(groups, seed=1) != cluster_draws(groups, seed=2)).any()


def test_the_interval_is_the_middle_of_what_is_defined() -> None:
    assert percentile_interval([*np.arange(101.0), np.nan]) == pytest.approx((2.5, 97.5))
    assert all(math.isnan(end) for end in percentile_interval([np.nan]))
