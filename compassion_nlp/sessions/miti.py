"""Turn `miti.toml` into cues per behaviour code and published thresholds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan

from compassion_nlp.resources import resource


@dataclass(frozen=True, slots=True)
class Threshold:
    """The published bounds of one measure."""

    fair: float
    good: float


@dataclass(frozen=True, slots=True)
class Miti:
    """The whole file: ``codes`` holds the ids of the cues that stand for a code."""

    source: str
    citation: str
    caution: str
    codes: Mapping[str, frozenset[str]]
    thresholds: Mapping[str, Threshold]

    def band(self, measure: str, value: float) -> str:
        """Say where a value lies, naming the source; empty without a published threshold."""
        bounds = self.thresholds.get(measure)
        if bounds is None or isnan(value):
            return ""
        name = "good" if value >= bounds.good else "fair" if value >= bounds.fair else "below fair"
        return f"{name} ({self.source})"


@cache
def miti() -> Miti:
    """Return the packaged codes and thresholds."""
    path = resource("sessions") / "miti.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Miti(
        source=data["source"],
        citation=data["citation"],
        caution=data["caution"],
        codes={code: frozenset(cues) for code, cues in data["codes"].items()},
        thresholds={
            entry["measure"]: Threshold(entry["fair"], entry["good"]) for entry in data["threshold"]
        },
    )
