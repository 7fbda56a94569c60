"""Turn the analyses of a session into measures with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from compassion_nlp.schema import Analysis, Session

if TYPE_CHECKING:
    import pandas as pd

FEWEST_TURNS = 20  # codebook A.6: no session score below
_RESAMPLES = 2000

Floats = npt.NDArray[np.float64]


def summary(session: Session) -> pd.DataFrame:
    """Return one row per mindset: mean intensity, shares of turns, with 95 % intervals.

    Intervals are percentile bootstraps over helper turns. Below `FEWEST_TURNS`
    helper turns all measures are missing and ``note`` says why.
    """
    import pandas as pd  # noqa: PLC0415 - results are plain data until a table is wanted

    turns = [turn for turn in session.turns if turn.role == "helper" and turn.error is None]
    codes = list(turns[0].scores) if turns else []
    rows = [_row(code, turns) for code in codes]
    return pd.DataFrame(rows).set_index("mindset") if rows else pd.DataFrame()


def _row(code: str, turns: Sequence[Analysis]) -> dict[str, object]:
    row: dict[str, object] = {"mindset": code, "turns": len(turns)}
    enough = len(turns) >= FEWEST_TURNS
    intensity = np.array([turn.intensity[code] for turn in turns])
    levels = np.array([turn.levels[code] for turn in turns])
    measures: dict[str, Floats] = {
        "mean_intensity": intensity,
        "share_present": (levels >= 1).astype(float),
        "share_strong": (levels >= 2).astype(float),  # noqa: PLR2004 - a level
    }
    for name, values in measures.items():
        low, high = interval(values, np.mean) if enough else (np.nan, np.nan)
        row |= {
            name: float(values.mean()) if enough else np.nan,
            f"{name}_low": low,
            f"{name}_high": high,
        }
    row["note"] = "" if enough else f"too short: {len(turns)} helper turns, {FEWEST_TURNS} needed"
    return row


def interval(
    values: Floats, measure: Callable[[Floats], np.floating], *, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a measure of independent units."""
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(values), (_RESAMPLES, len(values)))
    found = [measure(values[draw]) for draw in draws]
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)
