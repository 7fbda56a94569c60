from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.sessions import compare_groups


def clinics(seed: int, *, effect: float, clusters: int = 20, units: int = 15) -> pd.DataFrame:
    """Return units of two clinics whose helpers differ among themselves as well."""
    rng = np.random.default_rng(seed)
    helper = np.repeat(np.arange(2 * clusters), units)
    south = helper >= clusters
    warmth = rng.normal(size=2 * clusters)[helper] + rng.normal(size=len(helper)) + effect * south
    return pd.DataFrame(
        {"clinic": np.where(south, "south", "north"), "helper": helper, "warmth": warmth}
    )


def compared(frame: pd.DataFrame, **options: object) -> pd.Series:
    return compare_groups(frame, "warmth", group="clinic", cluster="helper", **options).iloc[0]


def test_a_planted_difference_is_found() -> None:
    row = compared(clinics(0, effect=1.5))
    assert row.low < 1.5 < row.high
    assert row.low > 0
    assert row.p < 0.01
    assert (row.clusters, row.paired, row.units) == (40, 0, 600)
    assert row.g == pytest.approx(row.difference / np.sqrt(2), rel=0.2)


def test_a_cluster_counts_once_however_many_units_it_has() -> None:
    frame = pd.DataFrame(
        {
            "clinic": ["n"] * 12 + ["s"] * 3,
            "helper": ["a"] * 10 + ["b", "c", "d", "e", "f"],
            "warmth": [9.0] * 10 + [0.0, 0.0, 1.0, 1.0, 1.0],
        }
    )
    assert compared(frame).reference_mean == pytest.approx(3)


def test_trainees_before_and_after_are_compared_with_themselves() -> None:
    rng = np.random.default_rng(1)
    trainee = np.repeat(np.arange(15), 20)
    after = np.tile(np.repeat([False, True], 10), 15)
    warmth = 5 * rng.normal(size=15)[trainee] + 0.4 * after + rng.normal(size=len(after)) / 2
    frame = pd.DataFrame(
        {"clinic": np.where(after, "after", "before"), "helper": trainee, "warmth": warmth}
    )
    row = compared(frame)
    assert row.paired == 15
    assert row.low > 0
    assert row.p < 0.01
    unpaired = compared(
        frame.assign(helper=[f"{h}{c}" for h, c in zip(trainee, after, strict=True)])
    )
    assert unpaired.low < 0 < unpaired.high


def test_units_of_a_cluster_are_not_taken_as_independent() -> None:
    frame = clinics(3, effect=0.0, clusters=6, units=50)
    by_unit = compared(frame.assign(helper=range(len(frame))))
    row = compared(frame)
    assert row.high - row.low > 2 * (by_unit.high - by_unit.low)
    assert "fewer than 30 clusters" in row.note


def test_two_clusters_of_a_group_are_too_few() -> None:
    row = compared(clinics(0, effect=1.0, clusters=2))
    assert np.isnan(row.p)
    assert row.note == "too few clusters: 2 in one group, 3 needed"


def test_every_group_is_compared_with_the_reference() -> None:
    frame = clinics(0, effect=1.0)
    frame.loc[frame["helper"] < 5, "clinic"] = "west"
    found = compare_groups(frame, "warmth", group="clinic", cluster="helper", reference="south")
    assert found["group"].tolist() == ["west", "north"]
    assert set(found["reference"]) == {"south"}


@pytest.mark.parametrize("options", [{}, {"reference": "east"}])
def test_a_comparison_takes_two_groups_that_exist(options: dict) -> None:
    frame = clinics(0, effect=0.0)
    frame = frame if options else frame[frame["clinic"] == "north"]
    with pytest.raises(ValueError, match="expected two groups or more"):
        compared(frame, **options)


@pytest.mark.slow
def test_no_difference_is_found_about_as_often_as_promised() -> None:
    rows = [
        compared(clinics(seed, effect=0.0, clusters=8), permutations=199, resamples=200)
        for seed in range(400)
    ]
    false = np.mean([row.p <= 0.05 for row in rows])
    assert 0.025 < false < 0.085
