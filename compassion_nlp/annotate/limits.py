"""Turn limits into healthy boundaries or deflections, by the boundary test (A.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from compassion_nlp.annotate.find import Candidate, Reading
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
    decided = []
    for candidate in candidates:
        if candidate.forms.test != "boundary":
            decided.append(candidate)
        elif _person_in_view(reading, candidate, candidates, genre):
            forms = candidate.forms.model_copy(update={"strength": 1, "mindset": None})
            decided.append(replace(candidate, cue=healthy, forms=forms))
        elif candidate.cue is healthy and _is_a_rule(candidate, candidates):
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
    if not any(m == "helper_need" and start <= place < end for m, place, _ in reading.marks):
        return candidate
    return replace(candidate, forms=candidate.forms.model_copy(update={"strength": 1}))


def _person_in_view(
    reading: Reading, limit: Candidate, candidates: Iterable[Candidate], genre: str
) -> bool:
    start, end = _nearby(reading, limit, genre)
    if any(c.cue.id in _SHUT and start <= c.start < end for c in candidates):
        return False
    care = any(
        c.cue.polarity == "+"
        and c.forms.test is None
        and c.cue.family not in ("inquiry", "content")
        and start <= c.start < end
        and (c.end <= limit.start or limit.end <= c.start)
        and not _excluded(reading, c)
        for c in candidates
    )
    own = limit.start + _OWN_WORDS
    if limit.cue.id == "policy_deflection":
        own = max(own, limit.end)  # "seen on Monday only" is part of the rule
    return care or any(
        mark == "reason" or (mark == "next_step" and not limit.start <= place < own)
        for mark, place, _ in reading.marks
        if start <= place < end
    )


def _excluded(reading: Reading, candidate: Candidate) -> bool:
    """Whether its cue's own exclusions rule a candidate out ("sorry, that is policy")."""
    return any(
        name == candidate.cue.id and start < candidate.end and candidate.start < end
        for name, start, end in reading.exclusions
    )


def _is_a_rule(limit: Candidate, candidates: Iterable[Candidate]) -> bool:
    """Whether the same words are a bare rule, the narrower reading when nobody is in view."""
    return any(
        c.cue.id == "policy_deflection" and c.start < limit.end and limit.start < c.end
        for c in candidates
    )


def _nearby(reading: Reading, limit: Candidate, genre: str) -> tuple[int, int]:
    """Return how far a person may stand from a limit: the turn; in notes, a sentence away.

    A note goes on to other things; a semicolon counts as the end of a sentence.
    """
    if genre != "note":
        return 0, len(reading.classes)
    sentences = reading.sentences()
    here = next(i for i, (_, stop) in enumerate(sentences) if limit.start < stop)
    return sentences[max(here - 1, 0)][0], sentences[min(here + 1, len(sentences) - 1)][1]
