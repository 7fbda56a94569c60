"""Turn feature rows into calibrated scores, with weights that anyone can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from compassion_nlp.features import FeatureRows, FeatureSpace
from compassion_nlp.features.matrix import Floats, Ints


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says of some units; every array has a row per unit and a column per code.

    ``score`` is the calibrated probability of an intensity of at least 1,
    ``intensity`` the expected intensity (0 to the code's highest level), ``level``
    the decided level and ``decision`` the weighted sum that all of them rest on.
    """

    score: Floats
    intensity: Floats
    level: Ints
    decision: Floats


@dataclass(frozen=True)
class MindsetModel:
    """An ordinal linear model per code, with weights of its own for each genre.

    ``weights`` is (genres, codes, columns), ``intercepts`` (genres, codes).
    ``calibration`` is (codes, levels, 2): slope and offset of the logistic curve
    from decision to the probability of at least that level. ``thresholds`` is
    (codes, levels): from which probability on a level is decided. Levels that a
    code does not have carry a threshold above 1. ``prevalence`` is the share of
    units with at least level 1 that the calibration rests on. ``cues`` is the model of
    sentences that the features ``says.<family>`` come from, where there is one.
    """

    codes: tuple[str, ...]
    space: FeatureSpace
    weights: Floats
    intercepts: Floats
    calibration: Floats
    thresholds: Floats
    prevalence: Floats
    about: Mapping[str, Any]
    cues: MindsetModel | None = None

    def decisions(self, rows: FeatureRows) -> Floats:
        """Return the weighted sum of each row's features, per code."""
        return decide(rows, self.weights, self.intercepts)

    def scores(self, rows: FeatureRows, prevalence: Mapping[str, float] | None = None) -> Scores:
        """Return scores; ``prevalence`` tells how common codes are in the texts at hand.

        The odds are shifted from the share the model was calibrated on to the
        share given (Saerens, Latinne & Decaestecker 2002, eq. 4).
        """
        decision = self.decisions(rows)
        slope, offset = self.calibration[..., 0], self.calibration[..., 1]
        logits = decision[:, :, None] * slope + offset + self._shift(prevalence)[:, None]
        at_least = np.minimum.accumulate(logistic(logits), axis=2)
        reached = at_least >= self.thresholds
        level = np.minimum.accumulate(reached, axis=2).sum(axis=2)
        has_level = self.thresholds <= 1
        return Scores(
            score=at_least[:, :, 0],
            intensity=(at_least * has_level).sum(axis=2),
            level=level,
            decision=decision,
        )

    def contributions(self, rows: FeatureRows, code: int) -> Floats:
        """Return what each entry of the rows adds to the decision value of a code."""
        genre = rows.genre[rows.row]
        return np.asarray(self.weights[genre, code, rows.column] * rows.value)

    @property
    def name(self) -> str:
        """The model's name with a hash of its numbers: ``default@1a2b3c4d5e6f``."""
        return f"{self.about['name']}@{self.about['hash'][:12]}"

    def _shift(self, prevalence: Mapping[str, float] | None) -> Floats:
        if not prevalence:
            return np.zeros(len(self.codes))
        unknown = sorted(set(prevalence) - set(self.codes))
        if unknown:
            raise ValueError(
                f"prevalence: found {', '.join(unknown)}; codes are {', '.join(self.codes)}"
            )
        for code, share in prevalence.items():
            if not 0 < share < 1:
                raise ValueError(
                    f"prevalence of {code}: found {share}; give a share between 0 and 1"
                )
        wanted = np.array(
            [prevalence.get(c, p) for c, p in zip(self.codes, self.prevalence, strict=True)]
        )
        return _logit(wanted) - _logit(self.prevalence)


def decide(rows: FeatureRows, weights: Floats, intercepts: Floats) -> Floats:
    """Return the weighted sum of each row's features, per code."""
    genre = rows.genre[rows.row]
    sums = [
        np.bincount(rows.row, weights[genre, code, rows.column] * rows.value, minlength=len(rows))
        for code in range(weights.shape[1])
    ]
    return np.stack(sums, axis=1) + intercepts[rows.genre]


def logistic(x: Floats) -> Floats:
    """Return the logistic function; it does not overflow."""
    return np.asarray(0.5 * (1 + np.tanh(x / 2)))


def _logit(p: Floats) -> Floats:
    return np.asarray(np.log(p / (1 - p)))
