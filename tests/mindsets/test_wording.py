from __future__ import annotations

import numpy as np
import pytest

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.mindsets.wording import EDGE, WordingTable, read_units
from compassion_nlp.schema import Unit


@pytest.fixture(scope="module")
def reading():
    units = [Unit("So. What helps you?", "turn", "Will it help?"), Unit("It helps.", "turn")]
    return read_units(TextAnnotator(packaged_lexicon()), units)


def test_edges_stand_around_every_sentence(reading) -> None:
    assert reading[0].whole.tokens == (
        *(EDGE, "so", ".", EDGE),
        *("what", "helps", "you", "?", EDGE),
    )
    assert [s.tokens[0] for s in reading[0].sentences] == [EDGE, EDGE]


def test_the_context_counts_as_a_sign(reading) -> None:
    assert reading[0].whole.signs["client.asks"] == 1
    assert reading[1].whole.signs["client.asks"] == 0
    assert reading[0].whole.signs["asks.what"] == 1
    assert not any(name.startswith("asks.") for name in reading[1].whole.signs)


def test_columns_have_names_and_unknown_ones_are_left_out(reading) -> None:
    wordings = [one.whole for one in reading] * 3
    table = WordingTable(characters=True).fit(wordings)
    rows = table.transform(wordings)
    assert rows.shape == (6, len(table.names()))
    column = list(table.names()).index(f"words.{EDGE} what")
    np.testing.assert_array_equal(rows[:2, [column]].toarray().ravel() > 0, [True, False])
    narrow = WordingTable(characters=True).fit([reading[1].whole] * 6)
    assert f"words.{EDGE} what" not in narrow.names()
    assert narrow.transform(wordings).shape == (6, len(narrow.names()))
