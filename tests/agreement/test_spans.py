from __future__ import annotations

from math import isnan

import pytest

from compassion_nlp.agreement import span_agreement

FIRST = [
    [("validation", 0, 10), ("summary", 20, 30)],
    [("validation", 0, 10)],
    [],
]
SECOND = [
    [("validation", 0, 10), ("summary", 25, 40)],
    [("normalizing", 0, 10)],
    [("validation", 3, 8)],
]


@pytest.mark.parametrize(
    ("match", "precision", "recall", "f1"),
    [
        ("exact", 1 / 4, 1 / 3, 2 / 7),
        ("overlap", 2 / 4, 2 / 3, 4 / 7),
        ("character", 15 / 40, 15 / 30, 30 / 70),
    ],
)
def test_spans_are_summed_over_units_and_labels(match, precision, recall, f1) -> None:
    found = span_agreement(FIRST, SECOND, match=match)
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))


@pytest.mark.parametrize("match", ["exact", "overlap", "character"])
def test_changing_places_swaps_precision_and_recall(match) -> None:
    one, other = (
        span_agreement(FIRST, SECOND, match=match),
        span_agreement(SECOND, FIRST, match=match),
    )
    assert (one.precision, one.recall, one.f1) == (other.recall, other.precision, other.f1)


def test_the_same_place_with_another_label_is_no_match() -> None:
    assert span_agreement([[("validation", 0, 9)]], [[("summary", 0, 9)]]).f1 == 0


def test_nothing_marked_is_undefined_not_perfect() -> None:
    found = span_agreement([[], []], [[], []])
    assert isnan(found.f1)
    assert isnan(found.precision)


def test_units_must_be_the_same_number() -> None:
    with pytest.raises(ValueError, match="longer"):
        span_agreement([[]], [[], []])
