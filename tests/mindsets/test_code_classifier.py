"""One code, read as exactly as a linear model can."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.mindsets.code_classifier import CodeClassifier


@pytest.fixture(scope="module")
def texts() -> pd.DataFrame:
    """Level 1 where a question mark ends a sentence, 2 where that sentence says *zebra*."""
    rows = []
    for i in range(60):
        filler = ("tall", "green", "old", "wide", "thin")[i % 5]
        middle = ("You met a horse.", "You met a horse?", "You met a zebra?")[i % 3]
        text = f"The {filler} house stands there. {middle} It was {filler} too."
        rows.append((text, "turn", i % 3, f"g{i % 8}", text.index(middle), len(middle)))
    return pd.DataFrame(rows, columns=["text", "genre", "level", "group", "at", "length"])


@pytest.fixture(scope="module")
def readings(texts):
    return CodeClassifier().read(texts)


def spans_of(texts) -> list:
    return [
        [("rationale", at, at + length)] if level else []
        for level, at, length in zip(texts["level"], texts["at"], texts["length"], strict=True)
    ]


@pytest.mark.parametrize("options", [{}, {"ordered": True}, {"characters": True, "macro_f1": True}])
def test_it_reads_question_marks_and_words(texts, readings, options) -> None:
    model = CodeClassifier(C=10, folds=3, **options).fit(readings, texts["level"], texts["group"])
    decided = model.out_of_fold_.argmax(axis=1)
    assert (decided == texts["level"]).mean() > 0.95
    assert (model.predict(readings) == texts["level"]).all()
    np.testing.assert_allclose(model.predict_proba(readings).sum(axis=1), 1)


def test_classes_may_be_words(texts, readings) -> None:
    names = np.array(["none", "horse", "zebra"])[texts["level"]]
    model = CodeClassifier(C=10, folds=3).fit(readings, names, texts["group"])
    assert list(model.classes_) == ["horse", "none", "zebra"]
    assert (model.predict(readings) == names).all()


def test_spans_tell_which_sentence_shows_the_code(texts, readings) -> None:
    model = CodeClassifier(ordered=True, folds=3)
    model.fit(readings, texts["level"], texts["group"], spans=spans_of(texts))
    for found in (model.predict_sentences(readings), model.sentences_out_of_fold_):
        for row, level, at in zip(found, texts["level"], texts["at"], strict=True):
            clearest = max(row, key=lambda one: one[2])
            assert (clearest[0] == at) == (level > 0) or level == 0
            assert (clearest[2] > 0.5) == (level > 0)


def test_fitting_again_without_spans_forgets_the_sentences(texts, readings) -> None:
    model = CodeClassifier(folds=3)
    model.fit(readings, texts["level"], texts["group"], spans=spans_of(texts))
    model.fit(readings, texts["level"], texts["group"])
    assert model.predict(readings).shape == (60,)
    with pytest.raises(ValueError, match="fit with spans"):
        model.predict_sentences(readings)


def test_a_level_that_a_fold_lacks_is_never_decided_there(texts, readings) -> None:
    few = texts.assign(level=[2] + [0, 1] * 29 + [0])
    model = CodeClassifier(ordered=True, folds=3).fit(readings, few["level"], few["group"])
    assert model.out_of_fold_[0, 2] == 0


def test_texts_can_be_read_once(texts, readings) -> None:
    model = CodeClassifier(folds=3)
    model.fit(readings, texts["level"], texts["group"])
    np.testing.assert_array_equal(model.predict_proba(readings), model.predict_proba(texts))


@pytest.mark.parametrize(
    ("y", "spans", "message"),
    [
        ([0], None, "X has 2 texts and y 1 rows"),
        ([1, 1], None, "one class only"),
        ([0, 1], [[]], "X has 2 texts and spans 1 rows"),
    ],
)
def test_what_does_not_fit_together_is_refused(y, spans, message) -> None:
    with pytest.raises(ValueError, match=message):
        CodeClassifier().fit(["One.", "Two."], y, spans=spans)


def test_one_group_only_is_refused() -> None:
    with pytest.raises(ValueError, match="one group only"):
        CodeClassifier().fit(["One.", "Two."], [0, 1], groups=["a", "a"])
