"""What the client's previous turn does, by the lexicon's own examples and by AnnoMI."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import spacy

from compassion_nlp.annotate.client_move import MoveDetector, Said
from compassion_nlp.annotate.vocabulary import Vocabulary
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import OPPORTUNITIES

LABELS = Path(__file__).parents[2] / "data" / "labels" / "client_moves_annomi.json"
EXAMPLES = [
    pytest.param(move.id, text, id=f"{move.id}-{number}")
    for move in packaged_lexicon().moves.move
    for number, text in enumerate(move.examples)
]


@cache
def said(text: str) -> Said:
    nlp, detector = _detector()
    return detector.detect(nlp(text))


@cache
def _detector() -> tuple[spacy.language.Language, MoveDetector]:
    nlp = spacy.blank("en")
    lexicon = packaged_lexicon()
    return nlp, MoveDetector(lexicon, Vocabulary(lexicon.words, nlp.tokenizer))


@pytest.mark.parametrize(("move", "text"), EXAMPLES)
def test_an_example_shows_its_move(move: str, text: str) -> None:
    assert said(text).move == move


def test_every_move_has_25_examples_none_of_them_twice() -> None:
    moves = packaged_lexicon().moves.move
    assert all(len(move.examples) >= 25 for move in moves)
    texts = [text for move in moves for text in move.examples]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("text", ["", "   ", "\n", "..."])
def test_a_turn_without_words_does_nothing(text: str) -> None:
    assert said(text) == Said("none")


def test_a_distressed_turn_can_also_ask() -> None:
    assert said("I feel so lost. What should I do?") == Said("distress", asks=True)
    assert said("I feel so lost.") == Said("distress", asks=False)


@pytest.mark.parametrize(
    ("denied", "meant"),
    [
        ("I'm not scared of it.", "I'm scared of it."),
        ("He was so ashamed.", "I was so ashamed."),
        ("If I get depressed I go for a walk.", "I get so depressed."),
        ("I used to be terrified of dogs.", "I am terrified of the results."),
    ],
)
def test_denied_or_other_peoples_pain_is_no_distress(denied: str, meant: str) -> None:
    assert said(denied).move == "neutral"
    assert said(meant).move == "distress"


@dataclass(frozen=True)
class Figures:
    accuracy: float
    precision: float
    recall: float


def figures(shared: Path, part: str) -> Figures:
    """Compare labels and detector; precision and recall are of opportunity against none."""
    labels: dict[str, str] = json.loads(LABELS.read_text(encoding="utf-8"))[part]
    with (shared / "corpora" / "annomi_dev.csv").open(encoding="utf-8") as file:
        texts = {
            f"annomi-{row['transcript_id']}-{row['utterance_id']}": row["utterance_text"]
            for row in csv.DictReader(file)
        }
    counts: Counter[str] = Counter()
    for unit, label in labels.items():
        move = said(texts[unit]).move
        counts["right"] += move == label
        counts[f"{label in OPPORTUNITIES}-{move in OPPORTUNITIES}"] += 1
    found = counts["True-True"]
    return Figures(
        counts["right"] / len(labels),
        found / (found + counts["False-True"]),
        found / (found + counts["True-False"]),
    )


def test_turns_kept_apart_are_read_as_a_person_reads_them(shared: Path) -> None:
    reached = figures(shared, "kept_apart")
    assert reached.accuracy >= 0.88
    assert reached.precision >= 0.5
    assert reached.recall >= 0.75
