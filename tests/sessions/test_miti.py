from __future__ import annotations

import pytest

from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.sessions.miti import miti


@pytest.mark.parametrize(
    ("measure", "value", "band"),
    [
        ("reflections_to_questions", 0.99, "below fair (MITI 4.2.1)"),
        ("reflections_to_questions", 1.0, "fair (MITI 4.2.1)"),
        ("reflections_to_questions", 2.0, "good (MITI 4.2.1)"),
        ("complex_reflection_share", 0.4, "fair (MITI 4.2.1)"),
        ("complex_reflection_share", float("nan"), ""),
        ("open_question_share", 0.9, ""),
    ],
)
def test_bands_are_the_published_ones(measure: str, value: float, band: str) -> None:
    assert miti().band(measure, value) == band


def test_every_code_stands_for_cues_that_exist() -> None:
    known = set(packaged_lexicon().by_id)
    assert miti().codes
    assert all(cues and cues <= known for cues in miti().codes.values())
