"""Turn the spans that two coders marked into precision, recall and F1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from compassion_nlp.bootstrap import Floats
from compassion_nlp.matching import (
    Matches,
    Span,
    character_matches,
    exact_matches,
    overlap_matches,
)

Marked = Sequence[tuple[str, int, int]]
"""The spans one coder marked in one unit: label, start, end in code points."""

Match = Literal["exact", "overlap", "character"]

MATCHERS: Mapping[Match, Callable[[Iterable[Span], Iterable[Span]], Matches]] = {
    "exact": exact_matches,
    "overlap": overlap_matches,
    "character": character_matches,
}


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """How far a second coder marked what a first one did, 0-1; NaN where nothing is marked."""

    precision: float
    recall: float
    f1: float


def span_agreement(
    reference: Iterable[Marked], other: Iterable[Marked], *, match: Match = "overlap"
) -> SpanAgreement:
    """Return the agreement of two coders' spans, summed over units and labels.

    Spans match when they have the same label and the same ends (``exact``), or share
    a character, one to one (``overlap``); ``character`` counts characters instead of
    spans. Precision takes the first coder as the reference; F1 is the same both ways.

    Example:
        >>> span_agreement([[("validation", 0, 8)]], [[("validation", 4, 9)]], match="exact").f1
        0.0
    """
    totals = np.zeros(3)
    for first, second in zip(reference, other, strict=True):
        for found in matches_by_label(first, second, match).values():
            totals += found
    return SpanAgreement(precision(totals), recall(totals), f1(totals))


def matches_by_label(first: Marked, second: Marked, match: Match) -> dict[str, Matches]:
    """Return the matches of two coders in one unit, for each label that either used."""
    wanted, found = _by_label(first), _by_label(second)
    return {
        label: MATCHERS[match](wanted.get(label, ()), found.get(label, ()))
        for label in wanted | found
    }


def precision(totals: Floats) -> float:
    """Return the share of the second coder's spans that the first has too."""
    return _share(totals[0], totals[0] + totals[1])


def recall(totals: Floats) -> float:
    """Return the share of the first coder's spans that the second has too."""
    return _share(totals[0], totals[0] + totals[2])


def f1(totals: Floats) -> float:
    """Return the harmonic mean of precision and recall."""
    return _share(2 * totals[0], 2 * totals[0] + totals[1] + totals[2])


def _by_label(marked: Marked) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for label, start, end in marked:
        spans.setdefault(label, []).append((start, end))
    return spans


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else np.nan
