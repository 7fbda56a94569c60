"""Turn a table of turns into pairs of neighbouring turns: what came before, what followed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from compassion_nlp.bootstrap import Floats

Direction = Literal["helper_to_client", "client_to_helper"]

FEWEST_PAIRS = 12  # of a session: each half of it loses a mean and a trend


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of turns, session after session, in order.

    ``x`` is the measure in the first turn, ``y`` in the second, ``z`` (pairs,
    covariates) what is adjusted for. ``stretches`` are the places (start, end) of each
    session among them.
    """

    x: Floats
    y: Floats
    z: Floats
    stretches: tuple[tuple[int, int], ...]


def floors(turns: pd.DataFrame, helper: str, client: list[str]) -> pd.DataFrame:
    """Join turns of one role in a row.

    Words and the client's counts add up; the helper's strongest turn speaks.
    """
    turns = turns.sort_values("session", kind="stable", ignore_index=True)
    changed = (turns["role"] != turns["role"].shift()) | (
        turns["session"] != turns["session"].shift()
    )
    place = changed.cumsum()
    joined = turns.groupby(place).agg(
        {"session": "first", "role": "first", "words": "sum", helper: "max"}
    )
    counted = [name for name in client if name != "words"]
    joined[counted] = turns[counted].groupby(place).sum(min_count=1)
    return joined


def pairs(joined: pd.DataFrame, helper: str, client: str, direction: Direction) -> Pairs:
    """Return what a turn had and the next one showed, with what is adjusted for.

    That is the second speaker's level in their turn before, and (as logarithms) the
    words of both turns, but for a turn whose words are the measure itself. Sessions
    with fewer than `FEWEST_PAIRS` pairs are left out.
    """
    first, second = (
        ("helper", "client") if direction == "helper_to_client" else ("client", "helper")
    )
    names = {"helper": helper, "client": client}
    log_words = np.log1p(joined["words"])
    level = {
        role: log_words if name == "words" else joined[name].astype(float)
        for role, name in names.items()
    }
    at = joined["session"]
    own = level[second].where(joined["role"] == second)
    table = pd.DataFrame(
        {
            "session": at,
            "x": level[first].groupby(at).shift(),
            "y": own,
            "before": own.groupby(at).ffill().groupby(at).shift(),
        }
    )
    if names[first] != "words":
        table["first_words"] = log_words.groupby(at).shift()
    if names[second] != "words":
        table["second_words"] = log_words
    follows = (joined["role"] == second) & (joined["role"].groupby(at).shift() == first)
    table = table[follows].dropna()
    kept = table[table.groupby("session")["x"].transform("size") >= FEWEST_PAIRS]
    values = kept.drop(columns="session").to_numpy(float)
    ends = kept.groupby("session", sort=False).size().cumsum().tolist()
    return Pairs(
        x=values[:, 0],
        y=values[:, 1],
        z=values[:, 2:],
        stretches=tuple(pairwise([0, *ends])),
    )
