from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.sessions import measures, summary

from .conversation import client, helper, session


def found(turns: list, measure: str, code: str = "") -> pd.Series:
    table = measures(turns).set_index(["measure", "code"])
    return table.loc[(measure, code)]


def test_levels_and_intensities_are_means_over_helper_turns() -> None:
    turns = [client(), helper(compassion=2), helper(compassion=1), helper(), helper()] * 5
    assert found(turns, "mean_intensity", "compassion").value == pytest.approx(0.75)
    assert found(turns, "share_present", "compassion").value == pytest.approx(0.5)
    assert found(turns, "share_strong", "compassion").value == pytest.approx(0.25)
    assert found(turns, "share_strong", "compassion").n == 20


def test_self_centeredness_is_given_with_and_without_authority() -> None:
    turns = [helper(self_centeredness=1, authority=True), helper(self_centeredness=2)] * 10
    assert found(turns, "share_present", "self_centeredness").value == 1
    without = found(turns, "share_present", "self_centeredness_without_authority")
    assert without.value == pytest.approx(0.5)


def test_only_opportunities_count_as_chances_to_respond() -> None:
    turns = [
        helper(move="distress", compassion=1),
        helper(move="anger", detachment=1),
        helper(move="good_news", indifference=2),
        helper(move="request"),
        helper(move="neutral", compassion=2),
    ] * 4
    assert found(turns, "response_compassion").value == pytest.approx(1 / 4)
    assert found(turns, "response_distance").value == pytest.approx(2 / 4)
    assert found(turns, "response_distance").n == 16


def test_interviewing_ratios_count_turns_and_name_their_bands() -> None:
    turns = [
        helper(cues=["emotional_reflection", "paraphrase_reflection", "affirmation"]),
        helper(cues=["summary", "open_question", "open_question"]),
        helper(cues=["closed_question", "confrontation"]),
        helper(cues=["validation"]),
    ] * 5
    ratio = found(turns, "reflections_to_questions")
    assert ratio.value == pytest.approx(15 / 10)
    assert ratio.band == "fair (MITI 4.2.1)"
    assert "not a trained coder's" in ratio.note
    assert found(turns, "complex_reflection_share").value == pytest.approx(2 / 3)
    assert found(turns, "complex_reflection_share").band == "good (MITI 4.2.1)"
    assert found(turns, "open_question_share").value == pytest.approx(1 / 2)
    assert found(turns, "open_question_share").band == ""
    assert found(turns, "mi_consistent_share").value == pytest.approx(1 / 2)


def test_cues_set_aside_do_not_count() -> None:
    import dataclasses

    turn = helper(cues=["open_question"])
    aside = dataclasses.replace(turn, cues=(dataclasses.replace(turn.cues[0], asserted=False),))
    turns = [turn, aside] * 10
    assert found(turns, "cue_rate", "open_question").value == pytest.approx(50)


def test_a_share_of_nothing_is_absent_and_says_so() -> None:
    row = found([helper()] * 20, "complex_reflection_share")
    assert np.isnan(row.value)
    assert row.note.startswith("absent")


def test_talk_share_counts_the_client_words_too() -> None:
    turns = [client(), helper()] * 20
    assert found(turns, "talk_share").value == pytest.approx(5 / 15)
    assert found(turns, "words_per_turn").value == pytest.approx(5)


def test_without_client_turns_the_talk_share_is_absent() -> None:
    assert found([helper()] * 20, "talk_share").note.startswith("absent")


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([helper()] * 19 + [client()] * 30, "too short: 19 helper turns, 20 needed"),
        ([helper(genre="note")] * 4, "too short: 4 sentences, 5 needed"),
    ],
)
def test_below_the_fewest_units_nothing_is_scored(turns: list, words: str) -> None:
    table = measures(turns)
    assert len(table)
    assert table[["value", "low", "high"]].isna().all(axis=None)
    assert (table["note"] == words).all()


def test_notes_have_mindsets_and_cues_but_no_conversation() -> None:
    table = measures([helper(genre="note", cues=["affirmation"])] * 5)
    assert set(table["measure"]) == {"mean_intensity", "share_present", "share_strong", "cue_rate"}
    assert table["resampled"].isin(["blocks of 2 sentences", ""]).all()


def test_turns_and_notes_are_never_pooled() -> None:
    with pytest.raises(ValueError, match="never pooled"):
        measures([helper(), helper(genre="note")])


def test_a_mindset_that_never_shows_still_has_an_upper_bound() -> None:
    row = found([helper()] * 40, "share_present", "indifference")
    assert row.value == row.low == 0
    assert row.high == pytest.approx(1 - 0.025 ** (1 / 40))
    assert "binomial" in row.note


def test_a_handful_of_cases_gets_no_interval() -> None:
    turns = [helper(move="distress", compassion=1)] * 2 + [helper()] * 20
    row = found(turns, "response_compassion")
    assert row.value == 1
    assert np.isnan(row.low)


def test_cues_asked_for_are_given_where_they_never_occur() -> None:
    table = measures([helper()] * 20, cues=["validation"])
    assert table.loc[table["measure"] == "cue_rate", "value"].tolist() == [0]


def test_a_seed_gives_the_same_intervals() -> None:
    turns = [helper(compassion=n * n % 7 % 3) for n in range(30)]
    pd.testing.assert_frame_equal(measures(turns, seed=3), measures(turns, seed=3))
    assert not measures(turns, seed=3).equals(measures(turns, seed=4))


def test_a_session_without_a_helper_has_no_summary() -> None:
    assert summary(session([client()])).empty


def test_the_summary_has_a_row_per_mindset_and_the_values_of_the_measures() -> None:
    turns = [helper(compassion=1), helper()] * 10
    table = summary(session(turns))
    assert "self_centeredness_without_authority" in table.index
    row = found(turns, "share_present", "compassion")
    assert table.loc["compassion", "share_present"] == row.value
    assert table.loc["compassion", "share_present_low"] == row.low


@pytest.mark.slow
def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        turns = [helper(compassion=int(level)) for level in rng.integers(0, 3, 60)]
        row = found(turns, "mean_intensity", "compassion")
        covered += row.low <= 1 <= row.high
    assert 0.88 < covered / 300 < 0.98
