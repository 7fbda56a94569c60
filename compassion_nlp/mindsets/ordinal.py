"""Turn numbers and ordinal labels into one weight vector with a cut per level."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

Array = npt.NDArray[Any]


class OrdinalLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Proportional-odds logistic regression, fitted by binary reduction.

    Every unit stands in the data once per threshold ("at least level t"), with an
    indicator of t as an extra feature; one logistic regression over all of them
    has the unit's weights in common (Li & Lin 2007). With two classes it is plain
    logistic regression.

    Attributes:
        classes_: The ordered levels seen in fitting.
        coef_: Shape (n_features,).
        cuts_: Shape (n_classes - 1,): the intercept of each threshold.
    """

    def __init__(self, *, C: float = 1.0, tol: float = 1e-6, max_iter: int = 2000) -> None:
        self.C = C
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit on ``X`` (n, n_features), dense or sparse, and ordered labels ``y`` (n,)."""
        X, y = validate_data(self, X, y, accept_sparse="csr")
        check_classification_targets(y)
        self.classes_, rank = np.unique(y, return_inverse=True)
        steps = len(self.classes_) - 1
        if steps < 1:
            raise ValueError(
                f"y has one class only ({self.classes_[0]!r}); fitting needs 2 classes or more"
            )
        n = X.shape[0]
        copies = sparse.vstack([sparse.csr_matrix(X)] * steps, format="csr")
        step = np.repeat(np.arange(steps), n)
        # The first threshold is the intercept; each further one has a mark of its own,
        # scaled up so that the penalty hardly touches it.
        later = np.flatnonzero(step)
        marks = sparse.csr_matrix(
            (np.full(len(later), _FREE), (later, step[later] - 1)), shape=(n * steps, steps - 1)
        )
        weights = None if sample_weight is None else np.tile(np.asarray(sample_weight), steps)
        binary = LogisticRegression(C=self.C, max_iter=self.max_iter, tol=self.tol).fit(
            sparse.hstack([copies, marks], format="csr"),
            (np.tile(rank, steps) > step).astype(int),
            sample_weight=weights,
        )
        self.coef_ = binary.coef_[0, : X.shape[1]]
        first = binary.intercept_[0]
        self.cuts_ = np.array([first, *(first + _FREE * binary.coef_[0, X.shape[1] :])])
        self.n_iter_ = int(binary.n_iter_[0])
        return self

    def latent(self, X: Any) -> Array:
        """Return the weighted sum of each row, without any cut, shape (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        return np.asarray(X @ self.coef_)

    def decision_function(self, X: Any) -> Array:
        """Return scikit-learn's decision values: (n,) for two classes, else (n, n_classes)."""
        check_is_fitted(self)
        if len(self.classes_) == 2:  # noqa: PLR2004 - scikit-learn's binary case
            return np.asarray(self.latent(X) + self.cuts_[0])
        return np.asarray(np.log(np.maximum(self.predict_proba(X), np.finfo(float).tiny)))

    def predict_proba(self, X: Any) -> Array:
        """Return class probabilities, shape (n, n_classes)."""
        latent = self.latent(X)[:, None]
        at_least = expit(latent + np.sort(self.cuts_)[::-1])
        bounds = np.hstack([np.ones_like(latent), at_least, np.zeros_like(latent)])
        return np.asarray(bounds[:, :-1] - bounds[:, 1:])

    def predict(self, X: Any) -> Array:
        """Return the most probable class of each row."""
        check_is_fitted(self)
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that sparse input is welcome, and that classes have an order.

        ``poor_score`` excuses from one check: three blobs whose numbers follow no order,
        which a single weighted sum cannot tell apart.
        """
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags.poor_score = True
        return tags


_FREE = 5.0  # scale of the marks: their penalty is 25 times weaker
