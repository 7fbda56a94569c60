"""Turn a helper's own story into helpful disclosure or hijack, by the BRIEF test (A.5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from compassion_nlp.annotate.find import Candidate, Reading
from compassion_nlp.annotate.vocabulary import ASK
from compassion_nlp.lexicon import Lexicon
from compassion_nlp.schema import ClientMove

_BRIEF_WORDS = 25  # codebook A.5.3: at most 25 words ...
_BRIEF_SHARE = 1 / 3  # ... or a third of the turn
_LONG_TURN = 15  # codebook B.2: a story of more than half of a turn this long is strong


def disclosures(
    reading: Reading, candidates: Iterable[Candidate], client_move: ClientMove, lexicon: Lexicon
) -> list[Candidate]:
    """Judge every story of the helper's own by where it leaves the client."""
    candidates = list(candidates)
    stories = [c for c in candidates if c.forms.test == "brief"]
    if not stories:
        return candidates
    others = [c for c in candidates if c.forms.test != "brief"]
    helpful, hijack = (
        lexicon.by_id.get(name) for name in ("helpful_self_disclosure", "self_focus_hijack")
    )
    one_up = [c for c in others if c.cue.id == "self_focus_hijack"]
    sentences = reading.sentences()
    first = min(stories, key=lambda c: c.start)
    end = _story_end(reading, first, sentences, others)
    words = reading.words(first.start, end)
    total = reading.words(0, len(reading.classes))
    returns = any(
        start >= end and _turns_to_client(reading, start, stop, others)
        for start, stop in sentences
    )
    brief = words <= _BRIEF_WORDS or words <= _BRIEF_SHARE * total
    ends_on_client = returns or client_move == "request"
    if ends_on_client and brief and not one_up:
        cue, strength = helpful, 1
    else:
        large = total >= _LONG_TURN and words > total / 2
        cue, strength = hijack, 2 if (large or one_up) and not ends_on_client else 1
    if cue is None:
        return others
    forms = first.forms.model_copy(update={"strength": strength})
    others = [c for c in others if c.cue.id != "self_focus_hijack"] if cue is hijack else others
    return [*others, replace(first, cue=cue, forms=forms, end=end)]


def _story_end(
    reading: Reading,
    story: Candidate,
    sentences: list[tuple[int, int]],
    others: list[Candidate],
) -> int:
    """Return where the story stops: before the first sentence that turns to the client."""
    end = story.end
    for start, stop in sentences:
        if start <= story.start < stop:
            end = stop
        elif start > story.start:
            if _turns_to_client(reading, start, stop, others):
                break
            end = stop
    return end


def _turns_to_client(reading: Reading, start: int, stop: int, others: list[Candidate]) -> bool:
    if stop < len(reading.classes) and reading.classes[stop] == ASK:
        return True
    return any(start <= c.start < stop and c.cue.polarity in "+0" for c in others)
