"""Turn candidates into cues: what the context makes of the words found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from compassion_nlp.annotate.disclosure import disclosures
from compassion_nlp.annotate.find import Candidate, Reading, Sign
from compassion_nlp.annotate.limits import limits
from compassion_nlp.annotate.vocabulary import ASK, END, PAUSE
from compassion_nlp.lexicon import CueType, Lexicon
from compassion_nlp.lexicon.definition import Reason, Trigger
from compassion_nlp.schema import OPPORTUNITIES, ClientMove

_QUOTED = re.compile(
    r"[\"“«]([^\"“”«»\n]{2,300})[\"”»]"
    r"|(?<![\w’'])['‘]((?:[^'’\n]|(?<=\w)['’](?=\w)){2,300}?)['’](?!\w)"
)
_MARKS = "\"“”«»'‘’`"
_QUOTE_REACH = 4  # words between "told him" and the quotation
_REPORTS: tuple[Reason, ...] = ("quoted", "third_party", "hypothetical")
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
    quotes = _quotes(doc, reading)
    candidates = [c for c in candidates if _fits_quotes(c, doc, reading, quotes)]
    reasons = [_reason(c, reading, situation, quotes) for c in candidates]
    kept = _resolved([c for c, why in zip(candidates, reasons, strict=True) if why is None])
    aside = [(c, why) for c, why in zip(candidates, reasons, strict=True) if why is not None]
    judged = [_verdict(c, None, situation) for c in kept]
    for candidate, why in aside:
        if not any(j.cue_id == candidate.cue.id and _overlap(j, candidate) for j in judged):
            judged.append(_verdict(candidate, why, situation))
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


def _reason(
    candidate: Candidate,
    reading: Reading,
    situation: Situation,
    quotes: Sequence[tuple[int, int, bool]],
) -> Reason | None:
    tests: tuple[Callable[[], Reason | None], ...] = (
        lambda: _triggered(candidate, reading, quotes),
        lambda: _quoted(candidate, quotes),
        lambda: _excluded(candidate, reading),
        lambda: _gate(candidate, reading, situation),
    )
    for test in tests:
        reason = test()
        if reason is not None and reason not in candidate.cue.ignore:
            return reason
    return None


def _excluded(candidate: Candidate, reading: Reading) -> Reason | None:
    if candidate.forms.test == "brief":
        return None  # tested in `disclosures`, before the story grew over other words
    for cue_id, start, end in reading.exclusions:
        if cue_id == candidate.cue.id and start < candidate.end and candidate.start < end:
            return "homograph"
    return None


def _gate(candidate: Candidate, reading: Reading, situation: Situation) -> Reason | None:
    """Apply K1 (opportunity), K2 (requested) of codebook A.4 and the replace test of A.5.4."""
    needs = candidate.forms.needs
    if not needs or situation.genre == "note":
        return None
    if "opportunity" in needs and situation.client_move not in OPPORTUNITIES:
        return "no_opportunity"
    if "distress" in needs and situation.client_move not in ("distress", "anger"):
        return "no_opportunity"
    if "unrequested" in needs and situation.asks:
        return "requested"
    if "no_contact" in needs and _met(candidate, reading):
        return "acknowledged"
    return None


def _met(candidate: Candidate, reading: Reading) -> bool:
    """Whether something else in the turn meets the client (questions and cheer do not)."""
    claimed = [c for c in reading.candidates if c.cue is candidate.cue]
    return any(
        other.cue.polarity == "+"
        and other.cue.family != "inquiry"
        and other.cue.id != "encouragement_hope"
        and other.forms.test is None
        and (other.cue.family != "content" or other.start < candidate.start)
        and all(other.end <= c.start or c.end <= other.start for c in claimed)
        for other in reading.candidates
    )


def _fits_quotes(
    candidate: Candidate,
    doc: Doc,
    reading: Reading,
    quotes: Sequence[tuple[int, int, bool]],
) -> bool:
    """Whether quotation marks enclose ordinary words exactly, where a form needs them."""
    if "quoted" not in candidate.forms.needs:
        return True
    start, end = candidate.start, candidate.end
    is_name = not doc[reading.positions[start]].is_lower
    return not is_name and (start, end) in [(opens, closes) for opens, closes, _ in quotes]


def _quoted(candidate: Candidate, quotes: Sequence[tuple[int, int, bool]]) -> Reason | None:
    if "quoted" in candidate.forms.needs:
        return None
    for start, end, of_helper in quotes:
        if start <= candidate.start and candidate.end <= end and not of_helper:
            return "quoted"
    return None


def _triggered(
    candidate: Candidate, reading: Reading, quotes: Sequence[tuple[int, int, bool]]
) -> Reason | None:
    for sign in reading.signs:
        if (
            _concerns(sign.trigger, candidate)
            and _governs(sign, candidate, reading)
            and not _cited_before(sign, candidate, quotes)
            and not _endorsed(sign, candidate, reading)
        ):
            return sign.trigger.reason
    return None


def _concerns(trigger: Trigger, candidate: Candidate) -> bool:
    """Whether a trigger can say anything about a cue, wherever they stand."""
    cue = candidate.cue
    return (
        (not trigger.cues or cue.id in trigger.cues)
        and cue.id not in trigger.spares
        and trigger.polarity in ("any", cue.polarity)
        and trigger.reason not in cue.ignore
    )


def _governs(sign: Sign, candidate: Candidate, reading: Reading) -> bool:
    """Whether a cue stands in the scope of a trigger."""
    match sign.trigger.scope:
        case "turn":
            return True
        case "rest":
            return sign.end <= candidate.start
        case "overlap":
            return sign.start < candidate.end and candidate.start < sign.end
        case "sentence":
            start, end = reading.sentence(candidate.start)
            return start <= sign.start < end
        case "after":  # the last words of the trigger may be the first of the cue
            ahead = sign.start < candidate.start and sign.end < candidate.end
            return ahead and _reaches(sign, reading, sign.end, candidate.start)
        case _:
            return candidate.end <= sign.start and _reaches(
                sign, reading, candidate.end, sign.start
            )


def _reaches(sign: Sign, reading: Reading, start: int, end: int) -> bool:
    """Whether a trigger reaches over the words between it and a cue."""
    between = reading.classes[start:end]
    reach = sign.trigger.reach
    if reach is not None:
        return len(between) <= reach and not any(n in (END, ASK, PAUSE) for n in between)
    return not any(n in (END, ASK) for n in between) and not any(
        mark == "own_words_again" and start <= place <= end for mark, place, _ in reading.marks
    )


def _cited_before(
    sign: Sign, candidate: Candidate, quotes: Sequence[tuple[int, int, bool]]
) -> bool:
    """Whether a report has its words in quotation marks, and they end before the cue."""
    return (
        sign.trigger.scope == "after"
        and sign.trigger.reason in _REPORTS
        and any(
            0 <= start - sign.end <= _QUOTE_REACH and end <= candidate.start
            for start, end, _ in quotes
        )
    )


def _endorsed(sign: Sign, candidate: Candidate, reading: Reading) -> bool:
    """Whether the helper makes a third party's words their own, at once or in the next sentence."""
    if not sign.trigger.endorsed:
        return False
    end = reading.sentence(candidate.end)[1]
    following = reading.sentence(min(end + 1, len(reading.classes) - 1))[1]
    return any(
        other.trigger is sign.trigger and candidate.end <= other.start < following
        for other in reading.endorsements
    )


def _quotes(doc: Doc, reading: Reading) -> list[tuple[int, int, bool]]:
    """Return quoted stretches, and whether the words are the helper's own (G2, G5)."""
    if not _marked(doc, reading):
        return []
    text = doc.text
    own_words = [end for mark, _, end in reading.marks if mark == "helper_speech"]
    quotes = []
    for match in _QUOTED.finditer(text):
        start, end = match.start(), match.end()
        inside = [
            index
            for index, token in enumerate(reading.positions)
            if 0 <= token < len(doc) and start <= doc[token].idx < end
        ]
        if inside:
            before = (end for end in own_words if 0 <= inside[0] - end <= _QUOTE_REACH)
            quotes.append((inside[0], inside[-1] + 1, any(True for _ in before)))
    return quotes


def _marked(doc: Doc, reading: Reading) -> bool:
    """Whether there are quotation marks; they are among the tokens that no class stands for."""
    known = set(reading.positions)
    if len(known) == len(doc) + 2:
        return False
    return any(doc[index].text[0] in _MARKS for index in range(len(doc)) if index not in known)


# -- which candidate keeps words that several could claim


def _resolved(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the narrower of two cues on the same words (codebook T1, T2)."""
    kept: list[Candidate] = []
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
        if not any(_conflict(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _general(cue: CueType) -> bool:
    """Whether a cue yields where its words are wholly something narrower (T1)."""
    return cue.family == "inquiry" or cue.id == "paraphrase_reflection"


def _conflict(candidate: Candidate, other: Candidate) -> bool:
    shared = min(candidate.end, other.end) - max(candidate.start, other.start)
    if shared <= 0:
        return False
    mine, theirs = candidate.cue, other.cue
    if mine.family == theirs.family or "-" in (mine.polarity, theirs.polarity):
        return True
    if mine.family == "inquiry" and not _asks_the_same(candidate, other):
        return False
    if _general(mine):
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


def _overlap(judged: Judged, candidate: Candidate) -> bool:
    return judged.start < candidate.end and candidate.start < judged.end


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
