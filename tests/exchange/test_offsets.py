from __future__ import annotations

import pytest

from compassion_nlp.exchange import LabelError
from compassion_nlp.exchange.offsets import (
    index,
    lf_starts,
    line_ends,
    to_lf,
    utf16_starts,
    with_line_ends,
)


def test_characters_beyond_the_bmp_are_two_code_units() -> None:
    assert utf16_starts("a😢e\u0301") == [0, 1, 3, 4, 5]


def test_a_windows_line_end_is_one_character_of_the_lf_form() -> None:
    assert lf_starts("a\r\nb\rc\n") == [0, 1, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("text", ["", "a\r\n\r\r\n\n", "\r\n", "no ends"])
def test_line_ends_come_back(text) -> None:
    assert with_line_ends(to_lf(text), line_ends(text)) == text


@pytest.mark.parametrize("letters", ["", "wn", "x"])
def test_line_ends_that_do_not_fit_are_refused(letters) -> None:
    with pytest.raises(LabelError, match="expected w, n or m for each"):
        with_line_ends("a\nb", letters)


@pytest.mark.parametrize("position", [2, 9, -1])
def test_a_position_inside_a_character_is_refused(position) -> None:
    with pytest.raises(LabelError, match=f"position {position} is none between two characters"):
        index(utf16_starts("a😢b"), position)
