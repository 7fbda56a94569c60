"""Turn several coders' spans into precision, recall and F1 with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from compassion_nlp.agreement.estimate import Estimate, estimate_totals
from compassion_nlp.agreement.spans import (
    MATCHERS,
    Marked,
    Match,
    f1,
    matches_by_label,
    precision,
    recall,
)
from compassion_nlp.bootstrap import Floats

ALL_CUES = "micro: cues"
_PAIR = 2


def span_estimates(
    coders: Sequence[Sequence[Marked | None]],
    groups: Sequence[str],
    *,
    resamples: int,
    seed: int,
) -> dict[tuple[str, str], Estimate]:
    """Return, by label and measure, the agreement of coders on units that two of them coded.

    ``coders`` holds one coder's spans per unit, None where the unit was not coded.
    More than two coders have no one reference: matches are summed over pairs, and
    there is F1 alone.
    """
    marked = list(zip(*coders, strict=True))
    coded = [sum(spans is not None for spans in unit) >= _PAIR for unit in marked]
    units = [unit for unit, twice in zip(marked, coded, strict=True) if twice]
    if not units:
        return {}
    statistics: dict[str, Callable[[Floats], float]] = {"span_f1": f1}
    if len(coders) == _PAIR:
        statistics = {"span_precision": precision, "span_recall": recall, "span_f1": f1}
    counts = {match: _counts(units, match) for match in MATCHERS}
    columns = [(label, match) for label in counts["exact"] for match in MATCHERS]
    return estimate_totals(
        {
            (label, f"{name}_{match}"): partial(_of_columns, statistic, 3 * i)
            for i, (label, match) in enumerate(columns)
            for name, statistic in statistics.items()
        },
        np.hstack([counts[match][label] for label, match in columns]),
        [group for group, twice in zip(groups, coded, strict=True) if twice],
        resamples=resamples,
        seed=seed,
    )


def _counts(units: Sequence[Sequence[Marked | None]], match: Match) -> dict[str, Floats]:
    """Return, for all labels and each one, the matches in each unit summed over pairs of coders."""
    counts = {ALL_CUES: np.zeros((len(units), 3))}
    for number, unit in enumerate(units):
        for first, second in combinations((spans for spans in unit if spans is not None), 2):
            for label, found in matches_by_label(first, second, match).items():
                counts.setdefault(label, np.zeros((len(units), 3)))[number] += found
                counts[ALL_CUES][number] += found
    return {label: counts[label] for label in (ALL_CUES, *sorted(set(counts) - {ALL_CUES}))}


def _of_columns(statistic: Callable[[Floats], float], first: int, totals: Floats) -> float:
    return statistic(totals[first : first + 3])
