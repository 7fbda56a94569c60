"""Turn candidates into cues: what the context makes of the words found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

from spacy.tokens import Doc

from compassion_nlp.annotate.disclosure import disclosures
from compassion_nlp.annotate.find import Candidate, Reading
from compassion_nlp.annotate.limits import limits
from compassion_nlp.annotate.places import Cover, Places
from compassion_nlp.annotate.quotes import Quote, quotes
from compassion_nlp.annotate.scope import Scopes
from compassion_nlp.annotate.vocabulary import ASK, END, PAUSE
from compassion_nlp.lexicon import CueType, Lexicon
from compassion_nlp.lexicon.definition import Reason
from compassion_nlp.schema import OPPORTUNITIES, ClientMove

_SAME_WORDS = 0.6  # share of a general cue's words a narrower cue must cover to take them (T1)
_STATEMENTS = ("legitimising", "feeling", "content", "valuing")
_OPENERS = 3  # classes such as "okay , so" that may stand before the question itself


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known around a text when its cues are judged."""

    genre: str
    client_move: ClientMove
    context_missing: bool
    asks: bool = False
    """Whether the client asked for something, whatever else the turn did (K2)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A cue with its verdict; ``start`` and ``end`` count tokens."""

    cue_id: str
    by: str
    start: int
    end: int
    mindset: str | None
    facet: str | None
    strength: int
    reason: Reason | None = None


def judge(doc: Doc, reading: Reading, situation: Situation, lexicon: Lexicon) -> list[Judged]:
    """Decide for every candidate whether it is asserted, and how strongly."""
    if not reading.candidates:
        return []
    candidates = _whole_turns(reading)
    candidates = limits(reading, candidates, situation.genre, lexicon)
    candidates = disclosures(reading, candidates, lexicon, requested=situation.asks)
    scene = _Scene(reading, situation, quotes(doc, reading))
    candidates = [c for c in candidates if _fits_quotes(c, doc, scene)]
    reasons = [_reason(c, scene) for c in candidates]
    kept = _resolved([c for c, why in zip(candidates, reasons, strict=True) if why is None])
    judged = [_verdict(c, None, situation) for c in kept]
    said: defaultdict[str, Places[Judged]] = defaultdict(Places)
    for verdict in judged:
        said[verdict.cue_id].add(verdict)
    for candidate, why in zip(candidates, reasons, strict=True):
        places = said[candidate.cue.id]
        if why and not places.any_over(candidate.start, candidate.end):
            judged.append(_verdict(candidate, why, situation))
            places.add(judged[-1])
    judged += [
        replace(j, mindset="indifference", strength=1)
        for j, c in zip(judged, kept, strict=False)
        if c.forms.mindset == "indifference" and situation.client_move in OPPORTUNITIES
    ]
    judged.sort(key=lambda j: (j.start, j.end, j.cue_id))
    tokens = reading.positions
    # The mark that ends a text stands one past its last token.
    in_tokens = [
        replace(j, start=tokens[j.start], end=min(tokens[j.end - 1] + 1, len(doc))) for j in judged
    ]
    scare = {(c.cue.id, c.start, c.end) for c in candidates if "quoted" in c.forms.needs}
    return [  # scare quotes belong to the cue
        replace(k, start=k.start - 1, end=k.end + 1) if (j.cue_id, j.start, j.end) in scare else k
        for j, k in zip(judged, in_tokens, strict=True)
    ]


# -- why a candidate is set aside


@dataclass
class _Scene:
    """A text with what surrounds it, to be asked about one cue after another."""

    reading: Reading
    situation: Situation
    quotes: list[Quote]
    _met_from: dict[str, float] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.reading, self.quotes)

    @cached_property
    def quoted(self) -> Places[Quote]:
        """What others said."""
        return Places(quote for quote in self.quotes if not quote.own)

    @cached_property
    def quoted_words(self) -> set[tuple[int, int]]:
        return {(quote.start, quote.end) for quote in self.quotes}

    def met_from(self, cue: CueType) -> float:
        """Return after which place something beside a cue meets the client."""
        if cue.id not in self._met_from:
            self._met_from[cue.id] = _met_from(cue, self.reading)
        return self._met_from[cue.id]


def _reason(candidate: Candidate, scene: _Scene) -> Reason | None:
    tests: tuple[Callable[[], Reason | None], ...] = (
        lambda: scene.scopes.reason(candidate),
        lambda: _quoted(candidate, scene),
        lambda: _excluded(candidate, scene.reading),
        lambda: _gate(candidate, scene),
    )
    for test in tests:
        reason = test()
        if reason is not None and reason not in candidate.cue.ignore:
            return reason
    return None


def _quoted(candidate: Candidate, scene: _Scene) -> Reason | None:
    if "quoted" in candidate.forms.needs:
        return None
    around = scene.quoted.over(candidate.start, candidate.start + 1)
    return "quoted" if any(candidate.end <= quote.end for quote in around) else None


def _excluded(candidate: Candidate, reading: Reading) -> Reason | None:
    if candidate.forms.test == "brief":
        return None  # tested in `disclosures`, before the story grew over other words
    return "homograph" if reading.excludes(candidate.cue.id, candidate) else None


def _gate(candidate: Candidate, scene: _Scene) -> Reason | None:
    """Apply K1 (opportunity), K2 (requested) of codebook A.4 and the replace test of A.5.4."""
    needs, situation = candidate.forms.needs, scene.situation
    if not needs or situation.genre == "note":
        return None
    if "opportunity" in needs and situation.client_move not in OPPORTUNITIES:
        return "no_opportunity"
    if "distress" in needs and situation.client_move not in ("distress", "anger"):
        return "no_opportunity"
    if "unrequested" in needs and situation.asks:
        return "requested"
    if "no_contact" in needs and scene.met_from(candidate.cue) < candidate.start:
        return "acknowledged"
    return None


def _met_from(cue: CueType, reading: Reading) -> float:
    """Return after which place something else in the turn meets the client.

    Questions and cheer do not; content meets only what comes after it, all else the whole turn.
    """
    claimed = Cover(c for c in reading.candidates if c.cue is cue)
    return min(
        (
            other.start if other.cue.family == "content" else -1
            for other in reading.candidates
            if other.cue.polarity == "+"
            and other.cue.family != "inquiry"
            and other.cue.id != "encouragement_hope"
            and other.forms.test is None
            and not claimed.any_over(other.start, other.end)
        ),
        default=inf,
    )


def _fits_quotes(candidate: Candidate, doc: Doc, scene: _Scene) -> bool:
    """Whether quotation marks enclose ordinary words exactly, where a form needs them."""
    if "quoted" not in candidate.forms.needs:
        return True
    is_name = not doc[scene.reading.positions[candidate.start]].is_lower
    return not is_name and (candidate.start, candidate.end) in scene.quoted_words


# -- which candidate keeps words that several could claim


def _resolved(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the narrower of two cues on the same words (codebook T1, T2)."""
    kept: list[Candidate] = []
    claimed: Places[Candidate] = Places()
    order = sorted(
        candidates,
        key=lambda c: (
            c.cue.rank,
            _general(c.cue),
            c.start - c.end,
            not c.stronger,
            c.start,
        ),
    )
    for candidate in order:
        others = claimed.over(candidate.start, candidate.end)
        if not any(_conflict(candidate, other) for other in others):
            kept.append(candidate)
            claimed.add(candidate)
    return kept


def _general(cue: CueType) -> bool:
    """Whether a cue yields where its words are wholly something narrower (T1)."""
    return cue.family == "inquiry" or cue.id == "paraphrase_reflection"


def _conflict(candidate: Candidate, other: Candidate) -> bool:
    """Whether a candidate must yield to another that shares words with it."""
    mine, theirs = candidate.cue, other.cue
    if mine.family == theirs.family or "-" in (mine.polarity, theirs.polarity):
        return True
    if mine.family == "inquiry" and not _asks_the_same(candidate, other):
        return False
    if _general(mine):
        shared = min(candidate.end, other.end) - max(candidate.start, other.start)
        return shared >= _SAME_WORDS * (candidate.end - candidate.start)
    return False


def _asks_the_same(question: Candidate, other: Candidate) -> bool:
    """Whether another cue can be all that a question does.

    What begins inside the question is only part of it ("do you [feel ...]"), and a
    statement before it does not ask it ("[you left early], what happened then").
    """
    if other.start > question.start:
        return False
    return other.cue.family not in _STATEMENTS or question.start - other.start <= _OPENERS


def _whole_turns(reading: Reading) -> list[Candidate]:
    """Join cues that must fill the whole turn into one, or drop them."""
    partial = [c for c in reading.candidates if "whole_turn" in c.forms.needs]
    rest = [c for c in reading.candidates if "whole_turn" not in c.forms.needs]
    for cue_id in dict.fromkeys(c.cue.id for c in partial):
        parts = [c for c in partial if c.cue.id == cue_id]
        covered = {i for c in parts for i in range(c.start, c.end)}
        words = {i for i, n in enumerate(reading.classes) if n not in (END, ASK, PAUSE)}
        leading = [c for c in parts if not c.forms.name.startswith("closing")]
        if words and words <= covered and leading:
            rest.append(replace(leading[0], start=min(words), end=max(words) + 1))
    return rest


def _verdict(candidate: Candidate, reason: Reason | None, situation: Situation) -> Judged:
    cue, forms = candidate.cue, candidate.forms
    score = cue.score(situation.genre)
    strength = 0
    if score is not None:
        if forms.strength is not None:
            strength = forms.strength
        else:
            strength = next((s for s in score.strengths if s > 0), 0)
        if candidate.stronger and strength > 0:
            strength = max(score.strengths)
        strength = min(strength, max(score.strengths))
    facet = forms.facet or (score.facet if score else None)
    return Judged(
        cue.id,
        forms.name,
        candidate.start,
        candidate.end,
        score.mindset if score else None,
        facet,
        0 if reason == "no_opportunity" else strength,
        reason,
    )
