"""Turn out-of-fold decisions and their true levels into probabilities and thresholds."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score

from compassion_nlp.features.matrix import Floats, Ints

NO_LEVEL = 2.0
"""A threshold that no probability reaches."""

_NEVER = -20.0  # an offset that keeps a level's probability at zero
_AS_GOOD = 0.03  # a difference in F1 or kappa that the data cannot tell from none
_FEWEST = 5  # units at a level, below which it is never decided


def calibrate(decisions: Floats, levels: Ints) -> tuple[Floats, Floats]:
    """Choose logistic curves and level thresholds on out-of-fold decisions.

    The first threshold gives the best F1 of presence, the next the best
    quadratic-weighted kappa of the levels that follow from both. Of thresholds that
    are about as good the highest is taken: ordinary text has less of everything.
    """
    top = max(1, int(levels.max()))
    calibration = np.zeros((levels.shape[1], top, 2))
    thresholds = np.full((levels.shape[1], top), NO_LEVEL)
    for code in range(levels.shape[1]):
        at_least = np.zeros((len(levels), top))
        for step in range(top):
            reached = levels[:, code] > step
            if not _FEWEST <= reached.sum() <= len(reached) - 1:
                calibration[code, step] = (1.0, _NEVER)
                continue
            curve = LogisticRegression(C=1e6).fit(decisions[:, [code]], reached)
            calibration[code, step] = (max(curve.coef_[0, 0], 0.0), curve.intercept_[0])
            at_least[:, step] = curve.predict_proba(decisions[:, [code]])[:, 1]
            grid = np.linspace(0.05, 0.95, 91)
            if step == 0:
                quality = [f1_score(reached, at_least[:, 0] >= t, zero_division=0) for t in grid]
            else:
                base = (at_least[:, 0] >= thresholds[code, 0]).astype(int)
                quality = [
                    cohen_kappa_score(
                        levels[:, code], base + base * (at_least[:, step] >= t), weights="quadratic"
                    )
                    for t in grid
                ]
            good = np.flatnonzero(np.array(quality) >= max(quality) - _AS_GOOD)
            thresholds[code, step] = grid[good[-1]]
    return calibration, thresholds
