"""Turn sessions into a table of turns: the helper's mindsets, the client's engagement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from compassion_nlp.schema import Session
from compassion_nlp.sessions.client import client_counts, client_measures
from compassion_nlp.sessions.ratios import word_count


def turn_table(
    sessions: Iterable[Session], *, client: Mapping[str, Sequence[float]] | None = None
) -> pd.DataFrame:
    """Return one row per turn of all sessions, in order, as `ripple` takes it.

    Columns: ``session``, ``turn`` (from 1), ``speaker``, ``role``, ``words``; per
    mindset its expected intensity (0-2) on the helper's turns; ``feeling_words`` and
    ``self_disclosure``, counts on the client's turns (``data/sessions/client.toml``
    says of what), missing elsewhere.

    Args:
        sessions: Analysed sessions, each with an id of its own.
        client: Measures of your own, or of another model: a name, and a number per
            turn of all sessions together. Numbers on turns other than clients' are
            ignored. `ripple` adds up a client's turns in a row, so give counts.

    Raises:
        ValueError: Sessions share an id, or a measure has another number of values
            than there are turns.
    """
    sessions = list(sessions)
    ids = [session.transcript.id for session in sessions]
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled:
        raise ValueError(f"sessions share the id {doubled[0]!r}; give each an id of its own")
    turns = [
        (session.transcript.id, number, turn)
        for session in sessions
        for number, turn in enumerate(session.turns, start=1)
    ]
    codes = list(dict.fromkeys(code for _, _, turn in turns for code in turn.intensity))
    table = pd.DataFrame(
        {
            "session": [id_ for id_, _, _ in turns],
            "turn": [number for _, number, _ in turns],
            "speaker": [turn.speaker for _, _, turn in turns],
            "role": [turn.role for _, _, turn in turns],
            "words": [word_count(turn.text) for _, _, turn in turns],
            **{code: [turn.intensity.get(code, np.nan) for _, _, turn in turns] for code in codes},
        }
    )
    speaks = (table["role"] == "client").to_numpy()
    counts = list(
        client_counts(turn.text for (_, _, turn), own in zip(turns, speaks, strict=True) if own)
    )
    for measure in client_measures():
        table[measure.id] = np.nan
        table.loc[speaks, measure.id] = [float(count[measure.id]) for count in counts]
    for name, numbers in (client or {}).items():
        if len(numbers) != len(table):
            raise ValueError(
                f"client[{name!r}]: found {len(numbers)} numbers; expected one per turn, "
                f"{len(table)} in all"
            )
        table[name] = np.where(speaks, np.asarray(numbers, dtype=float), np.nan)
    return table
