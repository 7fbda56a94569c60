"""Define what a lexicon file may say, as checked and frozen values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Reason = Literal[
    "negated",
    "quoted",
    "third_party",
    "hypothetical",
    "chosen_label",
    "homograph",
    "safety_or_law",
    "other_target",
    "requested",
    "no_opportunity",
    "repaired",
    "acknowledged",
    "sarcastic",
    "template",
]
"""Why a cue that was found is set aside (codebook traps G1-G15 and rules K1-K6)."""

TrapCode = Annotated[str, Field(pattern=r"^(G([1-9]|1[0-5])|K2)$")]
"""A general trap of codebook B.0, or rule K2 of A.4."""

Needs = Literal[
    "opportunity", "distress", "unrequested", "whole_turn", "context", "no_contact", "quoted"
]
"""What must be so for a form to count: in the context (codebook K1, K2, K6); that
nothing else in the turn meets the client (A.5.4); that quotation marks enclose the
cue exactly (scare quotes)."""

Extent = Literal["match", "clause", "sentence", "whole"]
"""How far the span reaches: the words matched; on to the end of the clause or of
the sentence; or the whole sentence, from its start."""

Test = Literal["brief", "boundary"]
"""Decisions of section A.5 that look at the whole turn."""


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Forms(_Checked):
    """Surface forms that share a name, a strength and a reach."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    any: Annotated[tuple[str, ...], Field(min_length=1)]
    strength: Annotated[int, Field(ge=0, le=2)] | None = None
    genre: Literal["turn", "note", "both"] = "both"
    extent: Extent = "match"
    needs: tuple[Needs, ...] = ()
    test: Test | None = None
    mindset: str | None = None
    facet: Literal["subject", "authority"] | None = None


class Score(_Checked):
    """What a cue says about a mindset, and how strongly it may say it."""

    mindset: Literal["compassion", "self_centeredness", "detachment", "indifference"]
    strengths: Annotated[tuple[int, ...], Field(min_length=1)]
    genre: Literal["turn", "note", "both"] = "both"
    facet: Literal["subject", "authority"] | None = None


class Example(_Checked):
    """A sentence of ours that the cue must find, or must leave alone."""

    text: str
    genre: Literal["turn", "note"] = "turn"
    context: str | None = None
    strength: int | None = None
    blind: bool = False
    """Written by someone who had not seen the surface forms."""


class CueType(_Checked):
    """One of the codebook's cue types with everything needed to find it."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    family: str
    definition: str
    source: str
    genre: Literal["turn", "note", "both"]
    polarity: Literal["+", "-", "0"]
    scores: tuple[Score, ...] = ()
    severity: Literal["info", "warn"] | None = None
    suggestion: str | None = None
    rank: Annotated[int, Field(ge=0, le=9)] = 5
    """Which cue keeps words that two could claim: the lower rank (codebook T1)."""
    ignore: tuple[Reason, ...] = ()
    """Reasons that never set this cue aside, because its own words hold them."""
    forms: tuple[Forms, ...] = ()
    stronger: tuple[str, ...] = ()
    """Forms that, in the same sentence, raise the strength to the highest allowed."""
    exclusions: tuple[str, ...] = ()
    finds: tuple[Example, ...] = ()
    skips: tuple[Example, ...] = ()

    @field_validator("finds")
    @classmethod
    def _marked(cls, examples: tuple[Example, ...]) -> tuple[Example, ...]:
        for example in examples:
            if example.text.count("⟦") != 1 or example.text.count("⟧") != 1:
                raise ValueError("each text of finds marks one span between ⟦ and ⟧")
        return examples

    @model_validator(mode="after")
    def _unique_names(self) -> CueType:
        names = [forms.name for forms in self.forms]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"forms named twice: {', '.join(doubled)}; names must be unique")
        return self

    def score(self, genre: str) -> Score | None:
        """Return what the cue bears on in a genre; None where it only describes."""
        return next((s for s in self.scores if s.genre in ("both", genre)), None)


class Family(_Checked):
    """A family of cues: one file of the lexicon."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    code: Annotated[str, Field(pattern=r"^F\d+$")]
    title: str


class FamilyFile(_Checked):
    """The content of one lexicon file."""

    family: Family
    cue: tuple[CueType, ...]
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Word lists of the family's own, beside those of ``words.toml``."""

    @model_validator(mode="before")
    @classmethod
    def _family_of_cues(cls, data: object) -> object:
        # Cues of a file belong to its family, so the file need not repeat it.
        if isinstance(data, dict) and isinstance(data.get("family"), dict):
            cues = data.get("cue", ())
            family = data["family"].get("id", "")
            if isinstance(cues, list):
                data = data | {
                    "cue": [{"family": family} | c if isinstance(c, dict) else c for c in cues]
                }
        return data


class Trigger(_Checked):
    """Words that tell how the cues near them are meant."""

    trap: TrapCode
    reason: Reason
    scope: Literal["after", "before", "sentence", "overlap", "rest", "turn"]
    """Where the cues stand: later or earlier in the sentence, anywhere in it, on the
    same words, anywhere later in the text, or anywhere."""
    reach: Annotated[int, Field(ge=1)] | None = None
    """How many words lie at most between trigger and cue; none means up to where the
    helper's own words begin again (marker ``own_words_again``)."""
    polarity: Literal["any", "-", "+"] = "any"
    genre: Literal["turn", "note", "both"] = "both"
    cues: tuple[str, ...] = ()
    """Only these cues; empty means all."""
    spares: tuple[str, ...] = ()
    """Never these cues."""
    any: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()
    """Forms that take the trigger's words away from it ("not only")."""
    endorsed: tuple[str, ...] = ()
    """Forms after the cue, up to the end of the next sentence, that make it the helper's own."""


class TrapExample(_Checked):
    """A text of ours in which context decides about the cue between ⟦ and ⟧."""

    text: str
    cue: str
    genre: Literal["turn", "note"] = "turn"
    context: str | None = None
    reason: Reason | None = None
    """Where another reason than the trap's usual one is the right one."""

    @field_validator("text")
    @classmethod
    def _marked(cls, text: str) -> str:
        if text.count("⟦") != 1 or text.count("⟧") != 1:
            raise ValueError("a trap's example marks one span between ⟦ and ⟧")
        return text


class Trap(_Checked):
    """One of the codebook's general traps, with texts that fall in and texts that do not."""

    id: TrapCode
    rule: str
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    sets_aside: tuple[TrapExample, ...] = ()
    leaves: tuple[TrapExample, ...] = ()


class Marker(_Checked):
    """Words that the tests of codebook A.5 look for."""

    id: Literal[
        "helper_speech",
        "own_words_again",
        "next_step",
        "reason",
        "helper_need",
        "in_service",
        "relevant",
        "to_client",
    ]
    any: Annotated[tuple[str, ...], Field(min_length=1)]


class ContextFile(_Checked):
    """The content of ``context.toml``."""

    trigger: tuple[Trigger, ...]
    marker: tuple[Marker, ...]
    trap: tuple[Trap, ...] = ()


class Move(_Checked):
    """How a client turn shows one of the codebook's client moves."""

    id: Literal["distress", "request", "good_news", "anger", "neutral", "logistics"]
    definition: str
    strong: tuple[str, ...] = ()
    """Forms of which one is enough."""
    weak: tuple[str, ...] = ()
    """Forms of which it takes two, in different places."""
    unless: tuple[str, ...] = ()
    """Forms whose words show nothing: negated, habitual, said of somebody else."""
    examples: tuple[str, ...] = ()
    """Client turns of our own that must get this move."""


class MovesFile(_Checked):
    """The content of ``client_moves.toml``."""

    move: tuple[Move, ...]
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class WordsFile(_Checked):
    """The content of ``words.toml``: spellings of one word, and named lists."""

    spellings: dict[str, tuple[str, ...]]
    fillers: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
