from __future__ import annotations

import pytest

from compassion_nlp.matching import Matches, character_matches, exact_matches, overlap_matches


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([(0, 5)], [(0, 5)], Matches(1, 0, 0)),
        ([(0, 5)], [(0, 6)], Matches(0, 1, 1)),
        ([(0, 5), (0, 5)], [(0, 5)], Matches(1, 0, 0)),
        ([], [(0, 5)], Matches(0, 1, 0)),
    ],
)
def test_exact_spans_have_the_same_ends(first, second, expected) -> None:
    assert exact_matches(first, second) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([(0, 5)], [(4, 9)], Matches(1, 0, 0)),
        ([(0, 5)], [(5, 9)], Matches(0, 1, 1)),  # they touch and share nothing
        ([(0, 20)], [(0, 5), (10, 15)], Matches(1, 1, 0)),  # one to one
        ([(0, 5), (10, 15)], [(0, 20)], Matches(1, 0, 1)),
        # Taking the first partner for the long span would leave the short one alone.
        ([(0, 10), (1, 3)], [(1, 2), (8, 9)], Matches(2, 0, 0)),
        ([], [], Matches(0, 0, 0)),
    ],
)
def test_overlapping_spans_are_paired_one_to_one_and_as_many_as_can_be(
    first, second, expected
) -> None:
    assert overlap_matches(first, second) == expected


def test_characters_are_counted_once() -> None:
    assert character_matches([(0, 6), (4, 10)], [(8, 13)]) == Matches(2, 3, 8)
