"""Turn a table of turns into the ripple effect: what follows what between helper and client."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from compassion_nlp.resources import resource
from compassion_nlp.sessions.client import client_measures
from compassion_nlp.sessions.lagged import Association, association
from compassion_nlp.sessions.pairs import FEWEST_PAIRS, Direction, Pairs, floors, pairs

FEWEST = 20
"""Pairs of turns below which nothing is said, as for a session's scores (codebook A.6)."""

_SIGNIFICANT = 0.05
_NEEDED = ("session", "role", "words")


def ripple(
    turns: pd.DataFrame,
    *,
    helper: str = "compassion",
    client: Sequence[str] | None = None,
    permutations: int = 1000,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return whether a helper's wording precedes what the client does next, and the reverse.

    For each measure of the client, and each direction, one turn is compared with the
    next one of the other speaker, within sessions: how much more than usual in its
    session, and adjusted for the second speaker's turn before, the words of both
    turns (as logarithms; not where words are what is measured) and the straight trend
    of the session. Turns of one speaker in a row are one turn: counts and words add
    up, of the helper's the strongest counts.

    Columns: ``direction`` (``helper_to_client``, ``client_to_helper``); ``helper``,
    ``client``; ``effect``, standard deviations within sessions per such standard
    deviation, with ``low`` and ``high``, corrected for the bias of short sessions by the
    split-session jackknife; ``slope``, the same in the measures' units
    (words as natural logarithms); ``p`` and ``p_holm``, corrected for the number of
    rows (Holm); ``detectable``, the effect found 4 times in 5 with these turns (at 5 %,
    uncorrected); ``n_pairs``, ``n_sessions``; ``resampled``; ``says``, the result in plain words;
    ``note``.

    ``p`` comes from turning the first speaker's series round within each session, at
    random (with one short session it cannot be small: n pairs have n turnings). The
    95 % interval resamples sessions; with fewer than 10, blocks of turns within them.
    Sessions with fewer than 12 pairs are left out; below 20 pairs in all there is no
    result. An association is no cause, and no result is none either where the
    detectable effect is large. A client's "mm-hm" counts as a turn, as in the transcript.

    Args:
        turns: `turn_table`, or a table with ``session``, ``role``, ``words`` and the
            columns named, a row per turn in order.
        helper: Column with a number per helper turn.
        client: Columns with a count per client turn; without it ``words`` and those of
            `client_measures`.
        permutations: How many times series are turned.
        resamples: How many times sessions or blocks are drawn again.
        seed: The same seed gives the same result.

    Raises:
        KeyError: A column is not there.
    """
    names = ["words", *(m.id for m in client_measures())] if client is None else list(client)
    missing = [name for name in (*_NEEDED, helper, *names) if name not in turns.columns]
    if missing:
        raise KeyError(
            f"found no column {', '.join(missing)}; columns are: "
            f"{', '.join(map(str, turns.columns))}"
        )
    joined = floors(turns, helper, names)
    rows = []
    directions: tuple[Direction, ...] = ("helper_to_client", "client_to_helper")
    for direction in directions:
        for name in names:
            found = pairs(joined, helper, name, direction)
            enough = len(found.x) >= FEWEST
            result = (
                association(found, permutations=permutations, resamples=resamples, seed=seed)
                if enough
                else None
            )
            rows.append(_row(direction, helper, name, found, result))
    table = pd.DataFrame(rows)
    table.insert(list(table).index("p") + 1, "p_holm", _holm(table["p"].to_numpy(float)))
    table["says"] = [_says(row) for row in table.to_dict("records")]
    return table


def _row(
    direction: Direction, helper: str, client: str, found: Pairs, result: Association | None
) -> dict[str, Any]:
    numbers = dict.fromkeys(("effect", "low", "high", "slope", "p", "detectable"), np.nan)
    return {
        "direction": direction,
        "helper": helper,
        "client": client,
        **(asdict(result) if result else numbers | {"resampled": ""}),
        "n_pairs": len(found.x),
        "n_sessions": len(found.stretches),
        "note": "" if result else _why_not(found),
    }


def _why_not(found: Pairs) -> str:
    if len(found.x) < FEWEST:
        return (
            f"too short: {len(found.x)} pairs of turns in sessions with {FEWEST_PAIRS} or more, "
            f"{FEWEST} needed"
        )
    return "one of the two measures does not vary"


def _holm(p: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return p corrected for how many there are (Holm 1979)."""
    corrected = np.full(len(p), np.nan)
    order = [place for place in np.argsort(p) if not np.isnan(p[place])]
    reached = 0.0
    for rank, place in enumerate(order):
        reached = max(reached, min(1.0, p[place] * (len(order) - rank)))
        corrected[place] = reached
    return corrected


# -- in plain words


def _says(row: Mapping[Any, Any]) -> str:
    if row["note"]:
        return str(row["note"])
    words = _wording()
    found = row["p_holm"] < _SIGNIFICANT
    kind = ("more" if row["effect"] > 0 else "less") if found else "nothing"
    titles = {measure.id: measure.title for measure in client_measures()}
    values = {
        **row,
        "helper": row["helper"].replace("_", "-"),
        "client": titles.get(row["client"], row["client"].replace("_", " ")),
        "p": row["p_holm"],
    }
    parts = [words[row["direction"]][kind], words["common"]["numbers"]]
    if not found:
        parts.append(words["common"]["power"])
    return "".join([*parts, words["common"]["caveat"]]).format(**values)


@cache
def _wording() -> Mapping[str, Mapping[str, str]]:
    path = resource("sessions") / "wording.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
