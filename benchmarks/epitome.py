"""Measure one mechanism of EPITOME's Reddit part (Sharma et al. 2020): levels and rationales.

Run: ``python benchmarks/epitome.py emotional-reactions-reddit.csv``, and so for the other
two files. Factors of levels and the threshold of sentences are chosen inside the
training part. Pairs that stand in the file twice count once, with their first label;
their two labels give how well coders agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from results import Figure, macro_f1, measured, start
from sklearn.model_selection import ShuffleSplit, StratifiedGroupKFold

from compassion_nlp.mindsets.code_classifier import CodeClassifier
from compassion_nlp.mindsets.wording import Reading

GROUPED = "5-fold by seeker post"
RANDOM = "random 80:20, 5 seeds"
SEEDS = 5
PAIR = ["sp_id", "rp_id"]
OVERLAP = 0.5  # ERASER (DeYoung et al. 2020): spans match from this intersection over union on
THRESHOLDS = np.linspace(0.1, 0.7, 13)

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Material:
    """All texts of a file, read once, with their levels and rationales."""

    readings: Sequence[Reading]
    texts: Sequence[str]
    levels: Any
    groups: Any
    rationales: Sequence[Spans]


@dataclass(frozen=True)
class Found:
    """Predicted levels and rationales of the units ``at``."""

    at: Any
    levels: Any
    rationales: Sequence[Spans]


def main() -> None:
    """Measure both protocols, and write the table."""
    flag = ("--protocol", {"choices": ["grouped", "random", "both"], "default": "both"})
    benchmark, options = start("epitome", __doc__, flag)
    table = pd.read_csv(benchmark.path).head(benchmark.rows)
    material, lost = read(table)
    levels = material.levels
    twice = coder_agreement(table)
    figures: list[Figure] = []
    if options.protocol != "random":
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
        parts = [fit_and_find(material, *f) for f in folds.split(levels, levels, material.groups)]
        figures += level_figures(material, parts, GROUPED, twice)
        figures += rationale_figures(material, parts)
    if options.protocol != "grouped":
        splits = ShuffleSplit(SEEDS, test_size=0.2, random_state=0)
        parts = [fit_and_find(material, *split) for split in splits.split(levels)]
        figures += level_figures(material, parts, RANDOM, twice)
    print(f"{lost} rationales are not in their text")
    benchmark = benchmark.named(f"epitome-{benchmark.path.stem}")
    benchmark.write(f"EPITOME: {benchmark.path.stem}", [benchmark.path], figures)


def read(table: pd.DataFrame) -> tuple[Material, int]:
    """Return the texts, and how many rationales could not be found in them."""
    once = table.drop_duplicates(PAIR).reset_index(drop=True)
    units = pd.DataFrame(
        {
            "text": once["response_post"].map(_plain),
            "context": once["seeker_post"].map(_plain),
            "genre": "turn",
        }
    )
    rationales, lost = [], 0
    for text, column in zip(units["text"], once["rationales"].fillna(""), strict=True):
        parts = [part for part in map(_plain, column.split("|")) if part]
        starts = [text.find(part) for part in parts]
        rationales.append(
            [(at, at + len(part)) for at, part in zip(starts, parts, strict=True) if at >= 0]
        )
        lost += sum(at < 0 for at in starts)
    material = Material(
        CodeClassifier().read(units),
        units["text"].tolist(),
        once["level"].to_numpy(int),
        once["sp_id"].to_numpy(),
        rationales,
    )
    return material, lost


def fit_and_find(material: Material, train: Any, test: Any) -> Found:
    """Fit on one part of the units, and read the other."""
    own, unseen = ([material.readings[i] for i in part] for part in (train, test))
    spans = [[("rationale", *span) for span in material.rationales[i]] for i in train]
    model = CodeClassifier(C=0.5, ordered=True, characters=True, macro_f1=True, folds=4)
    model.fit(own, material.levels[train], material.groups[train], spans=spans)
    showing = [i for i, unit in enumerate(train) if material.levels[unit] > 0]
    quality = [
        np.mean(
            [
                token_f1(
                    *_masks(material, train[i], chosen(model.sentences_out_of_fold_[i], threshold))
                )
                for i in showing
            ]
        )
        for threshold in THRESHOLDS
    ]
    threshold = THRESHOLDS[int(np.argmax(quality))]
    said = model.predict_sentences(unseen)
    return Found(test, model.predict(unseen), [chosen(row, threshold) for row in said])


def chosen(sentences: Iterable[tuple[int, int, float]], threshold: float) -> Spans:
    """Return the sentences that show the code: all above the threshold, and the clearest."""
    rows = list(sentences)
    top = max(p for *_, p in rows)
    return [(start, end) for start, end, p in rows if p >= min(threshold, top)]


def level_figures(
    material: Material, parts: Sequence[Found], split: str, beside: str
) -> list[Figure]:
    """Return the macro-F1 of levels, over all parts together."""
    at = np.concatenate([part.at for part in parts])
    found = np.concatenate([part.levels for part in parts])
    gold, groups = material.levels[at], material.groups[at]
    return [measured("levels: macro-F1", macro_f1, gold, found, groups, split=split, beside=beside)]


def rationale_figures(material: Material, parts: Sequence[Found]) -> list[Figure]:
    """Return token and span F1 on units that show the mechanism and have a rationale."""
    rows = []
    for part in parts:
        for unit, spans in zip(part.at.tolist(), part.rationales, strict=True):
            if material.levels[unit] > 0 and material.rationales[unit]:
                gold, ours = _masks(material, unit, spans)
                every = np.ones_like(gold)
                rows.append(
                    (
                        material.groups[unit],
                        token_f1(gold, ours),
                        token_f1(gold, every),
                        span_f1(gold, ours),
                        span_f1(gold, every),
                    )
                )
    table = pd.DataFrame(rows, columns=["group", "token", "token_all", "span", "span_all"])
    return [
        measured(
            f"rationales: {name} F1, mean over units of level 1 or 2",
            lambda _, found: float(np.mean(found)),
            np.ones(len(table)),
            table[column],
            table["group"].tolist(),
            split=GROUPED,
            beside=f"every token marked {table[f'{column}_all'].mean():.3f}",
        )
        for name, column in (("token", "token"), ("span (IOU)", "span"))
    ]


def token_f1(gold: Any, found: Any) -> float:
    """Return the F1 of marked tokens in one unit."""
    return float(2 * (gold & found).sum() / max(1, gold.sum() + found.sum()))


def span_f1(gold: Any, found: Any) -> float:
    """Return the F1 of runs of marked tokens in one unit, matched by intersection over union."""
    theirs, ours = _runs(gold), _runs(found)
    matched = sum(any(_overlap(a, b) >= OVERLAP for b in theirs) for a in ours)
    return 2 * matched / max(1, len(theirs) + len(ours))


def coder_agreement(table: pd.DataFrame) -> str:
    """Return what the pairs say that stand in the file twice."""
    twice = table[table.duplicated(PAIR, keep=False)].groupby(PAIR)["level"]
    both = pd.DataFrame({"first": twice.first(), "last": twice.last()})
    if both.empty:
        return ""
    same = (both["first"] == both["last"]).mean()
    agreed = macro_f1(both["first"], both["last"])
    return f"labelled twice: {same:.2f} equal, macro-F1 {agreed:.2f} ({len(both)} pairs)"


def _masks(material: Material, unit: int, spans: Spans) -> tuple[Any, Any]:
    tokens = [found.span() for found in re.finditer(r"\S+", material.texts[unit])]
    return _marked(tokens, material.rationales[unit]), _marked(tokens, spans)


def _marked(tokens: Sequence[tuple[int, int]], spans: Spans) -> Any:
    return np.array([any(s < end and start < e for s, e in spans) for start, end in tokens], bool)


def _runs(mask: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(int), [0])))).tolist()
    return list(pairwise(edges))[::2]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    both = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return both / ((a[1] - a[0]) + (b[1] - b[0]) - both)


def _plain(text: Any) -> str:
    return " ".join(str(text).split())


if __name__ == "__main__":
    main()
