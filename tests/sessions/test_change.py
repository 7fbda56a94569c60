from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import linregress, t

from compassion_nlp.sessions import change_across


def frame(*people: tuple[str, list[float]]) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=20, freq="15D")
    return pd.DataFrame(
        [(name, days[n], value) for name, values in people for n, value in enumerate(values)],
        columns=["client", "date", "warmth"],
    )


def test_a_persons_slope_and_interval_are_those_of_least_squares() -> None:
    values = [0.2, 0.5, 0.4, 0.9, 0.8]
    row = change_across(frame(("Jo", values)), "warmth", who="client", date="date").iloc[0]
    months = np.arange(5) / 2
    line = linregress(months, values)
    assert row.per_30_days == pytest.approx(line.slope)
    assert row.low == pytest.approx(line.slope - t.ppf(0.975, 3) * line.stderr)
    assert row.change == pytest.approx(line.slope * 2)
    assert (row["first"], row["last"]) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-01"))


def test_two_sessions_are_too_few_for_a_slope() -> None:
    row = change_across(frame(("Jo", [0.1, 0.9])), "warmth", who="client", date="date").iloc[0]
    assert np.isnan(row.per_30_days)
    assert row.note == "too few sessions: 2 dates, 3 needed"


def test_people_are_compared_with_themselves_only() -> None:
    # Each falls; those who came later stand higher: pooled, it would look like a rise.
    rng = np.random.default_rng(0)
    people = [(f"p{n}", [n - 0.3 * k + 0.05 * rng.normal() for k in range(4)]) for n in range(8)]
    table = frame(*people)
    table["date"] += pd.to_timedelta(table["client"].str[1:].astype(int) * 60, unit="D")
    found = change_across(table, "warmth", who="client", date="date").set_index("who")
    everybody = found.loc["(all)"]
    assert everybody.per_30_days == pytest.approx(-0.6, abs=0.05)
    assert everybody.high < 0
    assert "8 people" in everybody.note


def test_order_of_rows_does_not_matter_and_empty_values_are_left_out() -> None:
    table = frame(("Jo", [0.2, 0.5, 0.4, np.nan]), ("Al", [0.1, 0.1, 0.2]))
    forward = change_across(table, "warmth", who="client", date="date")
    backward = change_across(table[::-1], "warmth", who="client", date="date")
    pd.testing.assert_frame_equal(forward, backward)
    assert forward["who"].tolist() == ["Al", "Jo", "(all)"]
    assert forward["sessions"].tolist() == [3, 3, 6]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="date='day': no such column; columns are: client, date"):
        change_across(frame(("Jo", [1.0])), "warmth", who="client", date="day")
