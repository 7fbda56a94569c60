"""Turn ``wording.toml`` into the words a report uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from compassion_nlp.lexicon.load import read_file
from compassion_nlp.resources import resource


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Counts(_Checked):
    """Why a cue counts or does not."""

    scored: str
    weightless: str
    descriptive: str
    set_aside: str


class Found(_Checked):
    """Who found a cue."""

    lexicon: str
    model: str


class Flags(_Checked):
    """What a reader should know before using the scores of a text."""

    uncertain: str
    context_missing: str
    self_authority_only: str
    healthy: str
    breach: str
    uncalibrated: str


class Meaning(_Checked):
    """What a number or a mark means."""

    term: str
    says: str


class Paragraphs(_Checked):
    """A text in paragraphs."""

    paragraphs: Annotated[tuple[str, ...], Field(min_length=1)]


class Wording(_Checked):
    """The content of ``wording.toml``."""

    lead: str
    reasons: Mapping[str, str]
    counts: Counts
    found: Found
    flags: Flags
    features: Mapping[str, str]
    meaning: tuple[Meaning, ...]
    method: Paragraphs
    limits: Paragraphs

    def reason(self, reason: str | None) -> str:
        """Return what a reason for setting a cue aside means; one of its own stands as it is."""
        return self.reasons.get(reason or "", reason or "its context")

    def feature(self, feature: str) -> str:
        """Return a feature's name for readers: ``cue.open_question`` is "cue open question"."""
        kind, _, name = feature.partition(".")
        plain = name if kind == "words" else name.replace("_", " ").replace(".", " ")
        return self.features.get(kind, "{name}").format(name=plain or kind)


@cache
def packaged_wording() -> Wording:
    """Return the wording that ships with the package."""
    return read_file(resource("report") / "wording.toml", Wording)
