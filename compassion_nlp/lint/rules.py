"""Turn ``findings.toml`` into the rules of lint: which cues are findings, and how they are told."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from compassion_nlp.lexicon import CueType
from compassion_nlp.lexicon.load import read_file
from compassion_nlp.lint.finding import Level
from compassion_nlp.resources import resource
from compassion_nlp.schema import Cue, MindsetName


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LevelRule(_Checked):
    """A level with what must be so for a cue to have it, and why."""

    level: Level
    because: str
    cues: tuple[str, ...] = ()
    mindsets: tuple[MindsetName, ...] = ()
    severity: Literal["info", "warn"] | None = None
    strength: Annotated[int, Field(ge=0, le=2)] = 1

    def holds(self, cue: Cue, kind: CueType) -> bool:
        """Whether everything named is so."""
        return (
            cue.strength >= self.strength
            and (not self.cues or cue.id in self.cues)
            and (not self.mindsets or cue.mindset in self.mindsets)
            and self.severity in (None, kind.severity)
        )


class Wording(_Checked):
    """What is said of some groups of forms, closer than their cue's suggestion."""

    cue: str
    forms: Annotated[tuple[str, ...], Field(min_length=1)]
    says: str


class Rules(_Checked):
    """The content of ``findings.toml``."""

    level: tuple[LevelRule, ...]
    wording: tuple[Wording, ...]

    def level_of(self, cue: Cue, kind: CueType) -> LevelRule | None:
        """Return the first rule that holds; None where a cue is no finding.

        Findings are negative cues that count (codebook B.1): never what context set aside.
        """
        if kind.polarity != "-" or not cue.asserted:
            return None
        return next((rule for rule in self.level if rule.holds(cue, kind)), None)

    def message(self, cue: Cue, kind: CueType) -> str:
        """Return what is said about a cue; one of a user's own may have its definition alone."""
        closer = (w.says for w in self.wording if w.cue == cue.id and cue.form in w.forms)
        return next(closer, kind.suggestion or kind.definition)


@cache
def packaged_rules() -> Rules:
    """Return the rules that ship with the package."""
    return read_file(resource("lint") / "findings.toml", Rules)
