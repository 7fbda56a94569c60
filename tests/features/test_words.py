from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from compassion_nlp.annotate import word_id
from compassion_nlp.features import WordTable, word_terms


def ids(*words: str) -> np.ndarray:
    return np.array([word_id(word) for word in words], dtype=np.uint64)


def found(table: WordTable, *units: np.ndarray) -> list[set[str]]:
    row, column = table.counts(list(units))
    return [
        {table.terms[c] for r, c in zip(row, column, strict=True) if r == i}
        for i in range(len(units))
    ]


def test_words_and_pairs_are_found() -> None:
    table = WordTable(("no", "no wonder", "wonder"))
    assert found(table, ids("no", "wonder", "you"), ids("wonder", "no")) == [
        {"no", "wonder", "no wonder"},
        {"no", "wonder"},
    ]


def test_a_pair_does_not_reach_into_the_next_unit() -> None:
    assert found(WordTable(("no wonder",)), ids("no"), ids("wonder")) == [set(), set()]


def test_a_word_counts_once_per_unit() -> None:
    row, _ = WordTable(("no",)).counts([ids("no", "no", "no")])
    assert len(row) == 1


def test_typographic_apostrophes_are_the_same_word() -> None:
    table = WordTable(("do n't",))
    assert found(table, ids("do", "n’t"), ids("do", "n't")) == [{"do n't"}, {"do n't"}]


def test_empty_units_and_empty_tables_give_nothing() -> None:
    assert found(WordTable(("a",)), ids(), ids()) == [set(), set()]
    assert len(WordTable(()).counts([ids("a")])[0]) == 0
    assert found(WordTable(("b",)), ids("a")) == [set()]


def test_terms_need_a_letter_and_a_count() -> None:
    terms = word_terms([["no", "!", "wonder"], ["no", "wonder", "5"]], min_count=2)
    assert terms == ("no", "wonder")


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=8), max_size=6))
def test_counts_agree_with_counting_by_hand(units: list[list[str]]) -> None:
    terms = word_terms(units, min_count=1)
    expected = [set(unit) | {f"{a} {b}" for a, b in pairwise(unit)} for unit in units]
    assert found(WordTable(terms), *(ids(*unit) for unit in units)) == expected
