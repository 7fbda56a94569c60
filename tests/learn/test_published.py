"""Labels by id meet their texts, or say why not."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from compassion_nlp.learn.labels import LabelError, read_labels
from compassion_nlp.learn.published import join_published, text_hash
from compassion_nlp.learn.train import gather

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
KEPT = sorted((ROOT / "data" / "labels").glob("*.jsonl"))
TURN = "So  you went\nback on your own."

SOURCE = """
[[source]]
labels = "talks.jsonl"
citation = "the Talks"
terms = "ours"
files = "talks*.csv"
id = "t-{session}-{number}"
group = "t-{session}"
text = "words"
genre = "turn"
speaker = "who"
context = "client"
"""


def talks(folder: Path, text: str = TURN) -> None:
    rows = [
        ("1", "0", "client", "I went back."),
        ("1", "1", "helper", text),
        ("1", "1", "helper", text),
        ("2", "0", "helper", "Good morning."),
    ]
    with (folder / "talks_v1.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("session", "number", "who", "words"))
        writer.writerows(rows)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(SOURCE, encoding="utf-8")
    path = tmp_path / "talks.jsonl"
    row = {
        "id": "t-1-1",
        "sha256": text_hash(TURN),
        "labels": {"compassion": 1},
        "cues": [["paraphrase_reflection", 3, 16]],
    }
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_a_label_finds_its_text_context_and_group(labels: Path, tmp_path: Path) -> None:
    talks(tmp_path)
    joined = join_published(labels, tmp_path)
    (row,) = joined.rows
    assert (row.id, row.group, row.context) == ("t-1-1", "t-1", "I went back.")
    cue, start, end = row.cues[0]
    assert (cue, row.text[start:end]) == ("paraphrase_reflection", "you went back")
    assert str(joined) == "1 matched, 0 with another text, 0 not in this copy"


def test_another_edition_is_told_from_the_one_that_was_labelled(
    labels: Path, tmp_path: Path
) -> None:
    talks(tmp_path, "So you went back.")
    with pytest.raises(LabelError, match="0 matched, 1 with another text"):
        join_published(labels, tmp_path)


def test_a_folder_without_the_table_is_named(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"no file talks\*\.csv.*the Talks"):
        join_published(labels, tmp_path)


def test_a_file_without_description_is_refused(labels: Path, tmp_path: Path) -> None:
    other = labels.with_name("others.jsonl")
    other.write_text(labels.read_text(encoding="utf-8"), encoding="utf-8")
    talks(tmp_path)
    with pytest.raises(LabelError, match=r"no source has labels = 'others.jsonl'"):
        join_published(other, tmp_path)


def test_training_asks_for_the_corpus_that_labels_need(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="--corpus"):
        gather([labels])
    talks(tmp_path)
    assert [row.id for row in gather([labels], tmp_path).rows] == ["t-1-1"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_the_projects_labels_by_id_hold_no_words(path: Path) -> None:
    fields = {
        "id",
        "sha256",
        "labels",
        "cues",
        "client_move",
        "boundary",
        "self_facet",
        "confidence",
    }
    for line in path.read_text(encoding="utf-8").splitlines():
        assert set(json.loads(line)) == fields


@pytest.mark.skipif(not (SHARED / "corpora").is_dir(), reason="the public corpora are not here")
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_the_projects_labels_by_id_match_the_published_texts(path: Path) -> None:
    joined = join_published(path, SHARED / "corpora")
    assert not joined.changed
    assert not joined.missing
    assert all(start < end for row in joined.rows for _, start, end in row.cues)


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the gold units are not here")
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_no_gold_unit_is_labelled_by_id(path: Path) -> None:
    gold = read_labels([SHARED / "gold" / "dev.jsonl"]).rows
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert not {row["id"] for row in kept} & {row.id for row in gold}
    assert not {row["sha256"] for row in kept} & {text_hash(row.text) for row in gold}
