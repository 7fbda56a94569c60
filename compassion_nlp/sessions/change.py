"""Turn dated values of clients' or helpers' sessions into change over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from compassion_nlp.bootstrap import (
    FEWEST_CLUSTERS,
    Floats,
    cluster_draws,
    percentile_interval,
)
from compassion_nlp.sessions.columns import checked

_FEWEST_SESSIONS = 3  # a line through two points leaves nothing to judge its error by
_FEWEST_PEOPLE = 2
_MONTH = 30.0
EVERYBODY = "(all)"

_COLUMNS = [
    "who", "sessions", "first", "last", "per_30_days", "low", "high", "change", "interval",
    "note",
]  # fmt: skip


def change_across(
    frame: pd.DataFrame,
    value: str,
    *,
    who: str,
    date: str,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how a measure changes over the sessions of each client or helper.

    ``frame`` has one row per session, such as `session_table` with a column of names
    and one of dates joined on. Rows without name, date or value are left out.

    Columns: ``who``; ``sessions``; ``first`` and ``last`` (dates); ``per_30_days``,
    the slope of a straight line, in units of the measure; ``low`` and ``high``, its
    95 % interval; ``change``, the slope times the time from first to last;
    ``interval``, how it was made; ``note``. One row per person: least squares, with
    Student's t, from three sessions on different days on. With two people or more a
    last row ``(all)`` has the slope within people, with an interval that resamples
    whole people. People are in order of name, not of change.

    Args:
        frame: One row per session.
        value: Column of the measure.
        who: Column that names the client or helper.
        date: Column of dates, or what pandas reads as one.
        resamples: How many times people are drawn again.
        seed: The same seed gives the same interval.

    Raises:
        KeyError: A column is not there.

    Example:
        >>> frame = pd.DataFrame({
        ...     "client": ["Jo"] * 3, "date": ["2024-01-01", "2024-01-31", "2024-03-01"],
        ...     "compassion_mean_intensity": [0.2, 0.4, 0.6],
        ... })
        >>> found = change_across(frame, "compassion_mean_intensity", who="client", date="date")
        >>> round(float(found.loc[0, "per_30_days"]), 3)
        0.2
    """
    table = checked(frame, value=value, who=who, date=date).dropna()
    table = table.assign(date=pd.to_datetime(table["date"])).sort_values(["who", "date"])
    table["months"] = (table["date"] - table["date"].min()).dt.total_seconds() / 86400 / _MONTH
    rows = list(_people(table))
    if table["who"].nunique() >= _FEWEST_PEOPLE:
        rows.append(_everybody(table, resamples, seed))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _people(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for name, own in table.groupby("who", sort=True):
        months, values = own["months"].to_numpy(float), own["value"].to_numpy(float)
        enough = len(np.unique(months)) >= _FEWEST_SESSIONS
        slope, low, high = _line(months, values) if enough else (np.nan, np.nan, np.nan)
        yield {
            **_span(name, own),
            "per_30_days": slope,
            "low": low,
            "high": high,
            "change": slope * float(np.ptp(months)),
            "interval": "Student's t" if enough else "",
            "note": ""
            if enough
            else f"too few sessions: {len(np.unique(months))} dates, {_FEWEST_SESSIONS} needed",
        }


def _span(name: Any, own: pd.DataFrame) -> dict[str, Any]:
    return {
        "who": name,
        "sessions": len(own),
        "first": own["date"].min(),
        "last": own["date"].max(),
    }


def _line(months: Floats, values: Floats) -> tuple[float, float, float]:
    from scipy.stats import t as student  # noqa: PLC0415 - a second that few calls need

    x, y = months - months.mean(), values - values.mean()
    slope = float(x @ y / (x @ x))
    degrees = len(x) - 2
    error = np.sqrt(((y - slope * x) ** 2).sum() / degrees / (x @ x))
    reach = float(student.ppf(0.975, degrees) * error)
    return slope, slope - reach, slope + reach


def _everybody(table: pd.DataFrame, resamples: int, seed: int) -> dict[str, Any]:
    """Return the slope within people: each is compared with themselves only."""
    own = table.groupby("who")[["months", "value"]]
    x, y = (table[["months", "value"]] - own.transform("mean")).to_numpy(float).T
    parts = pd.DataFrame({"xy": x * y, "xx": x * x, "who": table["who"]})
    by_person = parts.groupby("who").sum()
    sums = by_person[by_person["xx"] > 0].to_numpy(float)
    row = {**_span(EVERYBODY, table), "interval": "", "note": "no one has sessions on two days"}
    if not len(sums):
        return row
    slope = sums[:, 0].sum() / sums[:, 1].sum()
    draws = cluster_draws([str(n) for n in range(len(sums))], resamples=resamples, seed=seed)
    xy, xx = (draws @ sums).T
    low, high = percentile_interval(xy / xx) if len(sums) >= _FEWEST_PEOPLE else (np.nan, np.nan)
    few = f"{len(sums)} people: the interval may be too narrow"
    return row | {
        "per_30_days": slope,
        "low": low,
        "high": high,
        "change": slope * np.ptp(table["months"]),
        "interval": "whole people resampled" if len(sums) >= _FEWEST_PEOPLE else "",
        "note": few if len(sums) < FEWEST_CLUSTERS else "",
    }
