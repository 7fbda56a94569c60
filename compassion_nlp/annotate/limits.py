"""Turn limits into healthy boundaries or deflections, by the boundary test (A.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from compassion_nlp.annotate.find import Candidate, Reading
from compassion_nlp.lexicon import Lexicon


def limits(
    reading: Reading, candidates: Iterable[Candidate], genre: str, lexicon: Lexicon
) -> list[Candidate]:
    """Judge every limit by whether the person is still in view.

    A reason, an acknowledgement or a next step in the same turn makes a limit a
    healthy boundary; a rule that stands alone is policy deflection; any other
    limit that stands alone is a neutral boundary of strength 0.
    """
    candidates = list(candidates)
    if not any(c.forms.test == "boundary" for c in candidates):
        return candidates
    in_view = _person_in_view(reading, candidates)
    healthy = lexicon.by_id.get("healthy_boundary")
    decided = []
    for candidate in candidates:
        if candidate.forms.test != "boundary" or healthy is None:
            decided.append(candidate)
        elif in_view:
            forms = candidate.forms.model_copy(update={"strength": 1, "mindset": None})
            decided.append(replace(candidate, cue=healthy, forms=forms))
        elif candidate.cue.id == "healthy_boundary":
            forms = candidate.forms.model_copy(update={"strength": 0})
            decided.append(replace(candidate, forms=forms))
        else:
            decided.append(candidate)
    return decided


def _person_in_view(reading: Reading, candidates: Iterable[Candidate]) -> bool:
    care = any(
        c.cue.polarity == "+" and c.forms.test is None and c.cue.family != "inquiry"
        for c in candidates
    )
    return care or any(mark == "next_step" for mark, _, _ in reading.marks)
