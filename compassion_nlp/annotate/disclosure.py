"""Turn a helper's own story into helpful disclosure or hijack, by the BRIEF test (A.5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from compassion_nlp.annotate.find import Candidate, Reading
from compassion_nlp.annotate.places import Cover, any_between
from compassion_nlp.annotate.vocabulary import ASK, PAUSE
from compassion_nlp.lexicon import Lexicon

_BRIEF_WORDS = 25  # codebook A.5.3: at most 25 words ...
_BRIEF_SHARE = 1 / 3  # ... or a third of the turn
_LONG_TURN = 15  # codebook B.2: a story of more than half of a turn this long is strong
_ANSWER = "answer"  # forms of this name are a story only where the client asked
_BOTH = ("helpful_self_disclosure", "self_focus_hijack")
_NEEDY = ("self_focus_hijack", "professional_burden")
# Words that say something to or about this client are no story of the helper's.
_NOT_A_STORY = ("valuing", "care", "power_sharing", "role_limits")


@dataclass(frozen=True, slots=True)
class _Story:
    """The helper's story, from its first word to where it leaves the client."""

    first: Candidate
    end: int
    handed_back: bool


def disclosures(
    reading: Reading, candidates: Iterable[Candidate], lexicon: Lexicon, *, requested: bool
) -> list[Candidate]:
    """Judge every story of the helper's own by where it leaves the client."""
    candidates = list(candidates)
    others = [c for c in candidates if c.forms.test != "brief"]
    no_stories = Cover(c for c in others if c.cue.family in _NOT_A_STORY)
    stories = [
        c
        for c in candidates
        if c.forms.test == "brief" and _told(reading, c, no_stories, requested=requested)
    ]
    if not stories:
        return others
    helpful, hijack = (
        lexicon.by_id.get(name) for name in ("helpful_self_disclosure", "self_focus_hijack")
    )
    story = _story(reading, stories, others)
    needy = any(c.cue.id in _NEEDY for c in others)
    if not needy and _passes(reading, story, others, requested=requested):
        cue, strength = helpful, 1
    else:
        total = reading.words(0, len(reading.classes))
        large = total >= _LONG_TURN and _length(reading, story) > total / 2
        cue, strength = hijack, 2 if large else 1
        if any(_overlaps(c, story) and c.cue is hijack for c in others):
            return others  # one-upping and the like stand for the story already
    if cue is None:
        return others
    forms = story.first.forms.model_copy(update={"strength": strength})
    return [*others, replace(story.first, cue=cue, forms=forms, end=story.end)]


def _told(reading: Reading, candidate: Candidate, no_stories: Cover, *, requested: bool) -> bool:
    """Whether the words are a story at all."""
    if any(reading.excludes(cue_id, candidate) for cue_id in _BOTH):
        return False
    if candidate.forms.name.startswith(_ANSWER):
        return requested
    return not no_stories.any_over(candidate.start, candidate.start + 1)


def _passes(
    reading: Reading, story: _Story, others: Sequence[Candidate], *, requested: bool
) -> bool:
    """Apply E and two of B, R, I. Relevance is presumed of a brief story; an answer has R and I."""
    if requested:
        return True
    words, total = _length(reading, story), reading.words(0, len(reading.classes))
    brief = words <= _BRIEF_WORDS or words <= _BRIEF_SHARE * total
    signs = {mark for mark, start, _ in reading.marks if story.first.start <= start < story.end}
    if brief:
        return story.handed_back or _asked_before(reading, story, others)
    return story.handed_back and {"relevant", "in_service"} <= signs


def _asked_before(reading: Reading, story: _Story, others: Sequence[Candidate]) -> bool:
    """Whether a question of the same turn, put before the story, still waits for its answer."""
    negative = sorted(c.start for c in others if c.cue.polarity == "-")
    return any(
        stop <= story.first.start
        and reading.classes[stop] == ASK
        and not any_between(negative, start, stop)
        for start, stop in reading.sentences
    )


# -- where the story ends


def _story(reading: Reading, stories: Sequence[Candidate], others: Sequence[Candidate]) -> _Story:
    """Take the first story on to the first words that turn to the client."""
    first = min(stories, key=lambda c: (c.start, -c.end))
    first = replace(first, start=_clause_start(reading, first, others))
    returns = _returns(reading, others)
    opposing = _opposing(others)
    end, handed_back = first.end, False
    for start, stop in reading.sentences:
        if stop <= first.start:
            continue
        if start <= first.start:
            cut = _cut(reading, first, stop, returns)
            if cut is not None:
                return _Story(first, cut, handed_back=True)
        elif _turns(reading, start, stop, returns):
            handed_back = True
            break
        elif any_between(opposing, start, stop):
            handed_back = any(
                s >= stop and _turns(reading, s, e, returns) for s, e in reading.sentences
            )
            break
        end = stop
    return _Story(first, end, handed_back)


def _clause_start(reading: Reading, first: Candidate, others: Iterable[Candidate]) -> int:
    """Return where the story's clause begins ("[court scared] me too")."""
    start = reading.sentence(first.start)[0]
    pauses = [i for i in range(start, first.start) if reading.classes[i] == PAUSE]
    start = pauses[-1] + 1 if pauses else start
    taken = any(start <= c.start < first.start or start < c.end <= first.start for c in others)
    return first.start if taken else start


def _cut(reading: Reading, first: Candidate, stop: int, returns: Sequence[int]) -> int | None:
    """Return the pause in the story's own sentence after which it turns to the client."""
    pauses = [i for i in range(first.end, stop) if reading.classes[i] == PAUSE]
    if stop < len(reading.classes) and reading.classes[stop] == ASK and pauses:
        return pauses[-1]
    for pause in pauses:
        if any_between(returns, pause + 1, pause + 3):  # "..., and what about you"
            return pause
    return None


def _returns(reading: Reading, others: Iterable[Candidate]) -> list[int]:
    """Return where words begin that are about the client, sorted."""
    cues = [c.start for c in others if c.cue.polarity in "+0" and c.cue.id != "minimal_encourager"]
    return sorted(cues + reading.places_of("to_client"))


def _turns(reading: Reading, start: int, stop: int, returns: Sequence[int]) -> bool:
    if stop < len(reading.classes) and reading.classes[stop] == ASK:
        return True
    return any_between(returns, start, stop)


def _opposing(others: Iterable[Candidate]) -> list[int]:
    """Return where another negative cue, such as advice, takes over from a story, sorted."""
    return sorted(c.start for c in others if c.cue.polarity == "-" and c.cue.id not in _NEEDY)


def _length(reading: Reading, story: _Story) -> int:
    return reading.words(story.first.start, story.end)


def _overlaps(candidate: Candidate, story: _Story) -> bool:
    return candidate.start < story.end and story.first.start < candidate.end
