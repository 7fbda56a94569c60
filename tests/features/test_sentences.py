"""Sentences have facts of their own."""

from __future__ import annotations

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.features import sentence_facts, signs
from compassion_nlp.features.matrix import UnitFacts
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import Unit

ANNOTATOR = TextAnnotator(packaged_lexicon())


def sentences_of(text: str) -> list[UnitFacts]:
    (found,) = ANNOTATOR.annotate([Unit(text, "turn", "I feel awful.")])
    return sentence_facts(found)


def test_a_cue_belongs_to_its_sentence_alone() -> None:
    text = "The form is blue. What was that like for you? Bring the form on Monday, please."
    first, middle, last = sentences_of(text)
    assert text[middle.start : middle.end] == "What was that like for you?"
    assert [cue.id for cue in middle.facts.cues] == ["open_question"]
    assert not first.facts.cues
    assert not last.facts.cues


def test_place_and_look_are_named() -> None:
    first, middle, last = sentences_of("Right then. Where do you live? The bus stops just there.")
    assert first.facts.place == ("first", "brief")
    assert middle.facts.place == ("question_mark", "brief")
    assert last.facts.place == ("last", "brief")
    (only,) = sentences_of("Right then.")
    assert only.facts.place == ("only", "brief")


def test_a_sentence_without_cue_says_so() -> None:
    first, _ = sentences_of("The form is blue. What was that like for you?")
    assert signs(first.facts)["cue.none"] == 1
    assert signs(first.facts)["place.first"] == 1


def test_empty_text_is_one_sentence() -> None:
    assert len(sentences_of("")) == 1
    assert len(sentences_of(" \n ")) == 1
