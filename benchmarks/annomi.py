"""Measure how well helper behaviours are read in AnnoMI (Wu et al. 2022, 2023).

Run: ``python benchmarks/annomi.py AnnoMI-full.csv``. Turns are grouped by video;
strength of the penalty and factors of classes are chosen inside the training folds.
Where several people coded an utterance, the first row of the file is the label;
all rows give how well one coder agrees with another.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
from results import Figure, macro_f1, measured, presence_f1, start
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from compassion_nlp.mindsets.code_classifier import CodeClassifier

TITLE = "AnnoMI: helper behaviours per turn"
SPLIT = "5-fold by video"
STRENGTHS = (0.3, 1.0)
QUESTIONS = {"none": 0, "closed": 1, "open": 2}
ROUNDS = 10
UTTERANCE = ["transcript_id", "utterance_id"]


def main() -> None:
    """Measure turns and sessions, and write the table."""
    benchmark, _ = start("annomi", __doc__)
    table = pd.read_csv(benchmark.path)
    turns = helper_turns(table)
    if benchmark.rows:
        videos = turns.groupby("video_url")
        turns = videos.head(-(-benchmark.rows // videos.ngroups)).reset_index(drop=True)
    texts = CodeClassifier().read(turns[["text", "genre", "context"]])
    groups = turns["video_url"].to_numpy()
    codes = labels(turns)
    human = coder_agreement(table)
    p = {code: out_of_fold(texts, y, groups) for code, y in codes.items()}
    figures: list[Figure] = []
    for code, y in codes.items():
        decided = p[code][1]
        figures.append(
            measured(
                f"{code}: macro-F1",
                macro_f1,
                y,
                decided,
                groups,
                split=SPLIT,
                beside=human[code][0],
            )
        )
        if set(np.unique(y)) == {0, 1}:
            figures.append(
                measured(
                    f"{code}: F1",
                    presence_f1,
                    y,
                    decided,
                    groups,
                    split=SPLIT,
                    beside=human[code][1],
                )
            )
    figures += session_figures(turns, codes, p)
    benchmark.write(TITLE, [benchmark.path], figures)


def helper_turns(table: pd.DataFrame) -> pd.DataFrame:
    """Return the helpers' utterances, each with the client's last one as context."""
    once = table.drop_duplicates(UTTERANCE).copy()
    once["text"] = [" ".join(str(text).split()) for text in once["utterance_text"]]
    said = once["text"].where(once["interlocutor"] == "client")
    once["context"] = said.groupby(once["transcript_id"]).ffill()
    once["genre"] = "turn"
    return once[once["interlocutor"] == "therapist"].reset_index(drop=True)


def labels(turns: pd.DataFrame) -> dict[str, Any]:
    """Return the classes of each code; those of a level are in order."""
    return {
        "question": _flag(turns["question_exists"]),
        "none/closed/open question": _question_kind(turns).to_numpy(),
        "reflection": _flag(turns["reflection_exists"]),
        "therapist input": _flag(turns["therapist_input_exists"]),
        "main behaviour": turns["main_therapist_behaviour"].to_numpy(str),
    }


def out_of_fold(texts: list[Any], y: Any, groups: Any) -> tuple[Any, Any]:
    """Return class probabilities and decisions from models that did not see the video."""
    classes = np.unique(y)
    probabilities, decided = np.zeros((len(y), len(classes))), np.empty_like(y)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for train, test in folds.split(y, y, groups):
        best, quality = None, -1.0
        for strength in STRENGTHS:
            model = CodeClassifier(C=strength, balanced=True, macro_f1=True)
            model.fit([texts[i] for i in train], y[train], groups[train])
            own = model.classes_[(model.out_of_fold_ * model.factors_).argmax(axis=1)]
            if macro_f1(y[train], own) > quality:
                best, quality = model, macro_f1(y[train], own)
        unseen = [texts[i] for i in test]
        columns = np.searchsorted(classes, best.classes_)
        probabilities[np.ix_(test, columns)] = best.predict_proba(unseen)
        decided[test] = best.predict(unseen)
    return probabilities, decided


def session_figures(
    turns: pd.DataFrame, codes: dict[str, Any], found: dict[str, Any]
) -> list[Figure]:
    """Return how well a session's behaviours tell high from low MI quality."""
    predicted = behaviours({code: decided for code, (_, decided) in found.items()})
    coded = behaviours(codes)
    session = turns["transcript_id"].to_numpy()
    videos = turns.groupby("transcript_id")["video_url"].first().to_numpy()
    high = (turns.groupby("transcript_id")["mi_quality"].first() == "high").astype(int).to_numpy()
    figures = []
    for name, shown in (("predicted", predicted), ("coded", coded)):
        rates = shown.astype(float).groupby(session).mean()
        ratio = rates["reflection"] / (rates["closed"] + rates["open"] + 0.05)
        scores = {
            "reflections per question": ratio.to_numpy(),
            "logistic model of rates": _session_score(rates.assign(ratio=ratio), high, videos),
        }
        for how, score in scores.items():
            figures.append(
                measured(
                    f"MI quality AUC from {name} behaviours, {how}",
                    _auc,
                    high,
                    score,
                    videos,
                    split="5-fold by video, mean of 10 rounds"
                    if how != "reflections per question"
                    else "nothing fitted",
                    beside=f"{int((1 - high).sum())} sessions of low quality",
                )
            )
    return figures


def behaviours(classes: dict[str, Any]) -> pd.DataFrame:
    """Return which behaviours each turn shows."""
    kind = classes["none/closed/open question"]
    return pd.DataFrame(
        {
            "closed": kind == QUESTIONS["closed"],
            "open": kind == QUESTIONS["open"],
            "reflection": classes["reflection"],
            "input": classes["therapist input"],
        }
    )


def coder_agreement(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return one coder's macro-F1 and F1 against another's, mean over ordered pairs."""
    helpers = table[table["interlocutor"] == "therapist"]
    several = helpers[helpers.groupby(UTTERANCE)["annotator_id"].transform("nunique") > 1]
    found = {}
    for code, values in {
        "question": several["question_exists"].astype(str) == "True",
        "none/closed/open question": _question_kind(several),
        "reflection": several["reflection_exists"].astype(str) == "True",
        "therapist input": several["therapist_input_exists"].astype(str) == "True",
        "main behaviour": several["main_therapist_behaviour"],
    }.items():
        coders = several.assign(value=values).pivot_table(
            index=UTTERANCE, columns="annotator_id", values="value", aggfunc="first"
        )
        both = [coders[[a, b]].dropna() for a, b in permutations(coders.columns, 2)]
        macro = [macro_f1(pair.iloc[:, 0], pair.iloc[:, 1]) for pair in both if len(pair)]
        n = len(coders)
        f1 = ""
        if values.dtype == bool and macro:
            each = [presence_f1(x.iloc[:, 0].astype(bool), x.iloc[:, 1].astype(bool)) for x in both]
            f1 = f"coder against coder {np.mean(each):.3f} ({n} turns)"
        text = f"coder against coder {np.mean(macro):.3f} ({n} turns)" if macro else ""
        found[code] = (text, f1)
    return found


def _session_score(rates: pd.DataFrame, high: Any, videos: Any) -> Any:
    """Return out-of-fold decisions of a small model, mean over several ways to fold."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, class_weight="balanced"))
    rounds = [
        cross_val_predict(
            model,
            rates.to_numpy(),
            high,
            groups=videos,
            method="decision_function",
            cv=StratifiedGroupKFold(5, shuffle=True, random_state=seed),
        )
        for seed in range(ROUNDS)
    ]
    return np.mean(rounds, axis=0)


def _question_kind(turns: pd.DataFrame) -> pd.Series:
    return turns["question_subtype"].fillna("none").map(QUESTIONS)


def _flag(column: pd.Series) -> Any:
    return (column.astype(str) == "True").to_numpy(int)


def _auc(gold: Any, score: Any) -> float:
    return float(roc_auc_score(gold, score))


if __name__ == "__main__":
    main()
