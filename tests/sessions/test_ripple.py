from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.sessions import ripple
from compassion_nlp.sessions.pairs import floors, pairs

from .conversation import talk


def rippled(turns: pd.DataFrame, direction: str = "helper_to_client", **options) -> pd.Series:
    found = ripple(turns, client=["openness"], **options)
    return found.set_index("direction").loc[direction]


def test_a_planted_ripple_is_found_and_said_with_its_limits() -> None:
    row = rippled(talk(0, helper_to_client=0.5))
    assert row.p_holm < 0.05
    assert 0 < row.low < row.effect < row.high
    assert row.slope == pytest.approx(0.5, abs=0.15)
    assert row.says.startswith("After helper turns with more wording of compassion")
    assert "Association, not cause" in row.says


def test_it_is_gone_when_the_helpers_turns_are_shuffled() -> None:
    turns = talk(0, helper_to_client=0.5)
    rng = np.random.default_rng(0)
    spoken = turns["role"] == "helper"
    turns.loc[spoken, "compassion"] = (
        turns[spoken].groupby("session")["compassion"].transform(rng.permutation)
    )
    row = rippled(turns)
    assert row.p > 0.05
    assert row.low < 0 < row.high
    assert "would be found 4 times in 5" in row.says
    assert "Association, not cause" in row.says


def test_rows_of_sessions_may_be_mixed_as_long_as_turns_are_in_order() -> None:
    turns = talk(0, sessions=4, helper_to_client=0.5)
    mixed = turns.assign(turn=turns.groupby("session").cumcount()).sort_values(
        "turn", kind="stable"
    )
    assert rippled(mixed, resamples=10).effect == rippled(turns, resamples=10).effect


def test_directions_are_told_apart() -> None:
    turns = talk(1, client_to_helper=0.5)
    assert rippled(turns, "client_to_helper").p_holm < 0.05
    assert rippled(turns, "helper_to_client").p > 0.05


def test_sessions_that_differ_as_wholes_make_no_ripple() -> None:
    turns = talk(2)
    number = turns["session"].str[1:].astype(int)
    turns["compassion"] += 5 * number
    turns["openness"] += 5 * number
    assert rippled(turns).p > 0.05


def test_what_the_client_said_before_is_no_ripple() -> None:
    # The helper follows the client, whose level carries over: a lag without any effect, but
    # with the bias that taking out each session's mean and trend would bring.
    effects = [
        rippled(talk(seed, client_to_helper=1.0), permutations=1, resamples=2).effect
        for seed in range(20)
    ]
    assert np.mean(effects) == pytest.approx(0, abs=0.06)


def test_the_detectable_effect_is_found_about_four_times_in_five() -> None:
    detectable = rippled(talk(0), resamples=10).detectable
    wide = rippled(talk(0, sessions=5), resamples=10).detectable
    assert 0.1 < detectable < 0.3
    assert wide > 1.5 * detectable


def test_one_session_is_resampled_in_blocks_of_turns() -> None:
    assert rippled(talk(0, sessions=1, exchanges=40)).resampled == "blocks of turns within sessions"
    assert rippled(talk(0, sessions=10)).resampled == "sessions"


@pytest.mark.parametrize("sessions", [0, 1])
def test_too_few_pairs_give_no_result(sessions: int) -> None:
    row = rippled(talk(0, sessions=sessions, exchanges=15))
    assert np.isnan(row.effect)
    assert row.says == row.note
    assert row.note.startswith(f"too short: {14 * sessions} pairs")


def test_a_helper_who_never_varies_gives_no_result() -> None:
    row = rippled(talk(0).assign(compassion=1.0))
    assert row.note == "one of the two measures does not vary"


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="no column kindness; columns are: session, role, words"):
        ripple(talk(0), helper="kindness", client=["openness"])


def test_turns_in_a_row_are_one_and_a_third_speaker_parts_a_pair() -> None:
    roles = ["client", "helper", "helper", "client", "other", "client", "helper"]
    turns = pd.DataFrame(
        {
            "session": "s",
            "role": roles,
            "words": 1,
            "compassion": [np.nan, 1, 2, np.nan, np.nan, np.nan, 0],
            "openness": [1, np.nan, np.nan, 2, np.nan, 3, np.nan],
        }
    )
    joined = floors(turns, "compassion", ["openness"])
    assert joined["role"].tolist() == ["client", "helper", "client", "other", "client", "helper"]
    assert joined["compassion"].tolist()[1] == 2
    assert joined["words"].tolist()[1] == 2


def test_pairs_hold_the_turn_before_and_what_is_adjusted_for() -> None:
    turns = talk(0, sessions=2, exchanges=15)
    found = pairs(
        floors(turns, "compassion", ["openness"]), "compassion", "openness", "helper_to_client"
    )
    first = turns[turns["session"] == "s0"]
    assert found.stretches == ((0, 14), (14, 28))
    np.testing.assert_array_equal(found.x[:14], first["compassion"].dropna()[1:])
    np.testing.assert_array_equal(found.y[:14], first["openness"].dropna()[1:])
    np.testing.assert_array_equal(found.z[:14, 0], first["openness"].dropna()[:-1])
    words = np.log1p(first["words"].to_numpy())
    np.testing.assert_array_equal(found.z[:14, 1:], np.c_[words[2::2], words[3::2]])


def test_a_thousand_turnings_of_sixty_sessions_take_seconds() -> None:
    turns = talk(0, sessions=60, exchanges=40)
    start = time.process_time()
    ripple(turns, client=["openness", "words"])
    assert time.process_time() - start < 10


@pytest.mark.slow
@pytest.mark.parametrize("client_to_helper", [0.0, 0.5])
def test_no_ripple_is_found_about_as_often_as_promised(client_to_helper: float) -> None:
    false = np.mean(
        [
            rippled(talk(seed, client_to_helper=client_to_helper), permutations=199, resamples=2).p
            <= 0.05
            for seed in range(400)
        ]
    )
    assert 0.025 < false < 0.085


@pytest.mark.slow
def test_power_is_what_the_detectable_effect_promises() -> None:
    rows = [
        rippled(talk(seed, helper_to_client=0.2), permutations=199, resamples=2)
        for seed in range(200)
    ]
    expected = np.mean([row.detectable for row in rows])
    power = np.mean([row.p <= 0.05 for row in rows])
    effect = np.mean([row.effect for row in rows])
    # Normal theory: the share found of an effect of this size.
    from scipy.stats import norm

    assert power == pytest.approx(norm.cdf(2.8 * effect / expected - 1.96), abs=0.1)
