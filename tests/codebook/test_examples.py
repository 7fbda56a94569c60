"""The codebook's 28 worked examples (C.3) and near-miss pairs (A.3) come out as written.

First the rules alone, from the cues that the codebook names; then the whole way
from the text. What the lexicon does not yet find is listed, so that each entry
fails as soon as it is found and no other may join.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.features import codebook_levels
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import MINDSETS, Cue, Unit

HERE = Path(__file__).parent
WORKED = json.loads((HERE / "worked_examples.json").read_text(encoding="utf-8"))
NEAR = json.loads((HERE / "near_misses.json").read_text(encoding="utf-8"))
KNOWN_MISSES = set(json.loads((HERE / "known_misses.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def annotator() -> TextAnnotator:
    return TextAnnotator(packaged_lexicon())


def test_there_are_28_worked_examples() -> None:
    assert len(WORKED) == 28


@pytest.mark.parametrize("example", WORKED, ids=lambda e: e["id"])
def test_rules_reproduce_the_worked_example(example: dict[str, Any]) -> None:
    lexicon = packaged_lexicon().by_id
    cues = []
    for name, start, end, (mindset, strength) in example["cues"]:
        score = lexicon[name].score(example["genre"])
        strong_blame = name == "blaming_judging" and strength == 2
        facet = "subject" if strong_blame else score.facet if score else None
        cues.append(Cue(name, lexicon[name].family, mindset, start, end, strength, facet=facet))
    assert codebook_levels(cues, example["text"]) == example["levels"]


@pytest.mark.parametrize("example", WORKED, ids=lambda e: e["id"])
def test_the_text_of_the_worked_example_comes_out_as_written(
    example: dict[str, Any], annotator: TextAnnotator
) -> None:
    agree = found_levels(example, annotator) == example["levels"]
    assert agree is (example["id"] not in KNOWN_MISSES)


@pytest.mark.parametrize("example", NEAR, ids=lambda e: e["text"])
def test_near_misses_part_where_the_codebook_parts_them(
    example: dict[str, Any], annotator: TextAnnotator
) -> None:
    levels = found_levels(example, annotator)
    agree = all(levels[code] == level for code, level in example["levels"].items())
    assert agree is (example["text"] not in KNOWN_MISSES)


def found_levels(example: dict[str, Any], annotator: TextAnnotator) -> dict[str, int]:
    unit = Unit(example["text"], example["genre"], example["context"])
    found = annotator.annotate([unit])[0]
    levels = codebook_levels(found.cues, found.text)
    assert list(levels) == list(MINDSETS)
    return levels
