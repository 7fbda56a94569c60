from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from compassion_nlp.mindsets.ordinal import OrdinalLogistic


@pytest.fixture
def ordered() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 3))
    latent = X @ np.array([2.0, -1.0, 0.0]) + rng.logistic(size=600)
    return X, np.digitize(latent, (-0.5, 1.5))


def test_it_recovers_the_weights_and_cuts_of_ordered_data(ordered) -> None:
    fitted = OrdinalLogistic(C=100).fit(*ordered)
    np.testing.assert_allclose(fitted.coef_, (2, -1, 0), atol=0.35)
    np.testing.assert_allclose(fitted.cuts_, (0.5, -1.5), atol=0.35)


def test_probabilities_are_a_distribution(ordered) -> None:
    X, y = ordered
    p = OrdinalLogistic().fit(X, y).predict_proba(X)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()


def test_two_classes_give_plain_logistic_regression(ordered) -> None:
    from sklearn.linear_model import LogisticRegression

    X, y = ordered
    ours = OrdinalLogistic(C=1).fit(X, y > 0)
    theirs = LogisticRegression(C=1).fit(X, y > 0)
    np.testing.assert_allclose(ours.coef_, theirs.coef_[0], atol=1e-2)


def test_one_class_is_an_error() -> None:
    with pytest.raises(ValueError, match="one class only"):
        OrdinalLogistic().fit(np.zeros((3, 1)), [1, 1, 1])


@parametrize_with_checks([OrdinalLogistic()])
def test_it_keeps_scikit_learns_conventions(estimator, check) -> None:
    check(estimator)
