"""Turn facts of units and their levels into the weights of one linear model per code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from compassion_nlp.features import (
    FeatureRows,
    FeatureSpace,
    UnitFacts,
    WordTable,
    signs,
    word_terms,
)
from compassion_nlp.features.matrix import Floats, Ints
from compassion_nlp.mindsets.model import decide
from compassion_nlp.mindsets.ordinal import OrdinalLogistic
from compassion_nlp.schema import GENRES

_GENRE_BLOCK = 0.5  # a genre's own weights are penalised 4 times harder than the shared ones
_CONSTANT = -20.0  # decision value of a code that the chosen units never show


@dataclass(frozen=True, slots=True)
class Example:
    """A unit to learn from: its facts and its lower-cased tokens."""

    facts: UnitFacts
    tokens: Sequence[str]


@dataclass(frozen=True)
class Linear:
    """Columns with weights (genres, codes, columns) and intercepts (genres, codes)."""

    space: FeatureSpace
    weights: Floats
    intercepts: Floats

    def decisions(self, units: Sequence[UnitFacts]) -> Floats:
        """Return the weighted sum of each unit's features, per code."""
        return decide(self.space.rows(units), self.weights, self.intercepts)


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a linear model is fitted.

    ``C`` is the inverse strength of the penalty, ``word_scale`` how much a unit's
    words weigh beside its signs, ``min_count`` in how many units a word must
    occur, ``tol`` when to stop.
    """

    C: float
    word_scale: float
    min_count: int
    tol: float = 1e-6
    jobs: int = 1


def fit_linear(examples: Sequence[Example], levels: Ints, how: Fitting) -> Linear:
    """Fit proportional odds for each column of ``levels`` (n, n_codes).

    Every feature has a weight that all genres share and one for each genre
    (Daume 2007, "Frustratingly easy domain adaptation"); both come out summed.
    """
    facts = [example.facts for example in examples]
    space = _space(facts, [example.tokens for example in examples], how.min_count)
    scale = np.ones(len(space.names) + 1)
    scale[len(space.signs) : -1] = how.word_scale
    table = _design(space.rows(facts), scale)
    fitted = Parallel(n_jobs=how.jobs)(
        delayed(_one)(table, levels[:, code], how) for code in range(levels.shape[1])
    )
    weights = [coef.reshape(1 + len(GENRES), -1) * scale for coef, _ in fitted]
    blocks = np.stack(weights, axis=1)
    blocks[1:] *= _GENRE_BLOCK
    per_genre = blocks[0] + blocks[1:]
    cuts = np.array([cut for _, cut in fitted])
    return Linear(space, per_genre[:, :, :-1], per_genre[:, :, -1] + cuts)


def sign_names(facts: Iterable[UnitFacts]) -> tuple[str, ...]:
    """Return the names of all signs that occur, sorted."""
    return tuple(sorted({name for unit in facts for name in signs(unit.facts)}))


def _one(table: sparse.csr_matrix, levels: Ints, how: Fitting) -> tuple[Floats, float]:
    if len(np.unique(levels)) < 2:  # noqa: PLR2004 - nothing to tell apart
        return np.zeros(table.shape[1]), _CONSTANT
    inner = OrdinalLogistic(C=how.C, tol=how.tol).fit(table, levels)
    return inner.coef_, float(inner.cuts_[0])


def _space(
    facts: Sequence[UnitFacts], tokens: Sequence[Sequence[str]], min_count: int
) -> FeatureSpace:
    terms = word_terms(tokens, min_count=min_count)
    words = WordTable(terms)
    _, column = words.counts([unit.ids for unit in facts])
    seen = np.bincount(column, minlength=len(terms))
    rarity = 1 + np.log((1 + len(facts)) / (1 + seen))  # scikit-learn's smoothed idf
    return FeatureSpace(sign_names(facts), words, rarity)


def _design(rows: FeatureRows, scale: Floats) -> sparse.csr_matrix:
    """Lay out columns once for all genres and once more for each genre.

    Each block ends with a constant; the shared one has none, as cuts play its part.
    """
    width = len(scale)
    value = rows.value * scale[rows.column]
    own = width * (1 + rows.genre)
    row = np.concatenate((rows.row, rows.row, np.arange(len(rows))))
    column = np.concatenate((rows.column, rows.column + own[rows.row], own + width - 1))
    data = np.concatenate((value, value * _GENRE_BLOCK, np.full(len(rows), _GENRE_BLOCK)))
    return sparse.csr_matrix((data, (row, column)), shape=(len(rows), width * (1 + len(GENRES))))
