from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.sessions import smoothed, thirds

from .conversation import client, helper, session

RISING = session([turn for n in range(45) for turn in (client(), helper(compassion=n // 15))])
RNG = np.random.default_rng(5)
LEVEL = session([helper(compassion=int(level)) for level in RNG.integers(0, 3, 45)])


def of(table: pd.DataFrame, part: str, code: str = "compassion") -> pd.Series:
    return table.set_index(["mindset", "part"]).loc[(code, part)]


def test_thirds_are_the_means_of_their_turns() -> None:
    table = thirds(RISING)
    assert [of(table, part).value for part in ("first", "middle", "last")] == [0, 1, 2]
    assert of(table, "middle").n == 15


def test_a_rise_is_found_and_a_level_session_has_none() -> None:
    assert of(thirds(RISING), "change").low > 0
    steady = of(thirds(LEVEL), "change")
    assert steady.low < 0 < steady.high


def test_a_short_session_has_no_thirds_and_no_curve() -> None:
    short = session([helper(compassion=1)] * 19)
    assert of(thirds(short), "change").note == "too short: 19 helper turns, 20 needed"
    assert thirds(short)["value"].isna().all()
    assert smoothed(short).empty


def test_the_curve_follows_the_session_inside_its_band() -> None:
    table = smoothed(RISING, points=9)
    curve = table[table["mindset"] == "compassion"]
    assert curve["turn"].iloc[[0, -1]].tolist() == [1, 45]
    assert (curve["value"].diff().iloc[1:] > -1e-9).all()
    assert (curve["low"] <= curve["value"] + 1e-9).all()
    assert (curve["value"] <= curve["high"] + 1e-9).all()
    assert curve["value"].iloc[4] == pytest.approx(1)


def test_a_curve_of_equal_turns_is_flat_and_sure() -> None:
    table = smoothed(session([helper(detachment=1)] * 30), points=5)
    flat = table[table["mindset"] == "detachment"]
    assert flat[["value", "low", "high"]].to_numpy() == pytest.approx(np.ones((5, 3)))
