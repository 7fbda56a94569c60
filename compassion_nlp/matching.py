"""Turn two sets of spans into how many of them match."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

Span = tuple[int, int]


class Matches(NamedTuple):
    """What both sets have, what only the second has, and what only the first has."""

    both: int
    extra: int
    missed: int


def exact_matches(first: Iterable[Span], second: Iterable[Span]) -> Matches:
    """Count spans with the same start and end."""
    wanted, found = set(first), set(second)
    return Matches(len(wanted & found), len(found - wanted), len(wanted - found))


def overlap_matches(first: Iterable[Span], second: Iterable[Span]) -> Matches:
    """Count spans that share a character, one to one, as many as can be paired."""
    wanted, found = list(set(first)), list(set(second))
    both = _most_pairs(wanted, found) if wanted and found else 0
    return Matches(both, len(found) - both, len(wanted) - both)


def character_matches(first: Iterable[Span], second: Iterable[Span]) -> Matches:
    """Count characters that spans cover, each once."""
    wanted, found = _covered(first), _covered(second)
    return Matches(len(wanted & found), len(found - wanted), len(wanted - found))


def _most_pairs(wanted: list[Span], found: list[Span]) -> int:
    a, b = np.array(wanted)[:, None], np.array(found)[None]
    overlap = (a[..., 0] < b[..., 1]) & (b[..., 0] < a[..., 1])
    return int(overlap[linear_sum_assignment(overlap, maximize=True)].sum())


def _covered(spans: Iterable[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}
