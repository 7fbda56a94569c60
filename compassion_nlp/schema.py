"""Define the plain values that every other module takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Genre = Literal["turn", "note"]
"""A helper's turn in a conversation, or a sentence of a note about a client."""

Role = Literal["helper", "client", "other"]

MindsetName = Literal["compassion", "self_centeredness", "detachment", "indifference"]

ClientMove = Literal["distress", "request", "good_news", "anger", "neutral", "logistics", "none"]

Boundary = Literal["none", "healthy", "breach"]

GENRES: tuple[Genre, ...] = ("turn", "note")

MINDSETS: tuple[MindsetName, ...] = (
    "compassion",
    "self_centeredness",
    "detachment",
    "indifference",
)

OPPORTUNITIES: frozenset[ClientMove] = frozenset({"distress", "request", "good_news", "anger"})
"""Client moves that call for an answer to the person (codebook A.2, the set O)."""


class LexiconError(ValueError):
    """A lexicon file or entry is not what the codebook's format allows."""


class TranscriptError(ValueError):
    """An input file cannot be read as a transcript or as notes."""


class ModelError(ValueError):
    """A model folder is damaged, foreign or does not fit the lexicon."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue found in a text.

    ``start`` and ``end`` count Unicode code points of the text as given, end
    exclusive. ``asserted`` is false when context sets the cue aside, and
    ``reason`` then says why (``negated``, ``quoted``, ...). ``by`` says whether
    the lexicon or a model found it, ``form`` which group of surface forms.
    """

    id: str
    family: str
    mindset: str | None
    start: int
    end: int
    strength: int
    asserted: bool = True
    by: Literal["lexicon", "model"] = "lexicon"
    form: str | None = None
    facet: str | None = None
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record form: facet and reason only where they say something."""
        return {k: v for k, v in asdict(self).items() if v is not None or k == "mindset"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One input text with what is known of its place in a conversation.

    ``line`` is where the text begins in its file: a line, a paragraph of a
    document or a row of a Parquet table, from 1.
    """

    text: str = field(repr=False)
    genre: Genre = "note"
    context: str | None = field(default=None, repr=False)
    id: str | None = None
    speaker: str | None = None
    role: Role = "helper"
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of input that cannot be read; it keeps its place so that nothing is lost."""

    id: str | None
    row: int
    error: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive speech of one speaker.

    ``start`` and ``end`` are seconds where the source has times. ``rows`` are
    the source lines (or cue numbers) that were joined, from 1.
    """

    speaker: str
    text: str = field(repr=False)
    role: Role = "other"
    start: float | None = None
    end: float | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as turns in order.

    ``notices`` tell, without any text of the conversation, what was assumed
    or left out while reading: the helper that was guessed, rows collapsed.
    """

    id: str
    turns: tuple[Turn, ...]
    helper: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Speakers in order of first appearance."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    def units(self) -> list[Unit]:
        """Return every turn as a unit, with the client's last words as context."""
        units: list[Unit] = []
        said: str | None = None
        before: Role | None = None
        for number, turn in enumerate(self.turns, start=1):
            context = said if turn.role == "helper" else None
            units.append(
                Unit(turn.text, "turn", context, f"{self.id}:{number}", turn.speaker, turn.role)
            )
            if turn.role == "client":
                goes_on = before == "client" and said is not None
                said = f"{said} {turn.text}" if goes_on else turn.text
            before = turn.role
        return units

    def __repr__(self) -> str:
        """Say what it is without a word of it, and without names."""
        helped = sum(turn.role == "helper" for turn in self.turns)
        return (
            f"<Transcript {self.id!r}: {len(self.turns)} turns, {helped} by the helper, "
            f"{len(self.speakers)} speakers>"
        )

    def _repr_html_(self) -> str:
        # The one lazy upward import: drawing belongs to the report layer.
        from compassion_nlp.report import transcript_fragment  # noqa: PLC0415

        return transcript_fragment(self)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature added to the decision value of one mindset."""

    feature: str
    value: float
    contribution: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Flags:
    """What a reader should know before using the scores (codebook A.2, A.6, K6)."""

    boundary: Boundary = "none"
    client_move: ClientMove = "none"
    context_missing: bool = False
    uncertain: bool = False
    self_authority_only: bool = False
    calibrated: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the flags as a record."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the library says about one text.

    Per mindset: ``scores`` is the calibrated probability that the intensity is
    at least 1, ``intensity`` the expected intensity from 0 to 2, ``levels`` the
    decision 0, 1 or 2, and ``baseline`` the level that the codebook's rules
    A.6 1-4 give from the cues alone. ``evidence`` is the stretch of text (start,
    end) that the score rests on. Turns of other people than the helper, and
    records with an ``error``, carry no scores.
    """

    text: str
    genre: Genre
    cues: tuple[Cue, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    intensity: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    baseline: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    contributions: Mapping[str, tuple[Contribution, ...]] = field(default_factory=dict, repr=False)
    decision: Mapping[str, float] = field(default_factory=dict, repr=False)
    flags: Flags = field(default_factory=Flags)
    id: str | None = None
    speaker: str | None = None
    role: Role = "helper"
    error: str | None = None
    model: str = ""
    lexicon: str = ""

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Return the stable JSON record; the text itself only when asked for."""
        record: dict[str, Any] = {
            "id": self.id,
            "genre": self.genre,
            "speaker": self.speaker,
            "role": self.role,
            "scores": _rounded(self.scores),
            "intensity": _rounded(self.intensity),
            "levels": dict(self.levels),
            "cues": [cue.to_dict() for cue in self.cues],
            "evidence": {code: list(span) for code, span in self.evidence.items()},
            "flags": self.flags.to_dict(),
            "error": self.error,
            "model": self.model,
            "lexicon": self.lexicon,
        }
        if with_text:
            record["text"] = self.text
        return record

    def explain(self, mindset: str) -> str:
        """Say in one sentence why the text has its score on a mindset."""
        if mindset not in self.scores:
            known = ", ".join(self.scores) or "none: this text carries no scores"
            raise ValueError(f"explain({mindset!r}): no such score here; scores are: {known}")
        words = [
            f"“{self.text[cue.start : cue.end]}” ({cue.id.replace('_', ' ')})"
            for cue in self.cues
            if cue.asserted and cue.mindset == mindset and cue.strength > 0
        ]
        name = mindset.replace("_", "-" if mindset == "self_centeredness" else " ")
        found = "because of " + ", ".join(words) if words else "with no cue of its own"
        others = [
            c.feature for c in self.contributions.get(mindset, ()) if c.feature.startswith("words.")
        ][:3]
        wording = (
            f"; wording that weighs most: {', '.join(w[6:] for w in others)}" if others else ""
        )
        doubt = "; the evidence is thin" if self.flags.uncertain else ""
        return (
            f"Wording associated with {name}: {self.scores[mindset]:.2f} "
            f"(level {self.levels[mindset]}), {found}{wording}{doubt}."
        )

    def plot(self, mindset: str, *, ax: Any = None) -> Any:
        """Draw what raised and lowered a mindset's decision value; returns matplotlib axes.

        Features that are words of the text are named on the plot.
        """
        from compassion_nlp.report import plot_reasons  # noqa: PLC0415 - as in Transcript

        return plot_reasons(self, mindset, ax=ax)

    def __repr__(self) -> str:
        """Say what was found without a word of the text."""
        known = f" {self.id!r}" if self.id else ""
        if self.error:
            return f"<Analysis{known}: not read>"
        levels = ", ".join(f"{code} {level}" for code, level in self.levels.items())
        found = f"{levels or 'not scored'}; {sum(cue.asserted for cue in self.cues)} cues"
        return f"<Analysis{known} of a {self.role}'s {self.genre}: {found}>"

    def _repr_html_(self) -> str:
        from compassion_nlp.report import fragment  # noqa: PLC0415 - as in Transcript

        return fragment(self)


@dataclass(frozen=True, slots=True)
class Session:
    """A transcript with the analysis of each of its turns, in order."""

    transcript: Transcript
    turns: tuple[Analysis, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per turn: number, speaker, role, scores, levels, cue ids."""
        import pandas as pd  # noqa: PLC0415 - results are plain data until a table is wanted

        return pd.DataFrame(
            [
                {
                    "turn": number,
                    "speaker": turn.speaker,
                    "role": turn.role,
                    **turn.scores,
                    **{f"{code}_level": level for code, level in turn.levels.items()},
                    "cues": [cue.id for cue in turn.cues if cue.asserted],
                }
                for number, turn in enumerate(self.turns, start=1)
            ]
        )

    def summary(self) -> pd.DataFrame:
        """Return the session's measures, one row per mindset, with bootstrap intervals."""
        from compassion_nlp.sessions import summary  # noqa: PLC0415 - see _repr_html_

        return summary(self)

    def plot(self, *, ax: Any = None) -> Any:
        """Draw the expected intensities over the session; returns matplotlib axes."""
        from compassion_nlp.report import plot_session  # noqa: PLC0415 - see _repr_html_

        return plot_session(self, ax=ax)

    def to_html(self, path: str | Path | None = None, *, with_text: bool = True) -> str:
        """Return the session as a self-contained page; with a path, write it there too."""
        from compassion_nlp.report import session_page  # noqa: PLC0415 - see _repr_html_

        page = session_page(self, with_text=with_text)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def __repr__(self) -> str:
        """Say what it is without a word of it, and without names."""
        cues = sum(cue.asserted for turn in self.turns for cue in turn.cues)
        scored = sum(bool(turn.scores) for turn in self.turns)
        found = f"{len(self.turns)} turns, {scored} scored, {cues} cues"
        return f"<Session {self.transcript.id!r}: {found}>"

    def _repr_html_(self) -> str:
        from compassion_nlp.report import session_fragment  # noqa: PLC0415 - as in Transcript

        return session_fragment(self)


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {key: round(float(value), 6) for key, value in values.items()}
