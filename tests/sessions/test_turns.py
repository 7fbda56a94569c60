from __future__ import annotations

import numpy as np
import pytest

from compassion_nlp.sessions import turn_table

from .conversation import client, helper, session

SESSION = session([client("I feel so ashamed."), helper(compassion=2), client("Yeah.")])


def test_every_turn_has_a_row_with_what_its_speaker_shows() -> None:
    table = turn_table([SESSION])
    assert table["role"].tolist() == ["client", "helper", "client"]
    assert table["words"].tolist() == [4, 5, 1]
    np.testing.assert_array_equal(table["compassion"], [np.nan, 2, np.nan])
    np.testing.assert_array_equal(table["feeling_words"], [1, np.nan, 0])


def test_numbers_of_another_model_take_their_place_beside_ours() -> None:
    table = turn_table([SESSION], client={"change_talk": [1, 7, 0]})
    np.testing.assert_array_equal(table["change_talk"], [1, np.nan, 0])


def test_numbers_for_other_turns_than_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match=r"change_talk.*found 2 numbers; expected one per turn, 3"):
        turn_table([SESSION], client={"change_talk": [1, 0]})


def test_sessions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share the id 's1'"):
        turn_table([SESSION, SESSION])
