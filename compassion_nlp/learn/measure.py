"""Turn labels and analyses into figures with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import cohen_kappa_score, f1_score, roc_auc_score

from compassion_nlp.bootstrap import Floats, cluster_draws, percentile_interval
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.matching import overlap_matches
from compassion_nlp.schema import Analysis


def cue_table(
    labels: Labels, analyses: Sequence[Analysis], families: Mapping[str, str], *, seed: int = 0
) -> pd.DataFrame:
    """Return precision, recall and F1 of cues and families over units, with 95 % intervals.

    A unit counts for a cue when at least one asserted span of it is there; where
    does not matter. ``span_f1`` does ask where: spans match when they overlap,
    one to one. Rows: every cue, every family (``family: ...``), and micro averages.
    """
    names = sorted(families) + sorted({f"family: {family}" for family in families.values()})
    hits, spans = [], []
    for row, analysis in zip(labels.rows, analyses, strict=True):
        gold, found = _gold_spans(row, families), _found_spans(analysis, families)
        hits.append([_unit_counts(gold.get(n, []), found.get(n, [])) for n in names])
        spans.append([overlap_matches(gold.get(n, []), found.get(n, [])) for n in names])
    unit_counts, span_counts = np.array(hits, float), np.array(spans, float)
    draws = cluster_draws(labels.groups, seed=seed)
    rows = []
    groups = {name: [i] for i, name in enumerate(names)}
    groups["micro: cues"] = [i for i, n in enumerate(names) if not n.startswith("family: ")]
    groups["micro: families"] = [i for i, n in enumerate(names) if n.startswith("family: ")]
    for name, columns in groups.items():
        counts = unit_counts[:, columns].sum(axis=1)
        over_spans = span_counts[:, columns].sum(axis=1)
        if not counts.sum():
            continue
        rows.append(_cue_row(name, counts, over_spans, draws))
    return pd.DataFrame(rows).set_index("cue")


def mindset_table(
    levels: pd.DataFrame,
    analyses: Sequence[Analysis],
    groups: Sequence[str],
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Return AUC and F1 of presence (level >= 1) and weighted kappa of levels, with intervals."""
    draws = cluster_draws(groups, seed=seed)
    rows = []
    for code in map(str, levels.columns):
        gold = levels[code].to_numpy()
        score = np.array([a.scores[code] for a in analyses])
        level = np.array([a.levels[code] for a in analyses])
        rule = np.array([a.baseline.get(code, 0) for a in analyses])
        row: dict[str, Any] = {"code": code, "n": len(gold), "positive": int((gold > 0).sum())}
        measures: dict[str, tuple[Callable[..., float], Floats]] = {
            "auc": (_auc, score),
            "f1": (_presence_f1, level),
            "kappa": (_kappa, level),
            "rules_f1": (_presence_f1, rule),
        }
        for name, (measure, predicted) in measures.items():
            row[name] = measure(gold, predicted)
            row[f"{name}_low"], row[f"{name}_high"] = _interval(measure, gold, predicted, draws)
        rows.append(row)
    return pd.DataFrame(rows).set_index("code")


def parts_table(
    labels: Labels, levels: pd.DataFrame, analyses: Sequence[Analysis], *, fewest: int = 10
) -> pd.DataFrame:
    """Return `mindset_table` for each genre and source, where a code has ``fewest`` present."""
    parts = (
        [("genre", row.genre) for row in labels.rows],
        [("source", row.source or "") for row in labels.rows],
    )
    tables = []
    for of_row in parts:
        for part in sorted(set(of_row)):
            mine = [i for i, other in enumerate(of_row) if other == part]
            enough = [c for c in levels.columns if (levels[c].iloc[mine] > 0).sum() >= fewest]
            if part[1] and enough:
                table = mindset_table(
                    levels[enough].iloc[mine],
                    [analyses[i] for i in mine],
                    [labels.groups[i] for i in mine],
                )
                tables.append(table.assign(part=": ".join(part)).reset_index())
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def pairs_ordered(
    pairs: Sequence[str | None], levels: npt.NDArray[Any], decisions: npt.NDArray[Any]
) -> tuple[int, int]:
    """Return how many comparisons inside minimal pairs are ordered right, and of how many.

    Two units of a pair are compared on every code on which their levels differ;
    equal decisions count as not ordered.
    """
    members: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        if pair is not None:
            members.setdefault(pair, []).append(i)
    right = total = 0
    for of_pair in members.values():
        for one, other in combinations(of_pair, 2):
            difference = levels[one] - levels[other]
            ahead = (decisions[one] - decisions[other]) * difference > 0
            total += int((difference != 0).sum())
            right += int(ahead[difference != 0].sum())
    return right, total


def calibration_error(present: npt.ArrayLike, score: npt.ArrayLike, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal count (Naeini et al. 2015)."""
    present, score = np.asarray(present, float), np.asarray(score, float)
    order = np.argsort(score, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(present[p].mean() - score[p].mean()) * len(p) for p in parts]
    return float(sum(gaps) / len(score))


def _gold_spans(row: LabelledUnit, families: Mapping[str, str]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for cue, start, end in row.cues:
        spans.setdefault(cue, []).append((start, end))
        if cue in families:
            spans.setdefault(f"family: {families[cue]}", []).append((start, end))
    return spans


def _found_spans(
    analysis: Analysis, families: Mapping[str, str]
) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for cue in analysis.cues:
        if cue.asserted:
            for name in (cue.id, f"family: {families.get(cue.id, cue.family)}"):
                spans.setdefault(name, []).append((cue.start, cue.end))
    return spans


def _unit_counts(gold: Sequence[Any], found: Sequence[Any]) -> tuple[int, int, int]:
    """Return (true positive, false positive, false negative) of one unit."""
    return (
        int(bool(gold) and bool(found)),
        int(not gold and bool(found)),
        int(bool(gold) and not found),
    )


def _cue_row(name: str, counts: Floats, spans: Floats, draws: Floats) -> dict[str, Any]:
    total = counts.sum(axis=0)
    resampled = draws @ counts
    low, high = percentile_interval(_f1(resampled))
    precision = _ratio(total[0], total[0] + total[1])
    return {
        "cue": name,
        "gold": int(total[0] + total[2]),
        "found": int(total[0] + total[1]),
        "precision": precision,
        "recall": _ratio(total[0], total[0] + total[2]),
        "f1": float(_f1(total[None])[0]),
        "f1_low": low,
        "f1_high": high,
        "span_f1": float(_f1(spans.sum(axis=0)[None])[0]),
    }


def _f1(counts: Floats) -> Floats:
    hit, extra, missed = counts.T
    return np.asarray(2 * hit / np.maximum(2 * hit + extra + missed, 1e-9))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _interval(
    measure: Callable[..., float], gold: Any, predicted: Any, draws: Floats
) -> tuple[float, float]:
    # 200 of the resamples: these measures are slow, and two digits are all that is read.
    found = []
    for times in draws[:200].astype(int):
        index = np.repeat(np.arange(len(gold)), times)
        found.append(measure(gold[index], predicted[index]))
    return percentile_interval(found)


def _auc(gold: Any, score: Any) -> float:
    present = gold > 0
    return float(roc_auc_score(present, score)) if 0 < present.sum() < len(present) else np.nan


def _presence_f1(gold: Any, level: Any) -> float:
    return float(f1_score(gold > 0, level > 0, zero_division=0))


def _kappa(gold: Any, level: Any) -> float:
    if len(set(gold.tolist()) | set(level.tolist())) < 2:  # noqa: PLR2004 - nothing to agree on
        return np.nan
    return float(cohen_kappa_score(gold, level, weights="quadratic"))
