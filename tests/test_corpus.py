"""The project's own corpus is what its card says, and no public text is in the project."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from compassion_nlp.learn import read_labels
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import MINDSETS

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "data" / "corpus").glob("*.jsonl"))
LABELS = read_labels(FILES)
ROWS = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
_COPIED = (
    10  # words in a row: shorter runs are ordinary English ("a 62 year old with a history of")
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def test_every_unit_has_four_levels_and_known_cues() -> None:
    known = packaged_lexicon().by_id
    for row in ROWS:
        assert set(row["labels"]) == set(MINDSETS)
        assert all(level in (0, 1, 2) for level in row["labels"].values())
        assert all(cue in known for cue, _, _ in row["cues"])


def test_ids_are_unique_and_groups_are_authors() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["id"].startswith(row["group"]) for row in ROWS)


def test_both_genres_are_there_in_equal_parts_and_neutral_is_commonest() -> None:
    notes = sum(row["genre"] == "note" for row in ROWS)
    assert 0.4 < notes / len(ROWS) < 0.6
    neutral = sum(not any(row["labels"].values()) for row in ROWS)
    assert 0.35 < neutral / len(ROWS) < 0.45
    alone = [
        sum(row["labels"][m] > 0 and sum(map(bool, row["labels"].values())) == 1 for row in ROWS)
        for m in MINDSETS
    ]
    assert neutral > max(alone)


def test_the_corpus_is_as_large_as_its_card_says() -> None:
    assert len(ROWS) >= 5000
    for mindset in MINDSETS:
        assert sum(row["labels"][mindset] > 0 for row in ROWS) >= 500, mindset
    pairs = Counter(row["pair"] for row in ROWS if row["pair"])
    assert sum(members > 1 for members in pairs.values()) >= 500


def test_length_alone_does_not_give_a_label_away() -> None:
    from sklearn.metrics import roc_auc_score

    lengths = [len(row["text"].split()) for row in ROWS]
    for mindset in MINDSETS:
        present = [row["labels"][mindset] > 0 for row in ROWS]
        assert 0.25 < roc_auc_score(present, lengths) < 0.75, mindset


def test_no_two_units_outside_pairs_are_nearly_the_same() -> None:
    seen: dict[tuple[str, ...], str] = {}
    doubles = []
    for row in ROWS:
        tokens = words(row["text"])
        for gram in {tuple(tokens[i : i + 9]) for i in range(len(tokens) - 8)}:
            other = seen.setdefault(gram, row["id"])
            if other != row["id"] and row["pair"] is None:
                doubles.append((row["id"], other))
    assert len(set(doubles)) <= len(ROWS) // 100


def ours() -> Iterator[tuple[str, str]]:
    for row in ROWS:
        yield row["id"], row["text"]
        yield row["id"], row["context"] or ""
    for cue in packaged_lexicon().cues:
        for example in (*cue.finds, *cue.skips):
            yield cue.id, example.text.replace("⟦", "").replace("⟧", "")
    for path in (ROOT / "data" / "samples").iterdir():
        yield path.name, path.read_text("utf-8")


def theirs(shared: Path) -> Iterator[str]:
    for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines():
        unit = json.loads(line)
        yield unit["text"]
        yield unit["context"] or ""
    texts = ("utterance_text", "seeker_post", "response_post", "section_text", "prompt")
    for path in (shared / "corpora").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[name] or "" for name in texts if name in row)


def test_no_run_of_words_is_copied_from_the_development_data(shared: Path) -> None:
    foreign = {
        tuple(tokens[i : i + _COPIED])
        for tokens in map(words, theirs(shared))
        for i in range(len(tokens) - _COPIED + 1)
    }
    copied = [
        (name, " ".join(tokens[i : i + _COPIED]))
        for name, text in ours()
        for tokens in [words(text)]
        for i in range(len(tokens) - _COPIED + 1)
        if tuple(tokens[i : i + _COPIED]) in foreign
    ]
    assert copied == []


def test_no_gold_unit_is_in_the_training_data(shared: Path) -> None:
    gold = [
        json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()
    ]
    ids = {unit["id"] for unit in gold}
    texts = {" ".join(words(unit["text"])) for unit in gold if len(words(unit["text"])) > 3}
    assert not ids & {row.id for row in LABELS.rows}
    assert not texts & {" ".join(words(row.text)) for row in LABELS.rows}
