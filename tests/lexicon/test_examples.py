"""Every example of the lexicon is a test, and the lexicon holds what the codebook asks for."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.lexicon import CueType, Example, packaged_lexicon
from compassion_nlp.schema import Unit

CUES = packaged_lexicon().cues
FINDS = [pytest.param(cue, e, id=f"{cue.id}-{i}") for cue in CUES for i, e in enumerate(cue.finds)]
SKIPS = [pytest.param(cue, e, id=f"{cue.id}-{i}") for cue in CUES for i, e in enumerate(cue.skips)]
NEGATIVE = [cue for cue in CUES if cue.polarity == "-"]


@cache
def annotator() -> TextAnnotator:
    return TextAnnotator(packaged_lexicon())


def asserted(cue: CueType, example: Example, text: str) -> list[tuple[int, int, int]]:
    found = annotator().annotate([Unit(text, example.genre, example.context)])[0]
    return [(c.start, c.end, c.strength) for c in found.cues if c.id == cue.id and c.asserted]


@pytest.mark.parametrize(("cue", "example"), FINDS)
def test_the_marked_words_are_found(cue: CueType, example: Example) -> None:
    start, end = example.text.index("⟦"), example.text.index("⟧") - 1
    found = asserted(cue, example, example.text.replace("⟦", "").replace("⟧", ""))
    assert (start, end) in [(s, e) for s, e, _ in found]
    if example.strength is not None:
        assert (start, end, example.strength) in found


@pytest.mark.parametrize(("cue", "example"), SKIPS)
def test_the_near_miss_is_left_alone(cue: CueType, example: Example) -> None:
    assert asserted(cue, example, example.text) == []


def test_all_39_cues_are_there() -> None:
    assert len(CUES) == len({cue.id for cue in CUES}) == 39
    assert len(packaged_lexicon().families) == 15


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_a_cue_has_12_finds_and_8_skips_half_of_them_blind(cue: CueType) -> None:
    for examples, fewest in ((cue.finds, 12), (cue.skips, 8)):
        assert len(examples) >= fewest
        assert sum(example.blind for example in examples) * 2 >= len(examples)


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_no_two_examples_of_a_cue_share_a_frame(cue: CueType) -> None:
    """A frame: the first four words of the marked stretch, or of a skip."""
    frames = Counter(frame(example.text) for example in (*cue.finds, *cue.skips))
    assert [words for words, count in frames.items() if count > 1] == []


def frame(text: str) -> str:
    if "⟦" in text:
        text = text[text.index("⟦") + 1 : text.index("⟧")]
    words = text.lower().split()
    # One word can be a whole cue ("mm-hm"): then it is the word that must differ.
    return " ".join(words[:4])


@pytest.mark.parametrize("cue", NEGATIVE, ids=lambda cue: cue.id)
def test_negative_cues_suggest_something(cue: CueType) -> None:
    assert cue.suggestion


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_strengths_of_forms_are_among_those_the_codebook_allows(cue: CueType) -> None:
    allowed = {s for score in cue.scores for s in score.strengths} | {0}
    assert {forms.strength for forms in cue.forms} - {None} <= allowed
