"""Turn labelled texts into a mindset model, by scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.validation import check_is_fitted

from compassion_nlp.annotate import Annotated, TextAnnotator
from compassion_nlp.features import (
    FeatureRows,
    FeatureSpace,
    UnitFacts,
    WordTable,
    signs,
    unit_facts,
    word_terms,
)
from compassion_nlp.features.matrix import Floats, Ints
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.mindsets.model import MindsetModel, Scores, decide
from compassion_nlp.mindsets.ordinal import OrdinalLogistic
from compassion_nlp.schema import GENRES, Genre, Unit

_GENRE_BLOCK = 0.5  # a genre's own weights are penalised 4 times harder than the shared ones
_NO_LEVEL = 2.0  # a threshold that no probability reaches
_NEVER = -20.0  # an offset that keeps a level's probability at zero
_AS_GOOD = 0.03  # a difference in F1 or kappa that the data cannot tell from none
_FEWEST = 5  # units at a level, below which it is never decided


def as_units(X: Any) -> list[Unit]:
    """Return a list of texts, or a table ``text[, genre, context]``, as units."""
    if isinstance(X, pd.DataFrame):
        if "text" not in X.columns:
            raise ValueError(f"X: found columns {', '.join(map(str, X.columns))}; expected 'text'")
        genres: Iterable[Genre] = X["genre"] if "genre" in X.columns else ["note"] * len(X)
        contexts = X["context"] if "context" in X.columns else [None] * len(X)
        return [
            Unit(text, genre, context if isinstance(context, str) else None)
            for text, genre, context in zip(X["text"], genres, contexts, strict=True)
        ]
    return [x if isinstance(x, Unit) else Unit(x) for x in X]


class CueFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn texts into a numeric table of cues, rules' levels and situation.

    ``X`` is a list of str or a DataFrame ``text[, genre, context]``. Columns are
    described in `compassion_nlp.features.signs`.
    """

    def __init__(self, *, lexicon: Lexicon | str | None = None) -> None:
        self.lexicon = lexicon

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002
        """Learn which features occur."""
        self.annotator_ = TextAnnotator(load_lexicon(self.lexicon))
        self.names_ = sign_names(self._facts(X))
        return self

    def transform(self, X: Any) -> pd.DataFrame:
        """Return a row of numbers per text; features not seen in fitting are left out."""
        check_is_fitted(self)
        found = [signs(unit.facts) for unit in self._facts(X)]
        table = [[row.get(name, 0.0) for name in self.names_] for row in found]
        index = X.index if isinstance(X, pd.DataFrame) else None
        return pd.DataFrame(table, columns=list(self.names_), index=index, dtype=float)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Return the names of the columns."""
        check_is_fitted(self)
        return np.array(self.names_, dtype=object)

    def _facts(self, X: Any) -> list[UnitFacts]:
        return [whole(found) for found in self.annotator_.annotate(as_units(X))]


class MindsetClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Score texts on ordinal codes, from cues, context and words.

    Per code one proportional-odds model over named features, with extra weights
    for each genre (Daume 2007, "Frustratingly easy domain adaptation"). Scores
    are calibrated (Platt 1999) and level thresholds chosen on out-of-fold
    decisions, with the folds kept apart by ``groups``.

    Attributes:
        model_: The fitted `MindsetModel`.
        out_of_fold_: Decision value of every training text from a model that did
            not see its group, shape (n, n_codes).
    """

    def __init__(
        self,
        *,
        lexicon: Lexicon | str | None = None,
        min_count: int = 3,
        C: float = 0.3,
        word_scale: float = 5.0,
        folds: int = 5,
        name: str = "own",
    ) -> None:
        self.lexicon = lexicon
        self.min_count = min_count
        self.C = C
        self.word_scale = word_scale
        self.folds = folds
        self.name = name

    def fit(self, X: Any, y: Any, groups: Any = None, *, unseen: Any = None) -> Self:
        """Fit on texts ``X`` and levels ``y`` (n, n_codes); a DataFrame keeps code names.

        Texts of one group never part between folds. ``unseen`` (n booleans) marks the
        texts that the lexicon was not developed on: only they calibrate, as cues
        look better than they are on the others.
        """
        self.annotator_ = TextAnnotator(load_lexicon(self.lexicon))
        units = as_units(X)
        codes, levels = _levels(y)
        if len(units) != len(levels):
            raise ValueError(f"X has {len(units)} texts and y {len(levels)} rows; give as many")
        groups = np.arange(len(levels)) if groups is None else np.asarray(groups)
        unseen = np.ones(len(levels), bool) if unseen is None else np.asarray(unseen, bool)
        facts = [whole(found) for found in self.annotator_.annotate(units)]
        tokens = list(self.annotator_.tokens(unit.text for unit in units))
        everything = np.arange(len(facts))
        space, weights, intercepts = self._fitted(facts, tokens, levels, everything)
        self.out_of_fold_ = self._out_of_fold(facts, tokens, levels, groups)
        calibration, thresholds = calibrate(self.out_of_fold_[unseen], levels[unseen])
        self.model_ = MindsetModel(
            codes=codes,
            space=space,
            weights=weights,
            intercepts=intercepts,
            calibration=calibration,
            thresholds=thresholds,
            prevalence=np.clip((levels[unseen] > 0).mean(axis=0), 1e-3, 1 - 1e-3),
            about={
                "name": self.name,
                "hash": "",
                "lexicon": self.annotator_.lexicon.hash,
                "units": len(levels),
                "groups": len(set(groups.tolist())),
            },
        )
        return self

    def decision_function(self, X: Any) -> Floats:
        """Return the decision value of each text on each code, shape (n, n_codes)."""
        return self._scores(X).decision

    def predict_score(self, X: Any) -> Floats:
        """Return the calibrated probability of at least level 1, shape (n, n_codes)."""
        return self._scores(X).score

    def predict(self, X: Any) -> Ints:
        """Return the decided level of each text on each code, shape (n, n_codes)."""
        return self._scores(X).level

    def _scores(self, X: Any) -> Scores:
        check_is_fitted(self)
        facts = [whole(found) for found in self.annotator_.annotate(as_units(X))]
        return self.model_.scores(self.model_.space.rows(facts))

    def _fitted(
        self,
        facts: Sequence[UnitFacts],
        tokens: Sequence[Sequence[str]],
        levels: Ints,
        chosen: Ints,
    ) -> tuple[FeatureSpace, Floats, Floats]:
        """Fit on the chosen texts; return the columns, their weights and intercepts."""
        training = [facts[i] for i in chosen]
        space = self._space(training, [tokens[i] for i in chosen])
        scale = np.ones(len(space.names) + 1)
        scale[len(space.signs) : -1] = self.word_scale
        table = _design(space.rows(training), scale)
        weights, cuts = [], []
        for code in range(levels.shape[1]):
            inner = OrdinalLogistic(C=self.C).fit(table, levels[chosen, code])
            weights.append(inner.coef_.reshape(1 + len(GENRES), -1) * scale)
            cuts.append(inner.cuts_[0])
        blocks = np.stack(weights, axis=1)
        blocks[1:] *= _GENRE_BLOCK
        per_genre = blocks[0] + blocks[1:]
        return space, per_genre[:, :, :-1], per_genre[:, :, -1] + np.array(cuts)

    def _space(self, facts: Sequence[UnitFacts], tokens: Sequence[Sequence[str]]) -> FeatureSpace:
        terms = word_terms(tokens, min_count=self.min_count)
        words = WordTable(terms)
        _, column = words.counts([unit.ids for unit in facts])
        seen = np.bincount(column, minlength=len(terms))
        rarity = 1 + np.log((1 + len(facts)) / (1 + seen))  # scikit-learn's smoothed idf
        return FeatureSpace(sign_names(facts), words, rarity)

    def _out_of_fold(
        self,
        facts: Sequence[UnitFacts],
        tokens: Sequence[Sequence[str]],
        levels: Ints,
        groups: npt.NDArray[Any],
    ) -> Floats:
        decisions = np.zeros(levels.shape)
        rarest = np.argmax(levels > 0, axis=1) + 1
        kinds = np.where((levels > 0).any(axis=1), rarest, 0)
        number = min(self.folds, len(set(groups.tolist())))
        if number < 2:  # noqa: PLR2004 - a fold to fit on and one to test on
            raise ValueError("groups: found one group only; calibration needs two or more")
        folds = StratifiedGroupKFold(number, shuffle=True, random_state=0)
        for train, test in folds.split(kinds, kinds, groups):
            space, weights, intercepts = self._fitted(facts, tokens, levels, train)
            held_out = [facts[i] for i in test]
            decisions[test] = decide(space.rows(held_out), weights, intercepts)
        return decisions


def whole(annotated: Annotated) -> UnitFacts:
    """Return a text as a single unit."""
    return unit_facts(annotated, [(0, len(annotated.text) + 1)])[0]


def sign_names(facts: Iterable[UnitFacts]) -> tuple[str, ...]:
    """Return the names of all signs that occur, sorted."""
    return tuple(sorted({name for unit in facts for name in signs(unit.facts)}))


def calibrate(decisions: Floats, levels: Ints) -> tuple[Floats, Floats]:
    """Choose logistic curves and level thresholds on out-of-fold decisions.

    The first threshold gives the best F1 of presence, the next the best
    quadratic-weighted kappa of the levels that follow from both. Of thresholds that
    are about as good the highest is taken: ordinary text has less of everything.
    """
    top = max(1, int(levels.max()))
    calibration = np.zeros((levels.shape[1], top, 2))
    thresholds = np.full((levels.shape[1], top), _NO_LEVEL)
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


def _levels(y: Any) -> tuple[tuple[str, ...], Ints]:
    codes = tuple(map(str, y.columns)) if isinstance(y, pd.DataFrame) else ()
    levels = np.asarray(y)
    levels = levels[:, None] if levels.ndim == 1 else levels
    if levels.dtype.kind not in "iub" or (levels < 0).any():
        raise ValueError(f"y: found {levels.dtype}; expected levels 0, 1, 2 ... as whole numbers")
    constant = [i for i in range(levels.shape[1]) if len(np.unique(levels[:, i])) < 2]  # noqa: PLR2004
    if constant:
        names = [codes[i] if codes else str(i) for i in constant]
        raise ValueError(f"y: {', '.join(names)} never changes; leave it out or add other labels")
    return codes or tuple(f"code_{i}" for i in range(levels.shape[1])), levels.astype(np.intp)
