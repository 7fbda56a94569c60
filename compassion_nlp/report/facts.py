"""Turn analyses into the facts a page shows: pieces of text, cue cards, score bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compassion_nlp.lexicon import Lexicon, packaged_lexicon
from compassion_nlp.schema import MINDSETS, Analysis, Cue, Session

TITLES = {
    "compassion": "Compassion & understanding",
    "self_centeredness": "Self-centeredness",
    "detachment": "Professional detachment",
    "indifference": "Indifference",
}
MEASURED = TITLES | {
    "self_centeredness_without_authority": "Self-centeredness without verdict, advice and orders"
}
"""Titles of the rows of `Session.summary`."""

MARKS = {"compassion": "♥", "self_centeredness": "◆", "detachment": "▲", "indifference": "●"}
"""A sign beside each colour, for readers who cannot tell the colours apart."""

REASONS = {
    "negated": "negated",
    "quoted": "somebody else's words, quoted or reported",
    "third_party": "a third party's words",
    "hypothetical": "supposed or rehearsed, not said to the client",
    "chosen_label": "a label the person chose",
    "homograph": "the words mean something else here",
    "safety_or_law": "a matter of safety or law",
    "other_target": "not about the client",
    "requested": "the client asked for it",
    "no_opportunity": "nothing was on the table that called for more",
    "repaired": "a fault that the helper owns and mends",
    "sarcastic": "meant the other way round",
    "template": "template text",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same cues cover."""

    text: str
    kind: str
    """The mindset that colours it, ``descriptive``, ``aside``, or empty for plain text."""
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a reader learns about one cue in its place."""

    name: str
    kind: str
    words: str
    strength: int
    definition: str
    source: str
    suggestion: str
    set_aside: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One score, as a title with a share between 0 and 1."""

    code: str
    title: str
    mark: str
    score: float
    level: int


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """Everything a page shows of one turn or note."""

    number: int
    speaker: str
    role: str
    move: str
    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    bars: tuple[Bar, ...]
    reasons: tuple[str, ...]
    uncertain: bool
    boundary: str


def turn_facts(
    analysis: Analysis, number: int = 1, *, lexicon: Lexicon | None = None, with_text: bool = True
) -> TurnFacts:
    """Collect what is shown of one analysis; without text, cue names stand alone."""
    lexicon = lexicon or packaged_lexicon()
    helper = analysis.role == "helper"
    return TurnFacts(
        number=number,
        speaker=analysis.speaker or analysis.role,
        role=analysis.role,
        move=analysis.flags.client_move.replace("_", " ") if analysis.genre == "turn" else "",
        pieces=_pieces(analysis) if with_text else (),
        cards=tuple(
            _card(cue, analysis.text if with_text else "", lexicon) for cue in analysis.cues
        ),
        bars=_bars(analysis) if helper else (),
        reasons=tuple(analysis.explain(code) for code in analysis.scores)
        if helper and with_text
        else (),
        uncertain=analysis.flags.uncertain,
        boundary=analysis.flags.boundary,
    )


def cue_counts(turns: Iterable[Analysis]) -> list[tuple[str, str, int]]:
    """Count asserted cues, commonest first, as (name, mindset, count)."""
    counted = Counter(
        (cue.id.replace("_", " "), _kind(cue))
        for turn in turns
        for cue in turn.cues
        if cue.asserted
    )
    return [(name, kind, count) for (name, kind), count in counted.most_common()]


def curve(session: Session, code: str) -> list[float]:
    """Return the expected intensity of each helper turn, in order."""
    return [turn.intensity[code] for turn in session.turns if code in turn.intensity]


def _pieces(analysis: Analysis) -> tuple[Piece, ...]:
    text, cues = analysis.text, analysis.cues
    edges = sorted({0, len(text), *(c.start for c in cues), *(c.end for c in cues)})
    pieces = []
    for start, end in pairwise(edges):
        over = [cue for cue in cues if cue.start <= start and end <= cue.end]
        lead = max(over, key=_weight, default=None)
        label = ", ".join(_label(cue) for cue in over)
        pieces.append(Piece(text[start:end], _kind(lead) if lead else "", label))
    return tuple(pieces)


def _weight(cue: Cue) -> tuple[bool, int, bool]:
    return cue.asserted, cue.strength, cue.mindset not in ("compassion", None)


def _kind(cue: Cue) -> str:
    if not cue.asserted:
        return "aside"
    return cue.mindset or "descriptive"


def _label(cue: Cue) -> str:
    aside = f" (set aside: {REASONS.get(cue.reason or '', cue.reason)})" if not cue.asserted else ""
    return cue.id.replace("_", " ") + aside


def _card(cue: Cue, text: str, lexicon: Lexicon) -> Card:
    kind = lexicon.by_id.get(cue.id)
    return Card(
        name=cue.id.replace("_", " "),
        kind=_kind(cue),
        words=text[cue.start : cue.end],
        strength=cue.strength,
        definition=kind.definition if kind else "",
        source=kind.source if kind else "",
        suggestion=(kind.suggestion or "") if kind and cue.asserted else "",
        set_aside="" if cue.asserted else REASONS.get(cue.reason or "", cue.reason or ""),
    )


def _bars(analysis: Analysis) -> tuple[Bar, ...]:
    codes: Sequence[str] = tuple(analysis.scores) or MINDSETS
    return tuple(
        Bar(
            code,
            TITLES.get(code, code),
            MARKS.get(code, "■"),
            analysis.scores[code],
            analysis.levels[code],
        )
        for code in codes
        if code in analysis.scores
    )
