from __future__ import annotations

import pytest

from compassion_nlp.sessions import measures, session_table

from .conversation import client, helper, session

LONG = session([client(), helper(compassion=1, cues=["validation"])] * 20, "long")
SHORT = session([client(), helper(cues=["affirmation"])] * 3, "short")


def test_a_row_per_session_with_the_values_of_its_measures() -> None:
    table = session_table([LONG, SHORT]).set_index("id")
    assert table.loc["long", "units"] == 20
    value = measures(LONG).set_index(["measure", "code"]).loc[("talk_share", ""), "low"]
    assert table.loc["long", "talk_share_low"] == value
    assert table.loc["long", "complex_reflection_share_band"] == "good (MITI 4.2.1)"


def test_a_short_session_keeps_its_row_without_values() -> None:
    row = session_table([LONG, SHORT]).set_index("id").loc["short"]
    assert row["note"] == "too short: 3 helper turns, 20 needed"
    assert row.drop(["genre", "units", "note"]).replace("", None).isna().all()


def test_a_cue_of_one_session_has_a_rate_in_all() -> None:
    table = session_table([LONG, SHORT]).set_index("id")
    assert table.loc["long", "validation_cue_rate"] == pytest.approx(100)
    assert table.loc["long", "affirmation_cue_rate"] == 0
