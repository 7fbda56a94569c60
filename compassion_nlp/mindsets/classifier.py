"""Turn labelled texts into a mindset model, by scikit-learn's conventions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold
from sklearn.utils.validation import check_is_fitted

from compassion_nlp.annotate import Annotated, TextAnnotator
from compassion_nlp.features import UnitFacts, sentence_facts, signs, unit_facts
from compassion_nlp.features.matrix import Floats, Ints
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.mindsets.calibration import calibrate
from compassion_nlp.mindsets.cue_layer import (
    CueLayer,
    Families,
    clearest,
    codes_shown,
    thresholds,
    with_says,
)
from compassion_nlp.mindsets.linear import Example, Fitting, Linear, fit_linear, sign_names
from compassion_nlp.mindsets.model import MindsetModel, Scores, logistic
from compassion_nlp.schema import Genre, Unit

Spans = Sequence[Sequence[tuple[str, int, int]]]
"""Per text its labelled spans: a cue id or a code of your own, start and end in code points."""

_INNER_FOLDS = 3
_FEWEST = 5  # spans of a code, below which sentences cannot be told apart


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
    for each genre. Where labelled spans are given, a first model learns from them
    what single sentences say, and what a text's sentences say joins its features
    (stacking, Wolpert 1992). Scores are calibrated (Platt 1999) and level
    thresholds chosen on out-of-fold decisions, with the folds kept apart by
    ``groups``.

    Args:
        lexicon: A lexicon, or a file of cues of your own; the packaged one if not given.
        min_count: In how many texts a word must occur to have a weight.
        C: Inverse strength of the penalty on weights.
        word_scale: How much a text's words weigh beside its cues.
        folds: Number of folds that out-of-fold decisions come from.
        name: The model's name.
        n_jobs: Number of processes, as in joblib.

    Attributes:
        model_: The fitted `MindsetModel`.
        out_of_fold_: Decision value of every training text from a model that did
            not see its group, shape (n, n_codes).
        said_: Probability of each family of spans in every training text, from a
            model that did not see its group, shape (n, n_families); None without spans.
    """

    def __init__(
        self,
        *,
        lexicon: Lexicon | str | None = None,
        min_count: int = 3,
        C: float = 0.3,
        word_scale: float = 3.0,
        folds: int = 5,
        name: str = "own",
        n_jobs: int = 1,
    ) -> None:
        self.lexicon = lexicon
        self.min_count = min_count
        self.C = C
        self.word_scale = word_scale
        self.folds = folds
        self.name = name
        self.n_jobs = n_jobs

    def fit(
        self,
        X: Any,
        y: Any,
        groups: Any = None,
        *,
        spans: Spans | None = None,
        unseen: Any = None,
    ) -> Self:
        """Fit on texts ``X`` and levels ``y`` (n, n_codes); a DataFrame keeps code names.

        Texts of one group never part between folds. ``spans`` gives, per text, the
        labelled spans ``(cue id or code, start, end)``. ``unseen`` (n booleans) marks
        the texts that the lexicon was not developed on: only they calibrate, as cues
        look better than they are on the others.
        """
        self.annotator_ = TextAnnotator(load_lexicon(self.lexicon))
        units = as_units(X)
        codes, levels = _levels(y)
        if len(units) != len(levels):
            raise ValueError(f"X has {len(units)} texts and y {len(levels)} rows; give as many")
        groups = np.arange(len(levels)) if groups is None else np.asarray(groups)
        unseen = np.ones(len(levels), bool) if unseen is None else np.asarray(unseen, bool)
        texts = _texts(self.annotator_, units)
        sentences = _sentences(self.annotator_, texts, spans) if spans is not None else None
        how = Fitting(self.C, self.word_scale, self.min_count, jobs=self.n_jobs)
        material = _Material(texts, levels, groups, sentences, how)
        self.out_of_fold_ = np.zeros(levels.shape)
        for train, test in _folds(levels, groups, self.folds):
            fitted, _, says = material.fitted(train, test)
            self.out_of_fold_[test] = fitted.decisions(material.units(test, says))
        calibration, level_thresholds = calibrate(self.out_of_fold_[unseen], levels[unseen])
        everything = np.arange(len(levels))
        fitted, layer, self.said_ = material.fitted(everything, everything[:0])
        about = {
            "name": self.name,
            "hash": "",
            "lexicon": self.annotator_.lexicon.hash,
            "units": len(levels),
            "groups": len(set(groups.tolist())),
        }
        self.model_ = MindsetModel(
            codes=codes,
            space=fitted.space,
            weights=fitted.weights,
            intercepts=fitted.intercepts,
            calibration=calibration,
            thresholds=level_thresholds,
            prevalence=_prevalence(levels[unseen]),
            about=about,
            cues=None
            if sentences is None or layer is None or self.said_ is None
            else sentences.model(layer, self.said_, unseen, about),
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
        found = self.annotator_.annotate(as_units(X))
        units = [whole(one) for one in found]
        if self.model_.cues is not None:
            layer = CueLayer(self.model_.cues, self.annotator_.lexicon)
            units, _ = layer.read(units, [sentence_facts(one) for one in found])
        return self.model_.scores(self.model_.space.rows(units))


@dataclass(frozen=True, slots=True)
class _Text:
    unit: UnitFacts
    tokens: Sequence[str]
    found: Annotated


@dataclass(frozen=True)
class _Sentences:
    """All sentences of the texts: whose they are and which codes their spans show.

    ``known`` (n_texts, n_families) tells the families that the lexicon found,
    ``unwelcome`` (n_families) those that count against the helper.
    """

    examples: Sequence[Example]
    owner: Ints
    codes: tuple[str, ...]
    shown: Ints
    families: Families
    known: npt.NDArray[np.bool_]
    unwelcome: npt.NDArray[np.bool_]

    def fitted(self, texts: Ints, jobs: int) -> Linear:
        """Fit on the sentences of some texts."""
        mine = np.flatnonzero(np.isin(self.owner, texts))
        how = Fitting(C=0.3, word_scale=5.0, min_count=2, tol=1e-3, jobs=jobs)
        return fit_linear([self.examples[i] for i in mine.tolist()], self.shown[mine], how)

    def said(self, layer: Linear, texts: Ints) -> Floats:
        """Return the probability of each family in some texts."""
        mine = np.flatnonzero(np.isin(self.owner, texts))
        of_codes = logistic(layer.decisions([self.examples[i].facts for i in mine.tolist()]))
        place = np.searchsorted(texts, self.owner[mine])
        return clearest(place, self.families.probabilities(of_codes), len(texts))

    def model(
        self, layer: Linear, said: Floats, unseen: npt.NDArray[np.bool_], about: dict[str, Any]
    ) -> MindsetModel:
        """Return the layer as a model whose thresholds tell from when on a cue is found."""
        of_text = clearest(self.owner, self.shown.astype(float), len(said)) > 0
        shown = np.stack([of_text[:, m].any(axis=1) for m in self.families.members], axis=1)
        chosen = thresholds(said[unseen], shown[unseen], self.known[unseen], self.unwelcome)
        of_code = np.zeros(len(self.codes))
        for members, threshold in zip(self.families.members, chosen, strict=True):
            of_code[members] = threshold
        return MindsetModel(
            codes=self.codes,
            space=layer.space,
            weights=layer.weights,
            intercepts=layer.intercepts,
            calibration=np.tile((1.0, 0.0), (len(self.codes), 1, 1)),
            thresholds=of_code[:, None],
            prevalence=_prevalence(of_text[unseen].astype(np.intp)),
            about={**about, "name": f"{about['name']}-cues", "sentences": len(self.owner)},
        )


@dataclass(frozen=True)
class _Material:
    """What a model is fitted on."""

    texts: Sequence[_Text]
    levels: Ints
    groups: npt.NDArray[Any]
    sentences: _Sentences | None
    how: Fitting

    def fitted(self, train: Ints, test: Ints) -> tuple[Linear, Linear | None, Floats | None]:
        """Fit on the texts of ``train``; return also the layer and what the texts say.

        What texts of ``train`` say comes from layers that did not see their group,
        what those of ``test`` say from one that saw all of ``train``.
        """
        layer, says = None, None
        if self.sentences is not None:
            says = np.zeros((len(self.texts), len(self.sentences.families.names)))
            number = min(_INNER_FOLDS, len(set(self.groups[train].tolist())))
            for a, b in GroupKFold(number).split(train, groups=self.groups[train]):
                says[train[b]] = self.sentences.said(
                    self.sentences.fitted(train[a], self.how.jobs), train[b]
                )
            layer = self.sentences.fitted(train, self.how.jobs)
            if len(test):
                says[test] = self.sentences.said(layer, test)
        examples = [
            Example(unit, self.texts[i].tokens)
            for unit, i in zip(self.units(train, says), train.tolist(), strict=True)
        ]
        return fit_linear(examples, self.levels[train], self.how), layer, says

    def units(self, chosen: Ints, says: Floats | None) -> list[UnitFacts]:
        """Return the facts of some texts, with what they say."""
        units = [self.texts[i].unit for i in chosen.tolist()]
        if self.sentences is None or says is None:
            return units
        return with_says(units, self.sentences.families.names, says[chosen])


def _texts(annotator: TextAnnotator, units: Sequence[Unit]) -> list[_Text]:
    tokens = annotator.tokens(unit.text for unit in units)
    return [
        _Text(whole(found), words, found)
        for found, words in zip(annotator.annotate(units), tokens, strict=True)
    ]


def _sentences(annotator: TextAnnotator, texts: Sequence[_Text], spans: Spans) -> _Sentences:
    if len(spans) != len(texts):
        raise ValueError(f"X has {len(texts)} texts and spans {len(spans)} rows; give as many")
    counts = Counter(code for row in spans for code, _, _ in row)
    codes = tuple(sorted(code for code, count in counts.items() if count >= _FEWEST))
    if not codes:
        raise ValueError(
            f"spans: no code has {_FEWEST} spans or more; label more spans, or give none"
        )
    owned = [(i, one) for i, text in enumerate(texts) for one in sentence_facts(text.found)]
    examples = []
    for owner, one in owned:
        first, last = np.searchsorted(texts[owner].found.offsets, (one.start, one.end))
        examples.append(Example(one, texts[owner].tokens[first:last]))
    lexicon = annotator.lexicon
    families = Families(codes, lexicon)
    against = {cue.family for cue in lexicon.cues if cue.polarity == "-"}
    return _Sentences(
        examples=examples,
        owner=np.array([owner for owner, _ in owned], dtype=np.intp),
        codes=codes,
        shown=codes_shown(owned, spans, codes),
        families=families,
        known=np.array(
            [
                [
                    any(c.asserted and c.family == name for c in text.found.cues)
                    for name in families.names
                ]
                for text in texts
            ]
        ),
        unwelcome=np.array([name in against for name in families.names]),
    )


def _folds(levels: Ints, groups: npt.NDArray[Any], number: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield folds that keep groups together and spread the codes evenly."""
    first = np.argmax(levels > 0, axis=1) + 1
    kinds = np.where((levels > 0).any(axis=1), first, 0)
    number = min(number, len(set(groups.tolist())))
    if number < 2:  # noqa: PLR2004 - a fold to fit on and one to test on
        raise ValueError("groups: found one group only; calibration needs two or more")
    yield from StratifiedGroupKFold(number, shuffle=True, random_state=0).split(
        kinds, kinds, groups
    )


def _prevalence(levels: Ints) -> Floats:
    return np.asarray(np.clip((levels > 0).mean(axis=0), 1e-3, 1 - 1e-3))


def whole(annotated: Annotated) -> UnitFacts:
    """Return a text as a single unit."""
    return unit_facts(annotated, [(0, len(annotated.text) + 1)])[0]


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
