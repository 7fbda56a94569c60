from __future__ import annotations

import pytest

from compassion_nlp.sessions.client import client_counts, client_measures


@pytest.mark.parametrize(
    ("measure", "text", "times"),
    [
        ("feeling_words", "I was scared and so ashamed.", 2),
        ("feeling_words", "All that shame, it makes me cry.", 2),
        ("feeling_words", "I sat down at the low table and lost my keys.", 0),
        ("self_disclosure", "I feel like I failed my kids.", 3),
        ("self_disclosure", "I’m really worried about it.", 1),
        ("self_disclosure", "I really miss him.", 1),
        ("self_disclosure", "I think so. I mean, I guess I know that.", 0),
        ("self_disclosure", "You want your kids back, he said.", 0),
        ("self_disclosure", "Okay. On Tuesday, right?", 0),
    ],
)
def test_a_client_turn_counts_what_it_shows(measure: str, text: str, times: int) -> None:
    assert next(client_counts([text]))[measure] == times


def test_every_measure_says_what_it_is_and_where_from() -> None:
    assert {measure.id for measure in client_measures()} == {"feeling_words", "self_disclosure"}
    assert all(m.title and m.definition and m.source for m in client_measures())
