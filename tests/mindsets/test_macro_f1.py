from __future__ import annotations

import numpy as np
from sklearn.metrics import f1_score

from compassion_nlp.mindsets.macro_f1 import _macro_f1, macro_f1_weights


def test_a_rare_class_that_is_never_most_probable_gets_its_due() -> None:
    classes = np.repeat([0, 1], (90, 10))
    rare = np.where(classes == 1, 0.4, 0.2)
    p = np.stack([1 - rare, rare], axis=1)
    weights = macro_f1_weights(p, classes)
    assert weights[0] == 1
    assert f1_score(classes, (p * weights).argmax(axis=1), average="macro") == 1


def test_what_is_right_already_stays() -> None:
    p = np.eye(3)[np.arange(30) % 3]
    np.testing.assert_array_equal(macro_f1_weights(p, np.arange(30) % 3), np.ones(3))


def test_macro_f1_is_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    classes, scores = rng.integers(0, 3, 50), rng.random((50, 4))
    scores[:, 3] = 0  # a class that is neither there nor found
    expected = f1_score(classes, scores.argmax(axis=1), average="macro")
    assert np.isclose(_macro_f1(scores, classes), expected)
