from __future__ import annotations

import pytest

from compassion_nlp.annotate import FormCounter
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import LexiconError


def counts(text: str) -> dict[str, int]:
    groups = {"fear": ["i am <0-1> @fears", "scared"], "dogs": ["dog(s)?"]}
    counter = FormCounter(groups, packaged_lexicon(), lists={"fears": ("scared", "afraid")})
    return next(counter.counts([text]))


def test_forms_that_overlap_count_once() -> None:
    assert counts("I'm so scared, and I am afraid of dogs.") == {"fear": 2, "dogs": 1}


def test_a_text_without_words_has_none() -> None:
    assert counts("") == {"fear": 0, "dogs": 0}


def test_an_unknown_list_is_named() -> None:
    with pytest.raises(LexiconError, match="joys"):
        FormCounter({"joy": ["@joys"]}, packaged_lexicon())
