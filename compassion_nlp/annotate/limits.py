"""Turn limits into healthy boundaries or deflections, by the boundary test (A.5.1)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from compassion_nlp.annotate.find import Candidate, Reading
from compassion_nlp.annotate.places import Cover, any_between
from compassion_nlp.lexicon import Lexicon

_OWN_WORDS = 4  # "explained that I cannot": the words that set a limit are no next step
_SHUT = ("disengagement", "dismissive_minimizing", "professional_burden")


def limits(
    reading: Reading, candidates: Iterable[Candidate], genre: str, lexicon: Lexicon
) -> list[Candidate]:
    """Judge every limit by whether the person is still in view.

    A reason, an acknowledgement or a next step in the same turn makes a limit a
    healthy boundary; a rule that stands alone is policy deflection; any other
    limit that stands alone is a neutral boundary of strength 0. Where a limit is
    dropped (enabling), the helper's need, if it shows, gives the strength.
    """
    candidates = [_needy(reading, c, genre) for c in candidates]
    healthy = lexicon.by_id.get("healthy_boundary")
    if healthy is None or not any(c.forms.test == "boundary" for c in candidates):
        return candidates
    around = _Around(reading, candidates)
    decided = []
    for candidate in candidates:
        if candidate.forms.test != "boundary":
            decided.append(candidate)
        elif around.person_in_view(candidate, *_nearby(reading, candidate, genre)):
            forms = candidate.forms.model_copy(update={"strength": 1, "mindset": None})
            decided.append(replace(candidate, cue=healthy, forms=forms))
        elif candidate.cue is healthy and around.is_a_rule(candidate):
            continue
        elif candidate.cue.id == "healthy_boundary":
            forms = candidate.forms.model_copy(update={"strength": 0})
            decided.append(replace(candidate, forms=forms))
        else:
            decided.append(candidate)
    return decided


def _needy(reading: Reading, candidate: Candidate, genre: str) -> Candidate:
    """Give an enabling act strength 1 where the helper's own need shows (A.5.1, step 4)."""
    if candidate.cue.id != "enabling":
        return candidate
    start, end = _nearby(reading, candidate, genre)
    if not any_between(reading.places_of("helper_need"), start, end):
        return candidate
    return replace(candidate, forms=candidate.forms.model_copy(update={"strength": 1}))


def _nearby(reading: Reading, limit: Candidate, genre: str) -> tuple[int, int]:
    """Return how far a person may stand from a limit: the turn; in notes, a sentence away.

    A note goes on to other things; a semicolon counts as the end of a sentence.
    """
    return reading.beside(limit.start) if genre == "note" else (0, len(reading.classes))


class _Around:
    """What stands around the limits of a text."""

    def __init__(self, reading: Reading, candidates: Sequence[Candidate]) -> None:
        self._reading = reading
        self._shut = sorted(c.start for c in candidates if c.cue.id in _SHUT)
        self._rules = Cover(c for c in candidates if c.cue.id == "policy_deflection")
        self._caring = sorted((c for c in candidates if _cares(c, reading)), key=lambda c: c.start)
        self._caring_starts = [c.start for c in self._caring]

    def is_a_rule(self, limit: Candidate) -> bool:
        """Whether the words are also a bare rule, the narrower reading when nobody is in view."""
        return self._rules.any_over(limit.start, limit.end)

    def person_in_view(self, limit: Candidate, start: int, end: int) -> bool:
        """Whether care, a reason or a next step stands within a stretch around a limit."""
        if any_between(self._shut, start, end):
            return False
        own = limit.start + _OWN_WORDS
        if limit.cue.id == "policy_deflection":
            own = max(own, limit.end)  # "seen on Monday only" is part of the rule
        steps = self._reading.places_of("next_step")
        return (
            self._cared(limit, start, end)
            or any_between(self._reading.places_of("reason"), start, end)
            or any_between(steps, start, min(limit.start, end))
            or any_between(steps, max(own, start), end)
        )

    def _cared(self, limit: Candidate, start: int, end: int) -> bool:
        """Whether care that shares no words with the limit begins within the stretch."""
        first, last = (bisect_left(self._caring_starts, place) for place in (start, end))
        caring = (self._caring[place] for place in range(first, last))
        return any(c.end <= limit.start or limit.end <= c.start for c in caring)


def _cares(candidate: Candidate, reading: Reading) -> bool:
    cue = candidate.cue
    return (
        cue.polarity == "+"
        and candidate.forms.test is None
        and cue.family not in ("inquiry", "content")
        and not reading.excludes(cue.id, candidate)
    )
