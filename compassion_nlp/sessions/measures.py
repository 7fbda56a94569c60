"""Turn a session, or the sentences of a note, into measures with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan

import numpy as np
import pandas as pd

from compassion_nlp.bootstrap import (
    Floats,
    block_draws,
    block_length,
    lost_resamples,
    percentile_interval,
)
from compassion_nlp.schema import Analysis, Genre, Session
from compassion_nlp.sessions.miti import miti
from compassion_nlp.sessions.ratios import Ratio, exchanges, note_ratios, turn_ratios

FEWEST: Mapping[Genre, int] = {"turn": 20, "note": 5}
"""Helper turns and note sentences below which nothing is scored (codebook A.6)."""

UNITS: Mapping[Genre, str] = {"turn": "helper turns", "note": "sentences"}

_FEWEST_COUNTED = 5  # with fewer cases, resampling them says nothing of how sure a share is

Units = Session | Sequence[Analysis]
"""A session, or analyses in order: of all turns of a conversation, or of a note's sentences."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure of one session with its 95 % interval.

    ``kind`` is the unit of ``value``, ``n`` what it was counted over. ``band`` is the
    published one, where there is one; ``note`` says what is missing, and why.
    """

    session: str
    measure: str
    code: str
    value: float
    low: float
    high: float
    kind: str
    n: float
    resampled: str
    band: str = ""
    note: str = ""

    @property
    def banded(self) -> bool:
        """Whether a published threshold exists for the measure."""
        return self.measure in miti().thresholds


def measures(
    units: Units,
    *,
    id: str | None = None,  # noqa: A002 - the record's own word
    cues: Iterable[str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the measures of one session or note, a row each, with 95 % intervals.

    Turns of a conversation (clients' included) or sentences of a note, in order;
    turns and notes are never pooled. What the helper says in a row should be one turn,
    as the readers merge it. There is no total over mindsets.

    Columns: ``session``; ``measure``; ``code`` (mindset or cue, where it is of one);
    ``value``, ``low``, ``high``; ``kind`` (what they are in: 0-2, share (0-1), ratio,
    per 100 units, words); ``n`` (what was counted: units, opportunities, questions,
    words ...); ``resampled``; ``band``; ``note``. The measures:

    ==========================  =====================================================
    mean_intensity              per mindset, 0-2
    share_present, _strong      per mindset: units of level 1 or more, of level 2
    response_compassion         after distress, request, good news or anger: turns with
                                compassion (level 1 or more)
    response_distance           the same: turns with detachment or indifference
    reflections_to_questions    turns with a reflection : turns with a question
    open_question_share         of turns with a question
    complex_reflection_share    of turns with a reflection
    mi_consistent_share         MI-consistent of MI-consistent and -inconsistent turns
    talk_share, words_per_turn  the helper's words of the helper's and client's; words
    cue_rate                    per cue: asserted cues per 100 units
    ==========================  =====================================================

    ``self_centeredness_without_authority`` leaves out turns that rest on verdict,
    advice or orders alone (S-b). Sources: codebook A.6 and, for the four ratios,
    ``data/sessions/miti.toml``, whose bands are named in ``band``. Notes have
    mindsets and cue rates only.

    Intervals resample blocks of neighbouring units (`bootstrap.block_draws`), since
    turns near each other are alike; a share of none or all, which no resample can
    change, gets the exact binomial bound, as if units were independent. Below 20
    helper turns or 5 sentences every value is missing and ``note`` says so.

    Args:
        units: The session, or the analyses in order.
        id: What to call it; a session has its own id.
        cues: Ids of the cues to give rates for, also where they never occur; without
            it those that occur.
        resamples: How many times units are drawn again.
        seed: The same seed gives the same intervals.

    Raises:
        ValueError: Turns and notes are mixed.
    """
    columns = list(Estimate.__dataclass_fields__)
    found = estimates(units, id=id, cues=cues, resamples=resamples, seed=seed)
    return pd.DataFrame([asdict(row) for row in found], columns=columns)


def estimates(
    units: Units,
    *,
    id: str | None = None,  # noqa: A002 - as in measures
    cues: Iterable[str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> list[Estimate]:
    """Return the rows of `measures` as values."""
    analyses = units.turns if isinstance(units, Session) else units
    name = id or (units.transcript.id if isinstance(units, Session) else "")
    genre = genre_of(analyses)
    ratios, counted = _ratios(analyses, genre, _cue_ids(analyses, cues))
    if counted < FEWEST[genre]:
        note = f"too short: {counted} {UNITS[genre]}, {FEWEST[genre]} needed"
        return [_missing(name, ratio, note) for ratio in ratios]
    draws = block_draws(counted, resamples=resamples, seed=seed)
    above = draws @ np.stack([ratio.above for ratio in ratios], axis=1)
    below = draws @ np.stack([ratio.below for ratio in ratios], axis=1)
    how = f"blocks of {block_length(counted)} {UNITS[genre]}"
    return [
        _estimate(name, ratio, above[:, column], below[:, column], how)
        for column, ratio in enumerate(ratios)
    ]


def genre_of(analyses: Iterable[Analysis]) -> Genre:
    """Return the one genre of analyses; turns where there are none."""
    genres = {analysis.genre for analysis in analyses if analysis.error is None}
    if len(genres) > 1:
        raise ValueError(
            "found turns and notes together; they are never pooled (codebook A.6): "
            "give the turns of one session or the sentences of one note"
        )
    return genres.pop() if genres else "turn"


def _cue_ids(analyses: Iterable[Analysis], cues: Iterable[str] | None) -> list[str]:
    if cues is not None:
        return list(cues)
    return sorted({cue.id for analysis in analyses for cue in analysis.cues if cue.asserted})


def _ratios(
    analyses: Sequence[Analysis], genre: Genre, cues: Sequence[str]
) -> tuple[list[Ratio], int]:
    if genre == "turn":
        spoken = exchanges(analyses)
        return turn_ratios(spoken, cues), len(spoken)
    sentences = [one for one in analyses if one.error is None and one.role == "helper"]
    return note_ratios(sentences, cues), len(sentences)


def _missing(name: str, ratio: Ratio, note: str) -> Estimate:
    n = float(ratio.below.sum())
    return Estimate(
        name, ratio.measure, ratio.code, np.nan, np.nan, np.nan, ratio.kind, n, "", note=note
    )


def _estimate(name: str, ratio: Ratio, above: Floats, below: Floats, how: str) -> Estimate:
    counted = float(ratio.below.sum())
    if not counted:
        return _missing(name, ratio, "absent: nothing to count it over")
    scale = 100 if ratio.kind == "per 100" else 1
    value = float(ratio.above.sum()) / counted
    found = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    low, high, note = _interval(ratio, value, counted, found)
    band = miti().band(ratio.measure, value)
    notes = [note, miti().caution if band else ""]
    return Estimate(
        session=name,
        measure=ratio.measure,
        code=ratio.code,
        value=value * scale,
        low=low * scale,
        high=high * scale,
        kind=ratio.kind,
        n=counted,
        resampled="" if isnan(low) else how,
        band=band,
        note="; ".join(filter(None, notes)),
    )


def _interval(
    ratio: Ratio, value: float, counted: float, found: Floats
) -> tuple[float, float, str]:
    if counted < _FEWEST_COUNTED:
        return np.nan, np.nan, f"counted over {counted:.0f} only: no interval"
    none, all_ = value == 0, ratio.kind == "share" and value == 1
    if ratio.kind == "ratio" and none:
        return np.nan, np.nan, "none found: no interval"
    if ratio.kind in ("share", "per 100") and (none or all_):
        beyond = 1 - 0.025 ** (1 / counted)
        note = "none or all: exact binomial bound in place of resampling"
        return (0.0, beyond, note) if none else (1 - beyond, 1.0, note)
    return *percentile_interval(found), lost_resamples(found)
