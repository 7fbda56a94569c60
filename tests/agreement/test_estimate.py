from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from compassion_nlp.agreement import cohen_kappa, estimate, icc, observed_agreement
from compassion_nlp.bootstrap import cluster_draws, percentile_interval


def two_coders(sessions: int, per_session: int, *, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Return ratings of two coders who agree much in some sessions and little in others."""
    rng = np.random.default_rng(seed)
    apart = np.repeat(rng.uniform(0, 0.8, sessions), per_session)
    first = rng.integers(0, 3, sessions * per_session)
    second = np.where(rng.uniform(size=len(first)) < apart, rng.integers(0, 3, len(first)), first)
    return np.c_[first, second], [f"s{i}" for i in range(sessions) for _ in range(per_session)]


@pytest.mark.parametrize("coefficient", [observed_agreement, cohen_kappa, icc])
def test_the_interval_is_that_of_drawing_whole_sessions_again(coefficient) -> None:
    ratings, groups = two_coders(8, 10)
    draws = cluster_draws(groups, resamples=100, seed=4).astype(int)
    expected = [coefficient(np.repeat(ratings, times, axis=0)) for times in draws]
    found = estimate(coefficient, ratings, groups, resamples=100, seed=4)
    assert (found.low, found.high) == pytest.approx(percentile_interval(expected))
    assert found.value == pytest.approx(coefficient(ratings))
    assert (found.n_units, found.n_clusters) == (80, 8)


def test_units_of_unlike_sessions_have_a_wider_interval_than_single_units() -> None:
    ratings, groups = two_coders(40, 25)
    sessions, units = estimate(cohen_kappa, ratings, groups), estimate(cohen_kappa, ratings)
    assert sessions.high - sessions.low > 1.5 * (units.high - units.low)
    assert sessions.value == units.value


def test_a_seed_makes_it_repeatable() -> None:
    ratings, groups = two_coders(10, 5)
    assert estimate(cohen_kappa, ratings, groups, seed=7) == estimate(
        cohen_kappa, ratings, groups, seed=7
    )
    assert estimate(cohen_kappa, ratings, groups, seed=7) != estimate(
        cohen_kappa, ratings, groups, seed=8
    )


def test_few_clusters_are_said() -> None:
    few, enough = two_coders(29, 4), two_coders(30, 4)
    assert "fewer than 30 clusters" in estimate(cohen_kappa, *few).note
    assert estimate(cohen_kappa, *enough).note == ""


def test_one_cluster_has_a_value_and_no_interval() -> None:
    found = estimate(cohen_kappa, [[0, 0], [1, 1], [0, 1]], ["s", "s", "s"])
    assert found.value == pytest.approx(0.4)
    assert isnan(found.low)
    assert isnan(found.high)
    assert found.note == "one cluster: no interval"


def test_a_rare_code_that_resamples_lose_is_said() -> None:
    ratings = [[1, 1], *[[0, 0]] * 40]
    found = estimate(cohen_kappa, ratings)
    assert (found.value, found.low, found.high) == (1, 1, 1)
    assert "undefined in more than 5 % of resamples" in found.note


def test_what_does_not_vary_is_undefined() -> None:
    found = estimate(cohen_kappa, [[0, 0]] * 40)
    assert isnan(found.value)
    assert "undefined" in found.note


def test_units_rated_once_are_left_out() -> None:
    found = estimate(observed_agreement, [[0, 0], [1, None], [None, None], [1, 0]])
    assert (found.value, found.n_units) == (0.5, 2)
