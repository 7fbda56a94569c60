"""Turn class probabilities and true classes into weights that make macro-F1 best."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import f1_score

from compassion_nlp.features.matrix import Floats, Ints

_STEPS = np.exp(np.linspace(-1.5, 2.5, 21))
_ROUNDS = 3


def macro_f1_weights(probabilities: Floats, classes: Ints) -> Floats:
    """Return a factor per class, (n_classes,), for ``argmax(probabilities * factor)``.

    The factors are found one class at a time (coordinate ascent); the first class
    keeps 1, as only ratios matter. Give out-of-fold probabilities: those of a fitted
    model on its own data are too sure. Of factors that are equally good the one nearest
    to 1 is taken.
    """
    weights = np.ones(probabilities.shape[1])
    steps = sorted(_STEPS, key=lambda step: abs(np.log(step)))
    for _ in range(_ROUNDS):
        before = weights.copy()
        for k in range(1, len(weights)):
            tried = [_with(weights, k, step) for step in steps]
            found = [_macro_f1(probabilities * one, classes) for one in tried]
            weights = tried[int(np.argmax(found))]
        if (weights == before).all():
            break
    return weights


def _with(weights: Floats, k: int, value: float) -> Floats:
    changed = weights.copy()
    changed[k] = value
    return changed


def _macro_f1(scores: Floats, classes: Ints) -> float:
    return float(f1_score(classes, scores.argmax(axis=1), average="macro"))
