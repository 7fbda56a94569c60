"""Turn a session into its measures per mindset, one row each."""

from __future__ import annotations

import pandas as pd

from compassion_nlp.schema import Session
from compassion_nlp.sessions.measures import estimates

_SHOWN = ("mean_intensity", "share_present", "share_strong")


def summary(session: Session) -> pd.DataFrame:
    """Return one row per mindset: mean intensity, shares of turns, with 95 % intervals.

    Values and intervals are those of `measures`, which has many more. Below 20 helper
    turns all are missing and ``note`` says why.
    """
    rows: dict[str, dict[str, object]] = {}
    for found in estimates(session, cues=()):
        if found.measure not in _SHOWN:
            continue
        row = rows.setdefault(found.code, {"mindset": found.code, "turns": int(found.n)})
        row |= {
            found.measure: found.value,
            f"{found.measure}_low": found.low,
            f"{found.measure}_high": found.high,
        }
        # Why there is no value; a binomial bound in place of resampling is no reason.
        row["note"] = found.note if found.note.startswith("too short") else ""
    return pd.DataFrame(rows.values()).set_index("mindset") if rows else pd.DataFrame()
