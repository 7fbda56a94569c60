"""Turn a session into how its mindsets change from its start to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from compassion_nlp.bootstrap import Floats, block_draws, percentile_interval
from compassion_nlp.schema import Analysis, Session
from compassion_nlp.sessions.measures import FEWEST

_WIDTH = 0.2
"""Half the window of the local mean, as a share of the session: two fifths around each point,
less at the ends."""


def thirds(session: Session, *, resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the mean intensity of each third of a session, and the change over it.

    Columns: ``session``, ``mindset``, ``part`` (``first``, ``middle``, ``last`` and
    ``change``, which is last less first), ``value``, ``low``, ``high`` (0-2), ``n``
    (helper turns) and ``note``. Thirds have equally many helper turns, give or take
    one. 95 % intervals resample blocks of neighbouring turns within each third. Below
    20 helper turns values are missing and ``note`` says so.
    """
    rows = []
    for code, intensity in _intensities(session):
        parts = dict(zip(("first", "middle", "last"), np.array_split(intensity, 3), strict=True))
        short = _too_short(len(intensity))
        draws = {
            # Each third is drawn for itself, so each needs draws of its own.
            name: _means(part, resamples, seed + number)
            for number, (name, part) in enumerate(parts.items())
            if not short
        }
        if not short:
            draws["change"] = draws["last"] - draws["first"]
        for name in (*parts, "change"):
            low, high = (np.nan, np.nan) if short else percentile_interval(draws[name])
            rows.append(
                {
                    "session": session.transcript.id,
                    "mindset": code,
                    "part": name,
                    "value": np.nan if short else _value(parts, name),
                    "low": low,
                    "high": high,
                    "n": len(parts[name]) if name in parts else len(intensity),
                    "note": short,
                }
            )
    columns = ["session", "mindset", "part", "value", "low", "high", "n", "note"]
    return pd.DataFrame(rows, columns=columns)


def smoothed(
    session: Session, *, points: int = 50, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return a smoothed curve of every mindset's intensity over a session, with a band.

    Columns: ``session``, ``mindset``, ``turn`` (place among the helper's turns, from
    1, whole or between), ``value``, ``low``, ``high`` (0-2). The curve is a local mean
    with Epanechnikov weights, whose window is two fifths of the session; the 95 % band
    holds point by point, not for the curve as a whole, and resamples blocks of
    neighbouring turns. Below 20 helper turns the table is empty.
    """
    rows = []
    for code, intensity in _intensities(session):
        n = len(intensity)
        if _too_short(n):
            continue
        turn = np.linspace(1, n, points)
        distance = (turn[:, None] - np.arange(1, n + 1)) / max(1.0, _WIDTH * n)
        weight = np.clip(1 - distance**2, 0, None)
        draws = block_draws(n, resamples=resamples, seed=seed)
        below = draws @ weight.T
        drawn = np.divide(
            draws @ (weight * intensity).T, below, out=np.full(below.shape, np.nan), where=below > 0
        )
        low, high = np.nanpercentile(drawn, (2.5, 97.5), axis=0)
        value = weight @ intensity / weight.sum(axis=1)
        rows.append(
            pd.DataFrame(
                {
                    "session": session.transcript.id,
                    "mindset": code,
                    "turn": turn,
                    "value": value,
                    "low": low,
                    "high": high,
                }
            )
        )
    columns = ["session", "mindset", "turn", "value", "low", "high"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)


def _intensities(session: Session) -> Iterator[tuple[str, Floats]]:
    """Yield every mindset with the helper's intensities in order."""
    turns: Sequence[Analysis] = [
        turn for turn in session.turns if turn.role == "helper" and turn.error is None
    ]
    for code in turns[0].intensity if turns else ():
        yield code, np.array([turn.intensity[code] for turn in turns])


def _too_short(turns: int) -> str:
    fewest = FEWEST["turn"]
    return "" if turns >= fewest else f"too short: {turns} helper turns, {fewest} needed"


def _means(part: Floats, resamples: int, seed: int) -> Floats:
    draws = block_draws(len(part), resamples=resamples, seed=seed)
    means: Floats = draws @ part / draws.sum(axis=1)
    return means


def _value(parts: dict[str, Floats], name: str) -> float:
    if name == "change":
        return float(parts["last"].mean() - parts["first"].mean())
    return float(parts[name].mean())
