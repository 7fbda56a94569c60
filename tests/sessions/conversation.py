"""Sessions and tables made for tests, with effects that are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from compassion_nlp.schema import MINDSETS, Analysis, ClientMove, Cue, Flags, Session, Transcript


def helper(
    text: str = "five words are said here",
    *,
    cues: Sequence[str] = (),
    move: ClientMove = "neutral",
    authority: bool = False,
    genre: str = "turn",
    **levels: int,
) -> Analysis:
    """Return a helper's turn; a level stands for itself as intensity too."""
    all_levels = {code: levels.get(code, 0) for code in MINDSETS}
    return Analysis(
        text,
        genre,
        cues=tuple(Cue(cue, "family", None, 0, 1, 1) for cue in cues),
        scores={code: level / 2 for code, level in all_levels.items()},
        intensity={code: float(level) for code, level in all_levels.items()},
        levels=all_levels,
        flags=Flags(client_move=move, self_authority_only=authority),
    )


def client(text: str = "ten words of which every one is short and plain") -> Analysis:
    return Analysis(text, "turn", role="client")


def session(turns: Sequence[Analysis], name: str = "s1") -> Session:
    return Session(Transcript(name, ()), tuple(turns))


def talk(
    seed: int,
    *,
    sessions: int = 20,
    exchanges: int = 20,
    helper_to_client: float = 0.0,
    client_to_helper: float = 0.0,
) -> pd.DataFrame:
    """Return turns in which either speaker's level (not) acts on the other's next one.

    Both have levels of their own per session, carry over, and drift together.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for name in range(sessions):
        level, drift = rng.normal(size=2)
        warm, open_ = 0.0, rng.normal()
        for step in range(exchanges):
            warm = 0.3 * warm + client_to_helper * open_ + rng.normal()
            open_ = 0.4 * open_ + helper_to_client * warm + rng.normal()
            shift = level + drift * step / exchanges
            for role, value in (("helper", warm), ("client", open_)):
                own = (value + shift, np.nan)
                rows.append(
                    (
                        f"s{name}",
                        role,
                        int(rng.integers(3, 30)),
                        *own[:: 1 if role == "helper" else -1],
                    )
                )
    return pd.DataFrame(rows, columns=["session", "role", "words", "compassion", "openness"])
