"""Measure how well reflections are ranked in PAIR (Min et al. 2022).

Run: ``python benchmarks/pair.py pair.csv``. Complex reflections above simple ones above
other replies, within each client prompt; prompts never part between folds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from results import measured, start
from sklearn.model_selection import GroupKFold

from compassion_nlp.mindsets.code_classifier import CodeClassifier

TITLE = "PAIR: ranking of replies to one prompt"
SPLIT = "5-fold by prompt"
REPLIES = 8  # to each prompt
LEVELS = {"complex_reflection": 2, "simple_reflection": 1}


def main() -> None:
    """Rank the replies of unseen prompts, and write the table."""
    benchmark, _ = start("pair", __doc__)
    table = pd.read_csv(benchmark.path)
    replies = as_replies(table.head(benchmark.rows and benchmark.rows // REPLIES))
    texts = CodeClassifier().read(replies[["text", "genre", "context"]])
    y, groups = replies["level"].to_numpy(), replies["prompt"].to_numpy()
    score = np.zeros(len(y))
    for train, test in GroupKFold(5).split(texts, groups=groups):
        model = CodeClassifier(ordered=True, characters=True)
        model.fit([texts[i] for i in train], y[train], groups[train])
        score[test] = model.predict_proba([texts[i] for i in test]) @ model.classes_
    pairs = within_prompts(y, score, groups)
    figures = []
    for name, chosen in {
        "all pairs": pairs["higher"] > pairs["lower"],
        "complex above simple": (pairs["higher"] == 2) & (pairs["lower"] == 1),
        "complex above other": (pairs["higher"] == 2) & (pairs["lower"] == 0),
        "simple above other": (pairs["higher"] == 1) & (pairs["lower"] == 0),
    }.items():
        these = pairs[chosen]
        figures.append(
            measured(
                f"{name}: pairwise accuracy",
                _accuracy,
                these["higher"] > -1,
                these["right"],
                these["prompt"],
                split=SPLIT,
            )
        )
    benchmark.write(TITLE, [benchmark.path], figures)


def as_replies(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per reply: its text, the prompt it answers, its level."""
    columns = [column for column in table.columns if column not in ("client", "topic")]
    replies = table.melt("client", columns, "kind", "text").dropna(subset=["text"])
    replies["level"] = [
        next((level for kind, level in LEVELS.items() if name.startswith(kind)), 0)
        for name in replies["kind"]
    ]
    return replies.assign(genre="turn", context=replies["client"], prompt=replies["client"])


def within_prompts(y: Any, score: Any, prompts: Any) -> pd.DataFrame:
    """Return all pairs of replies to one prompt whose levels differ; ties are half right."""
    rows = []
    for prompt in np.unique(prompts):
        mine = np.flatnonzero(prompts == prompt)
        for a in mine:
            for b in mine:
                if y[a] > y[b]:
                    right = 0.5 + 0.5 * np.sign(score[a] - score[b])
                    rows.append((prompt, y[a], y[b], right))
    return pd.DataFrame(rows, columns=["prompt", "higher", "lower", "right"])


def _accuracy(_: Any, right: Any) -> float:
    return float(np.mean(right))


if __name__ == "__main__":
    main()
