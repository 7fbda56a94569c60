"""Turn sessions or notes into one table, a row each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from compassion_nlp.schema import Analysis, Session
from compassion_nlp.sessions.measures import Estimate, Units, estimates, genre_of


def session_table(
    sessions: Iterable[Session],
    *,
    cues: Iterable[str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return one row per session: all that `measures` says, as columns.

    First ``id``, ``genre``, ``units`` (helper turns or sentences) and ``note`` (why
    there are no values, where there are none); then per measure its value and the
    ends of its interval, as ``talk_share``, ``talk_share_low``, ``talk_share_high``,
    led by the mindset or cue where it is of one (``compassion_mean_intensity``,
    ``validation_cue_rate``); for the measures that have a published band, it stands
    in ``..._band``. ``cues`` are ids to give rates for; without it those that any
    session has.

    Example:
        >>> import compassion_nlp as cn
        >>> session = cn.load().analyze_session(cn.sample("session"))
        >>> session_table([session])[["id", "units"]].to_dict("records")
        [{'id': 'session', 'units': 24}]
    """
    sessions = list(sessions)
    if cues is None:
        turns = [turn for session in sessions for turn in session.turns]
        cues = {cue.id for turn in turns for cue in turn.cues if cue.asserted}
    cues = sorted(cues)
    return pd.DataFrame(
        [session_row(one, cues=cues, resamples=resamples, seed=seed) for one in sessions]
    )


def session_row(
    units: Units,
    *,
    id: str | None = None,  # noqa: A002 - the record's own word
    cues: Iterable[str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Any]:
    """Return one session or note as a row of `session_table`; arguments as in `measures`."""
    analyses = units.turns if isinstance(units, Session) else units
    found = estimates(units, id=id, cues=cues, resamples=resamples, seed=seed)
    short = {row.note for row in found if row.note.startswith("too short")}
    row: dict[str, Any] = {
        "id": found[0].session if found else id,
        "genre": genre_of(analyses),
        "units": sum(map(_counts, analyses)),
        "note": "".join(short),
    }
    for estimate in found:
        row |= _columns(estimate)
    return row


def _counts(analysis: Analysis) -> bool:
    return analysis.role == "helper" and analysis.error is None


def _columns(estimate: Estimate) -> dict[str, float | str]:
    name = f"{estimate.code}_{estimate.measure}".lstrip("_")
    columns: dict[str, float | str] = {
        name: estimate.value,
        f"{name}_low": estimate.low,
        f"{name}_high": estimate.high,
    }
    return columns | ({f"{name}_band": estimate.band} if estimate.banded else {})
