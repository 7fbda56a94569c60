"""Published worked examples, each with its source."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from compassion_nlp.agreement import cohen_kappa, icc, krippendorff_alpha, observed_agreement

_ = nan

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: 4 observers, 12 units.
KRIPPENDORFF_C = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T

# Shrout & Fleiss 1979, Psychological Bulletin 86, table 2: 6 targets x 4 judges.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]

# Two radiologists, 85 xeromammograms (Boyd et al. 1982), as worked in Stata's manual, "kappa".
BOYD = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]

# Two dermatologists, 88 patients: SAS/STAT User's Guide, PROC FREQ, "Agreement Study".
DERMATOLOGISTS = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]

# Fleiss 1981, Statistical Methods for Rates and Proportions, chapter 13: 100 diagnoses.
FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    """Return the pairs of ratings that a cross table counts."""
    return [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]


class TestKrippendorffAlpha:
    @pytest.mark.parametrize(
        ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
    )
    def test_any_number_of_coders_with_missing_ratings(self, level, alpha: float) -> None:
        assert krippendorff_alpha(KRIPPENDORFF_C, level=level) == pytest.approx(alpha, abs=5e-4)

    def test_binary_data_of_two_coders(self) -> None:
        # Krippendorff 2011, section A.
        meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
        ratings = np.array([meg, owen]).T
        assert krippendorff_alpha(ratings, level="nominal") == pytest.approx(0.095, abs=5e-4)

    def test_nominal_data_of_two_coders(self) -> None:
        # Krippendorff 2011, section B.
        ratings = np.array([[ord(c) for c in row] for row in ("aabbdcccedda", "babbbccceddd")]).T
        assert krippendorff_alpha(ratings, level="nominal") == pytest.approx(0.692, abs=5e-4)

    def test_a_unit_rated_once_says_nothing(self) -> None:
        more = np.vstack([KRIPPENDORFF_C, [9, _, _, _]])
        for level in ("nominal", "ordinal", "interval"):
            assert krippendorff_alpha(more, level=level) == pytest.approx(
                krippendorff_alpha(KRIPPENDORFF_C, level=level)
            )

    def test_order_of_levels_matters_to_ordinal_alone(self) -> None:
        swapped = np.where(KRIPPENDORFF_C == 5, 50, KRIPPENDORFF_C)
        for level, same in (("nominal", True), ("ordinal", True), ("interval", False)):
            before = krippendorff_alpha(KRIPPENDORFF_C, level=level)
            assert (krippendorff_alpha(swapped, level=level) == pytest.approx(before)) is same


class TestCohenKappa:
    @pytest.mark.parametrize(
        ("table", "weights", "kappa"),
        [
            (FLEISS, None, 0.676),
            (BOYD, None, 0.4728),
            (BOYD, "linear", 0.5684),
            (BOYD, "quadratic", 0.6714),
            (DERMATOLOGISTS, None, 0.3449),
            (DERMATOLOGISTS, "linear", 0.5082),
        ],
    )
    def test_published_tables(self, table, weights, kappa: float) -> None:
        assert cohen_kappa(pairs(table), weights=weights) == pytest.approx(kappa, abs=5e-4)

    @pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
    def test_it_is_scikit_learns(self, weights) -> None:
        rng = np.random.default_rng(3)
        ratings = rng.integers(0, 4, (60, 2))
        times = rng.integers(0, 3, 60)
        expected = cohen_kappa_score(
            *ratings.T, weights=weights, sample_weight=times, labels=[0, 1, 2, 3]
        )
        assert cohen_kappa(ratings, weights=weights, sample_weight=times) == pytest.approx(expected)

    def test_a_level_nobody_used_keeps_its_distance(self) -> None:
        ratings = [(0, 0), (1, 1), (3, 3), (1, 3), (0, 1)]
        expected = cohen_kappa_score(*np.array(ratings).T, weights="quadratic", labels=[0, 1, 2, 3])
        assert cohen_kappa(ratings, weights="quadratic") == pytest.approx(expected)

    def test_more_coders_give_the_mean_over_pairs(self) -> None:
        ratings = np.random.default_rng(0).integers(0, 3, (30, 3))
        of_pairs = [cohen_kappa(ratings[:, [i, j]]) for i, j in ((0, 1), (0, 2), (1, 2))]
        assert cohen_kappa(ratings) == pytest.approx(np.mean(of_pairs))

    def test_pairs_of_coders_that_share_no_unit_are_left_out(self) -> None:
        ratings = [[0, 0, nan], [1, 0, nan], [1, 1, nan], [nan, 0, 0], [nan, 1, 1]]
        assert cohen_kappa(ratings) == pytest.approx((0.4 + 1) / 2)

    def test_units_that_one_coder_left_out_do_not_count(self) -> None:
        assert cohen_kappa([*pairs(BOYD), (3, nan), (nan, 0)]) == pytest.approx(
            cohen_kappa(pairs(BOYD))
        )


class TestIcc:
    def test_of_a_single_judge(self) -> None:
        assert icc(SHROUT_FLEISS) == pytest.approx(0.29, abs=5e-3)

    def test_of_the_judges_average(self) -> None:
        assert icc(SHROUT_FLEISS, average=True) == pytest.approx(0.62, abs=5e-3)

    def test_weights_count_a_unit_as_often(self) -> None:
        times = [2, 0, 1, 3, 1, 1]
        drawn = np.repeat(np.array(SHROUT_FLEISS), times, axis=0)
        assert icc(SHROUT_FLEISS, sample_weight=times) == pytest.approx(icc(drawn))

    def test_a_missing_rating_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="1 units lack a rating"):
            icc([*SHROUT_FLEISS, [1, 2, 3, nan]])


class TestObservedAgreement:
    def test_of_two_coders_is_the_share_of_units(self) -> None:
        assert observed_agreement(pairs(FLEISS)) == pytest.approx(0.89)

    def test_of_more_coders_is_the_share_of_pairs(self) -> None:
        assert observed_agreement([[1, 1, 2], [1, 1, nan]]) == pytest.approx(2 / 4)


COEFFICIENTS = {
    "observed": observed_agreement,
    "kappa": cohen_kappa,
    "linear": lambda r, **k: cohen_kappa(r, weights="linear", **k),
    "nominal": lambda r, **k: krippendorff_alpha(r, level="nominal", **k),
    "ordinal": lambda r, **k: krippendorff_alpha(r, level="ordinal", **k),
    "interval": lambda r, **k: krippendorff_alpha(r, level="interval", **k),
    "icc": icc,
    "icc_k": lambda r, **k: icc(r, average=True, **k),
}


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_weights_are_how_often_a_unit_is_there(name: str) -> None:
    coefficient = COEFFICIENTS[name]
    rng = np.random.default_rng(5)
    ratings, times = rng.integers(0, 3, (40, 3)), rng.integers(0, 4, 40)
    assert coefficient(ratings, sample_weight=times) == pytest.approx(
        coefficient(np.repeat(ratings, times, axis=0))
    )


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_perfect_agreement_is_one(name: str) -> None:
    assert COEFFICIENTS[name]([[0, 0], [1, 1], [2, 2], [0, 0]]) == pytest.approx(1)


@pytest.mark.parametrize("name", [name for name in COEFFICIENTS if name != "observed"])
@pytest.mark.parametrize("ratings", [[[1, 1], [1, 1], [1, 1]], np.zeros((0, 2))])
def test_ratings_that_do_not_vary_leave_it_undefined(name: str, ratings) -> None:
    assert isnan(COEFFICIENTS[name](ratings))


def test_frames_and_missing_values_of_pandas_are_taken() -> None:
    frame = pd.DataFrame(KRIPPENDORFF_C).astype("Int64")
    assert krippendorff_alpha(frame, level="nominal") == pytest.approx(0.743, abs=5e-4)


def test_words_are_told_to_be_numbered() -> None:
    with pytest.raises(ValueError, match="not all numbers; number the categories"):
        observed_agreement([["anger", "distress"]])


def test_one_coder_is_none() -> None:
    with pytest.raises(ValueError, match=r"shape \(3, 1\); expected a row per unit"):
        observed_agreement([[1], [2], [3]])
