"""Turn the cues of one unit into the codebook's four levels (section A.6, steps 1-4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from compassion_nlp.schema import MINDSETS, Cue

UNDERSTANDING = frozenset(
    {
        "validation",
        "normalizing",
        "context_not_blame",
        "emotional_reflection",
        "paraphrase_reflection",
        "summary",
    }
)
"""Cues that show the helper grasped something of this client (codebook A.3)."""

_LIFTING_FAMILIES = frozenset(
    {"legitimising", "feeling", "content", "valuing", "care", "power_sharing"}
)
_NEVER_LIFTS = frozenset({"permission_seeking"})
_TURNS_BACK = re.compile(r"\b(?:but|however|though|although)\b", re.IGNORECASE)


def codebook_levels(cues: Iterable[Cue], text: str) -> dict[str, int]:
    """Return the level 0, 1 or 2 that the rules give each mindset.

    ``text`` is what the cues' offsets count in; it is only searched for a *but*
    between a compassion cue and a negative one (CAP-2). CAP-3, which needs the
    whole session, is applied to the cues beforehand.
    """
    by_mindset: Mapping[str, list[Cue]] = {mindset: [] for mindset in MINDSETS}
    for cue in cues:
        if cue.asserted and cue.strength > 0 and cue.mindset is not None:
            by_mindset[cue.mindset].append(cue)
    levels = {m: max((c.strength for c in found), default=0) for m, found in by_mindset.items()}
    for mindset, lifts in _LIFTS.items():
        if levels[mindset] == 1 and lifts(by_mindset[mindset]):
            levels[mindset] = 2
    strongest = max(levels["self_centeredness"], levels["indifference"])
    if strongest == 2 or _taken_back(by_mindset, text):  # noqa: PLR2004 - a level
        levels["compassion"] = min(levels["compassion"], 1)
    return levels


def _lifts_compassion(cues: Sequence[Cue]) -> bool:
    """An understanding cue beside a cue of another family among F1-F3 and F5-F7."""
    lifting = [c for c in cues if c.family in _LIFTING_FAMILIES and c.id not in _NEVER_LIFTS]
    several = len({c.family for c in lifting}) > 1
    return several and any(c.id in UNDERSTANDING for c in lifting)


def _lifts_self(cues: Sequence[Cue]) -> bool:
    """Two different cues, of which one has the helper as subject (facet S-a)."""
    return len({c.id for c in cues}) > 1 and any(c.facet == "subject" for c in cues)


def _lifts_detachment(cues: Sequence[Cue]) -> bool:
    return len({c.id for c in cues}) > 1


_LIFTS = {
    "compassion": _lifts_compassion,
    "self_centeredness": _lifts_self,
    "detachment": _lifts_detachment,
}  # indifference never stacks


def _taken_back(by_mindset: Mapping[str, Sequence[Cue]], text: str) -> bool:
    """Whether a negative cue follows a compassion cue across a *but* (CAP-2)."""
    first = min((kind.end for kind in by_mindset["compassion"]), default=len(text))
    against = (bad for mindset in MINDSETS[1:] for bad in by_mindset[mindset])
    last = max((bad.end for bad in against if bad.start >= first), default=first)
    return _TURNS_BACK.search(text, first, last) is not None
