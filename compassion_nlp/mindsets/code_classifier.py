"""Turn labelled texts into a classifier of one code, the most exact of the linear ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.validation import check_is_fitted

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.features.matrix import Floats, Ints
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.mindsets.classifier import Spans, as_units
from compassion_nlp.mindsets.macro_f1 import macro_f1_weights
from compassion_nlp.mindsets.ordinal import OrdinalLogistic
from compassion_nlp.mindsets.wording import Reading, Wording, WordingTable, read_units

_FLOOR = 0.01  # probabilities far below it are all the same
_UNIT = 0.5  # brings log-odds to the size of the other features
_SENTENCE_C = 3.0
_BINARY = 2

_Scored = list[tuple[int, int, float]]  # start, end and probability of each sentence


class CodeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tell which level or kind of one code each text shows.

    Beside the cues it weighs word sequences with sentence edges and punctuation,
    letter sequences and the shape of the text. Where labelled spans (rationales) are
    given, a first model learns from them what single sentences show, and what a text's
    clearest sentences show joins its features (stacking, Wolpert 1992). For figures on
    an established coding scheme; `MindsetClassifier` is smaller, explains its scores
    and is kept in a folder.

    Args:
        lexicon: A lexicon, or a file of cues of your own; the packaged one if not given.
        C: Inverse strength of the penalty on weights.
        characters: Whether letter sequences (2-5) count.
        ordered: Whether the classes are levels: first whether a text shows the code at
            all, then how much (continuation ratios, Fienberg 1980).
        balanced: Whether rare classes weigh as much as common ones in fitting.
        macro_f1: Whether classes are decided for the best macro-F1, by factors chosen
            on out-of-fold probabilities, instead of the most probable class.
        folds: Number of folds that out-of-fold probabilities come from.

    Attributes:
        classes_: The classes seen in fitting, sorted.
        factors_: What each class's probability is multiplied by to decide.
        out_of_fold_: Probabilities of the training texts from models that did not see
            their group, shape (n, n_classes).
        sentences_out_of_fold_: The same for sentences, as `predict_sentences` gives them;
            only after fitting with spans.
    """

    def __init__(
        self,
        *,
        lexicon: Lexicon | str | None = None,
        C: float = 1.0,
        characters: bool = False,
        ordered: bool = False,
        balanced: bool = False,
        macro_f1: bool = False,
        folds: int = 5,
    ) -> None:
        self.lexicon = lexicon
        self.C = C
        self.characters = characters
        self.ordered = ordered
        self.balanced = balanced
        self.macro_f1 = macro_f1
        self.folds = folds

    def read(self, X: Any) -> list[Reading]:
        """Read texts once; fit and predict take readings in place of texts."""
        if isinstance(X, Sequence) and all(isinstance(x, Reading) for x in X):
            return list(X)
        return read_units(TextAnnotator(load_lexicon(self.lexicon)), as_units(X))

    def fit(self, X: Any, y: Any, groups: Any = None, *, spans: Spans | None = None) -> Self:
        """Fit on texts ``X`` and classes ``y`` (n,); texts of one group never part.

        ``spans`` gives, per text, the labelled spans ``(code, start, end)``; what the code
        is called does not matter.
        """
        texts = self.read(X)
        self.classes_, classes = np.unique(np.asarray(y), return_inverse=True)
        if len(texts) != len(classes):
            raise ValueError(f"X has {len(texts)} texts and y {len(classes)} rows; give as many")
        if len(self.classes_) < _BINARY:
            raise ValueError(
                f"y has one class only ({self.classes_[0]!r}); fitting needs 2 classes or more"
            )
        groups = np.arange(len(texts)) if groups is None else np.asarray(groups)
        shown = None if spans is None else _shown(texts, classes, spans)
        inner = _folds(classes, groups, self.folds)
        said = np.zeros((len(texts), 0))
        self.sentences_ = None
        if shown is not None:
            said = np.zeros((len(texts), 2 * (len(self.classes_) - 1)))
            scores: dict[int, _Scored] = {}
            for a, b in inner:
                layer = self._sentences(texts, shown, a)
                said[b] = _clearest(layer, _of(texts, b))
                scores.update(zip(b.tolist(), _scored(layer, _of(texts, b)), strict=True))
            self.sentences_out_of_fold_ = [scores[i] for i in range(len(texts))]
            self.sentences_ = self._sentences(texts, shown, np.arange(len(texts)))
        self.out_of_fold_ = np.zeros((len(texts), len(self.classes_)))
        for a, b in inner:
            fitted = self._texts(_of(texts, a), said[a], classes[a])
            self.out_of_fold_[b] = fitted.probabilities([t.whole for t in _of(texts, b)], said[b])
        self.texts_ = self._texts(texts, said, classes)
        self.factors_ = (
            macro_f1_weights(self.out_of_fold_, classes)
            if self.macro_f1
            else np.ones(len(self.classes_))
        )
        return self

    def predict_proba(self, X: Any) -> Floats:
        """Return class probabilities, shape (n, n_classes)."""
        check_is_fitted(self)
        texts = self.read(X)
        said = np.zeros((len(texts), 0))
        if self.sentences_ is not None:
            said = _clearest(self.sentences_, texts)
        return self.texts_.probabilities([text.whole for text in texts], said)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the decided class of each text."""
        decided = (self.predict_proba(X) * self.factors_).argmax(axis=1)
        return np.asarray(self.classes_[decided])

    def predict_sentences(self, X: Any) -> list[_Scored]:
        """Return start, end and probability of showing the code of every sentence of each text.

        Only after fitting with spans.
        """
        check_is_fitted(self)
        if self.sentences_ is None:
            raise ValueError("sentences were not learned; fit with spans to tell them apart")
        return _scored(self.sentences_, self.read(X))

    def _texts(self, texts: Sequence[Reading], said: Floats, classes: Ints) -> _Layer:
        wordings = [text.whole for text in texts]
        return _Layer(self, self.C, len(self.classes_)).fit(wordings, said, classes)

    def _sentences(self, texts: Sequence[Reading], shown: Sequence[Ints], chosen: Ints) -> _Layer:
        wordings = [one for text in _of(texts, chosen) for one in text.sentences]
        levels = np.concatenate([shown[i] for i in chosen.tolist()])
        return _Layer(self, _SENTENCE_C, len(self.classes_)).fit(
            wordings, np.zeros((len(wordings), 0)), levels
        )


class _Layer:
    """Columns and a probability per class, from wordings and further numbers."""

    def __init__(self, how: CodeClassifier, C: float, classes: int) -> None:
        self.how = how
        self.C = C
        self.classes = classes

    def fit(self, wordings: Sequence[Wording], further: Floats, classes: Ints) -> Self:
        """Learn columns and weights."""
        self.table = WordingTable(characters=self.how.characters).fit(wordings)
        X = self._columns(wordings, further)
        if self.how.ordered or self.classes == _BINARY:
            # Step t tells level t + 1 or more from level t, among texts that reach level t.
            self.steps = [
                self._step(X[classes >= t], classes[classes >= t] > t)
                for t in range(self.classes - 1)
            ]
        else:
            weights = "balanced" if self.how.balanced else None
            self.kinds = LogisticRegression(
                C=self.C, tol=1e-3, max_iter=1000, class_weight=weights
            ).fit(X, classes)
        return self

    def probabilities(self, wordings: Sequence[Wording], further: Floats | None = None) -> Floats:
        """Return the probability of each class, shape (n, classes)."""
        further = np.zeros((len(wordings), 0)) if further is None else further
        X = self._columns(wordings, further)
        found = np.zeros((len(wordings), self.classes))
        if not (self.how.ordered or self.classes == _BINARY):
            found[:, self.kinds.classes_] = self.kinds.predict_proba(X)
            return found
        reached = np.ones(len(wordings))
        for t, step in enumerate(self.steps):
            onward = reached * (step.predict_proba(X)[:, 1] if step is not None else 0.0)
            found[:, t] = reached - onward
            reached = onward
        found[:, -1] = reached
        return found

    def _columns(self, wordings: Sequence[Wording], further: Floats) -> sparse.csr_matrix:
        return sparse.hstack(
            [sparse.csr_matrix(further), self.table.transform(wordings)], format="csr"
        )

    def _step(self, X: sparse.csr_matrix, onward: npt.NDArray[np.bool_]) -> OrdinalLogistic | None:
        share = onward.mean()
        if share in (0.0, 1.0):
            return None
        weights = np.where(onward, 0.5 / share, 0.5 / (1 - share)) if self.how.balanced else None
        return OrdinalLogistic(C=self.C, tol=1e-3).fit(X, onward, sample_weight=weights)


def _scored(sentences: _Layer, texts: Sequence[Reading]) -> list[_Scored]:
    """Return start, end and probability of showing the code of each sentence of each text."""
    flat = [one for text in texts for one in text.sentences]
    shows = iter((1 - sentences.probabilities(flat)[:, 0]).tolist())
    return [[(one.start, one.end, next(shows)) for one in text.sentences] for text in texts]


def _of(texts: Sequence[Reading], chosen: Iterable[int]) -> list[Reading]:
    return [texts[i] for i in chosen]


def _folds(classes: Ints, groups: npt.NDArray[Any], number: int) -> list[tuple[Ints, Ints]]:
    """Return folds that keep groups together and spread the classes evenly, where they can be."""
    number = min(number, len(np.unique(groups)))
    if number < _BINARY:
        raise ValueError("groups: found one group only; fitting needs two or more")
    counts = np.bincount(classes)
    kinds = np.where(counts[classes] >= number, classes, counts.argmax())
    folds = StratifiedGroupKFold(number, shuffle=True, random_state=0)
    return list(folds.split(kinds, kinds, groups))


def _shown(texts: Sequence[Reading], classes: Ints, spans: Spans) -> list[Ints]:
    """Return the class of every sentence: its text's where a span overlaps it, else the first."""
    if len(spans) != len(texts):
        raise ValueError(f"X has {len(texts)} texts and spans {len(spans)} rows; give as many")
    return [
        np.array(
            [
                level * any(start < s.end and s.start < end for _, start, end in row)
                for s in text.sentences
            ],
            dtype=np.intp,
        )
        for text, level, row in zip(texts, classes.tolist(), spans, strict=True)
    ]


def _clearest(sentences: _Layer, texts: Sequence[Reading]) -> Floats:
    """Return log-odds (0: not at all) of each class but the first in each text.

    Twice: of the clearest sentence, and of any sentence (noisy or).
    """
    flat = [one for text in texts for one in text.sentences]
    owner = np.repeat(np.arange(len(texts)), [len(text.sentences) for text in texts])
    p = sentences.probabilities(flat)[:, 1:]
    best, absent = np.zeros((len(texts), p.shape[1])), np.ones((len(texts), p.shape[1]))
    np.maximum.at(best, owner, p)
    np.multiply.at(absent, owner, 1 - p)
    found = np.hstack([best, 1 - absent])
    lowest = np.log(_FLOOR / (1 + _FLOOR))
    return np.asarray(_UNIT * (np.log((found + _FLOOR) / (1 - found + _FLOOR)) - lowest))
