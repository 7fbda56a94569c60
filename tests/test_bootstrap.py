from __future__ import annotations

import math

import numpy as np
import pytest

from compassion_nlp.bootstrap import (
    block_draws,
    block_length,
    cluster_draws,
    percentile_interval,
)


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


def test_neighbours_are_drawn_together_and_all_equally_often() -> None:
    draws = block_draws(27, resamples=4000)
    assert block_length(27) == 3
    assert draws.shape == (4000, 27)
    assert (draws.sum(axis=1) == 27).all()
    assert draws.mean(axis=0) == pytest.approx(np.ones(27), abs=0.06)
    together = np.corrcoef(draws.T)
    assert together[3, 4] > 0.5
    assert abs(together[3, 13]) < 0.2


def test_blocks_widen_the_interval_of_turns_that_are_alike() -> None:
    values = np.repeat(np.random.default_rng(0).normal(size=40), 5)
    blocks = block_draws(200) @ values / 200
    single = cluster_draws([str(n) for n in range(200)]) @ values / 200
    assert blocks.std() > 1.5 * single.std()
