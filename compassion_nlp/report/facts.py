"""Turn analyses into the facts a page shows: marked text, cards of cues, scores with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import pairwise

from compassion_nlp.lexicon import Lexicon
from compassion_nlp.report.wording import packaged_wording
from compassion_nlp.schema import Analysis, Contribution, Cue, Session

TITLES = {
    "compassion": "Compassion & understanding",
    "self_centeredness": "Self-centeredness",
    "detachment": "Professional detachment",
    "indifference": "Indifference",
}
MARKS = {
    "compassion": "♥",
    "self_centeredness": "◆",
    "detachment": "▲",
    "indifference": "●",
    "descriptive": "■",
    "aside": "⊘",
}
"""A sign beside each colour, for readers who cannot tell the colours apart."""

HOLLOW = {
    "compassion": "♡",
    "self_centeredness": "◇",
    "detachment": "△",
    "indifference": "○",
    "descriptive": "□",
    "aside": "⊘",
}
"""The same signs for cues that a model found."""

KINDS = {**TITLES, "descriptive": "Descriptive", "aside": "Set aside"}
"""What a mark can stand for, with the words for it."""

_RAISED, _LOWERED = 3, 2  # features named in the account of a score
_READ_FIRST = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What a reader learns about a cue that counts, or does not, for a certain reason.

    It holds no word of the text, so cues alike share a card.
    """

    name: str
    kind: str
    sign: str
    family: str
    why: str
    found: str
    definition: str
    source: str
    suggestion: str

    @property
    def id(self) -> str:
        """A name for the card that equal cards share, on one page or in two cells."""
        content = "\0".join(map(str, asdict(self).values()))
        return f"cn-{sha256(content.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One cue in its place: the card that explains it, and what it can be filtered by."""

    cue: str
    family: str
    by: str
    card: Card

    @property
    def kind(self) -> str:
        """A mindset, ``descriptive`` or ``aside``."""
        return self.card.kind

    @property
    def label(self) -> str:
        """The mark in words, for readers who do not see it."""
        by = ", found by the model" if self.by == "model" else ""
        return f"{self.card.name}: {KINDS[self.kind].lower()}{by}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same cues cover, and the marks that begin and end with it."""

    text: str
    opens: tuple[Mark, ...] = ()
    """Marks that open before it, the outermost first."""
    closes: tuple[tuple[Mark, bool], ...] = ()
    """Marks that close after it, the innermost first; true where the cue ends as well."""

    @property
    def lead(self) -> Mark | None:
        """The innermost mark, where its cue ends with the piece."""
        mark, ends = self.closes[0] if self.closes else (None, False)
        return mark if ends else None


@dataclass(frozen=True, slots=True)
class Bar:
    """One score with the account of it."""

    code: str
    title: str
    mark: str
    score: float
    level: int
    account: str


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """Everything a page shows of one turn or note."""

    number: int
    who: str
    role: str
    genre: str
    time: str
    move: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    flags: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True)
class CueRow:
    """How often a cue was found on a page, and what it is."""

    cue: str
    name: str
    family: str
    family_title: str
    kind: str
    by_lexicon: int
    by_model: int
    set_aside: int
    definition: str
    source: str
    suggestion: str


def turn_facts(
    analysis: Analysis,
    number: int = 1,
    *,
    lexicon: Lexicon,
    with_text: bool = True,
    time: str = "",
) -> TurnFacts:
    """Collect what is shown of one analysis.

    Without text nothing is left of what was said or who said it: no words, no words
    among the features, no names and no names of forms, which are often words.
    """
    placed = [(cue, _mark(cue, lexicon, with_text=with_text)) for cue in analysis.cues]
    move = analysis.flags.client_move if analysis.genre == "turn" else "none"
    return TurnFacts(
        number=number,
        who=(analysis.speaker if with_text else None)
        or ("note" if analysis.genre == "note" else analysis.role),
        role=analysis.role,
        genre=analysis.genre,
        time=time,
        move="" if move == "none" else move.replace("_", " "),
        pieces=_pieces(analysis.text, placed) if with_text else (),
        marks=tuple(mark for _, mark in placed),
        bars=_bars(analysis, with_text=with_text),
        flags=tuple(_flags(analysis)),
        error=analysis.error or "",
    )


def cue_rows(turns: Iterable[Analysis], lexicon: Lexicon) -> list[CueRow]:
    """Count the cues of a page, the most frequent first."""
    turns = list(turns)
    counted = Counter(
        (cue.id, cue.by if cue.asserted else "aside") for turn in turns for cue in turn.cues
    )
    first = {cue.id: (cue, turn.genre) for turn in reversed(turns) for cue in reversed(turn.cues)}
    rows = []
    for name, (cue, genre) in first.items():
        kind = lexicon.by_id.get(name)
        score = kind.score(genre) if kind else None
        mindset = score.mindset if score else cue.mindset
        rows.append(
            CueRow(
                cue=name,
                name=_plain(name),
                family=cue.family,
                family_title=_family(cue.family, lexicon),
                kind=mindset if mindset in TITLES else "descriptive",
                by_lexicon=counted[name, "lexicon"],
                by_model=counted[name, "model"],
                set_aside=counted[name, "aside"],
                definition=kind.definition if kind else "",
                source=kind.source if kind else "",
                suggestion=(kind.suggestion or "") if kind else "",
            )
        )
    return sorted(rows, key=lambda row: (-row.by_lexicon - row.by_model, row.cue))


def curve(session: Session, code: str) -> list[float]:
    """Return the expected intensity of each helper turn, in order."""
    return [turn.intensity[code] for turn in session.turns if code in turn.intensity]


def read_first(turns: Sequence[Analysis]) -> list[tuple[str, list[tuple[int, float]]]]:
    """Return, per mindset, the turns that show it most, as (number, intensity)."""
    found = []
    for code in _codes(turns):
        showing = [
            (number, turn.intensity[code])
            for number, turn in enumerate(turns, start=1)
            if turn.levels.get(code, 0) > 0
        ]
        found.append((code, sorted(showing, key=lambda one: -one[1])[:_READ_FIRST]))
    return found


def clock(seconds: float | None) -> str:
    """Return seconds as 1:02:03 or 2:03; nothing where there are none."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def title_of(code: str) -> str:
    """Return a mindset's title; codes of a user's own stand as they are."""
    return TITLES.get(code, code)


def mark_of(code: str) -> str:
    """Return a mindset's sign; codes of a user's own share one."""
    return MARKS.get(code, "★")


def _codes(turns: Iterable[Analysis]) -> list[str]:
    return list(dict.fromkeys(code for turn in turns for code in turn.scores))


def _pieces(text: str, placed: Sequence[tuple[Cue, Mark]]) -> tuple[Piece, ...]:
    """Cut a text where cues begin and end; marks nest, the longest cue outermost.

    A mark stays open while all marks around it do, and opens again where cues cross.
    """
    edges = sorted({0, len(text), *(edge for cue, _ in placed for edge in (cue.start, cue.end))})
    longest_first = sorted(placed, key=lambda one: one[0].start - one[0].end)
    spans = list(pairwise(edges))
    over = [
        [one for one in longest_first if one[0].start <= start and end <= one[0].end]
        for start, end in spans
    ]
    pieces = []
    for (start, end), before, here, after in zip(
        spans, [[], *over], over, [*over[1:], []], strict=False
    ):
        opens = tuple(mark for _, mark in here[_shared(before, here) :])
        closing = here[_shared(here, after) :]
        closes = tuple((mark, cue.end == end) for cue, mark in reversed(closing))
        pieces.append(Piece(text[start:end], opens, closes))
    return tuple(pieces)


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many entries two sequences begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a is not b), min(len(one), len(other)))


def _mark(cue: Cue, lexicon: Lexicon, *, with_text: bool) -> Mark:
    return Mark(cue.id, cue.family, cue.by, _card(cue, lexicon, with_text=with_text))


def _card(cue: Cue, lexicon: Lexicon, *, with_text: bool) -> Card:
    kind = lexicon.by_id.get(cue.id)
    shown = _kind(cue)
    signs = HOLLOW if cue.by == "model" else MARKS
    found = getattr(packaged_wording().found, cue.by)
    form = f" ({_plain(cue.form)})" if with_text and cue.form else ""
    return Card(
        name=_plain(cue.id),
        kind=shown,
        sign=signs[shown],
        family=_family(cue.family, lexicon),
        why=_why(cue),
        found=found.format(form=form),
        definition=kind.definition if kind else "",
        source=kind.source if kind else "",
        suggestion=(kind.suggestion or "") if kind and cue.asserted else "",
    )


def _why(cue: Cue) -> str:
    wording = packaged_wording()
    if not cue.asserted:
        return wording.counts.set_aside.format(reason=wording.reason(cue.reason))
    if cue.mindset is None:
        return wording.counts.descriptive
    how = wording.counts.scored if cue.strength else wording.counts.weightless
    return how.format(mindset=title_of(cue.mindset), strength=cue.strength)


def _kind(cue: Cue) -> str:
    if not cue.asserted:
        return "aside"
    return cue.mindset if cue.mindset in TITLES else "descriptive"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _family(family: str, lexicon: Lexicon) -> str:
    return next((f.title for f in lexicon.families if f.id == family), _plain(family))


def _flags(analysis: Analysis) -> Iterable[str]:
    wording, flags = packaged_wording().flags, analysis.flags
    if flags.boundary != "none":
        yield wording.healthy if flags.boundary == "healthy" else wording.breach
    if flags.self_authority_only:
        yield wording.self_authority_only
    if flags.context_missing:
        yield wording.context_missing
    if flags.uncertain:
        yield wording.uncertain


def _bars(analysis: Analysis, *, with_text: bool) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            code,
            title_of(code),
            mark_of(code),
            score,
            analysis.levels[code],
            _account(analysis.contributions.get(code, ()), with_text=with_text),
        )
        for code, score in analysis.scores.items()
    )


def _account(parts: Sequence[Contribution], *, with_text: bool) -> str:
    """Say what raised and lowered a decision value; the parts named add up to it."""
    if not parts:
        return ""
    wording = packaged_wording()
    amounts: dict[str, float] = {}
    for part in parts:
        is_word = part.feature.startswith("words.")
        name = "all_words" if is_word and not with_text else part.feature
        amounts[name] = amounts.get(name, 0.0) + part.contribution
    upwards = sorted(amounts.items(), key=lambda one: one[1])
    raised = [one for one in reversed(upwards) if one[1] > 0][:_RAISED]
    lowered = [one for one in upwards if one[1] < 0][:_LOWERED]
    total = sum(amounts.values())
    rest = total - sum(x for _, x in (*raised, *lowered))
    named = [f"{wording.feature(name)} {_signed(x)}" for name, x in (*raised, *lowered)]
    if len(amounts) > len(named):
        named.append(f"all else {_signed(rest)}")
    return f"{', '.join(named)}; together {_signed(total)}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
