from __future__ import annotations

import numpy as np
import pytest

from compassion_nlp.learn import Labels, cue_table
from compassion_nlp.learn.labels import LabelledUnit
from compassion_nlp.learn.measure import calibration_error
from compassion_nlp.schema import Analysis, Cue

FAMILIES = {"validation": "legitimising", "normalizing": "legitimising", "summary": "content"}


def row(number: int, *cues: tuple[str, int, int]) -> LabelledUnit:
    return LabelledUnit(id=str(number), text="x" * 50, cues=cues)


def found(*cues: tuple[str, int, int], asserted: bool = True) -> Analysis:
    made = [Cue(name, FAMILIES[name], "compassion", s, e, 1, asserted) for name, s, e in cues]
    return Analysis("x" * 50, "note", tuple(made))


def test_units_and_overlapping_spans_are_counted() -> None:
    labels = Labels((row(1, ("validation", 0, 10)), row(2, ("validation", 0, 10)), row(3), row(4)))
    analyses = [
        found(("validation", 8, 20)),  # right, and overlapping
        found(("validation", 30, 40)),  # right unit, wrong place
        found(("validation", 0, 5)),  # wrong
        found(),
    ]
    table = cue_table(labels, analyses, FAMILIES)
    validation = table.loc["validation"]
    assert (validation["gold"], validation["found"]) == (2, 3)
    assert validation["precision"] == pytest.approx(2 / 3)
    assert validation["recall"] == 1
    assert validation["f1"] == pytest.approx(0.8)
    assert validation["span_f1"] == pytest.approx(2 / 5)
    assert validation["f1_low"] <= validation["f1"] <= validation["f1_high"]


def test_a_family_counts_once_per_unit_whatever_its_cues() -> None:
    labels = Labels((row(1, ("validation", 0, 10)), row(2)))
    analyses = [found(("normalizing", 0, 10), ("validation", 0, 10)), found()]
    table = cue_table(labels, analyses, FAMILIES)
    assert table.loc["family: legitimising", "f1"] == 1
    assert table.loc["micro: cues", "precision"] == 0.5


def test_cues_that_are_set_aside_do_not_count() -> None:
    table = cue_table(
        Labels((row(1, ("summary", 0, 5)),)), [found(("summary", 0, 5), asserted=False)], FAMILIES
    )
    assert table.loc["summary", "recall"] == 0


def test_calibrated_scores_have_no_error_and_boasting_ones_do() -> None:
    rng = np.random.default_rng(0)
    score = rng.uniform(size=20000)
    present = rng.uniform(size=20000) < score
    assert calibration_error(present, score) < 0.02
    assert calibration_error(present, np.clip(score + 0.2, 0, 1)) > 0.1
