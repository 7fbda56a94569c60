from __future__ import annotations

import json
from pathlib import Path

import pytest

from compassion_nlp.cli import convert, main
from compassion_nlp.exchange import FORMATS, LabelledUnit, Labels, export, load
from compassion_nlp.schema import Analysis, Cue

CANARY = "zebrafinch-canary"


def call(capfd, *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    return int(ended.value.code or 0), out + err


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    found = Labels(
        (LabelledUnit(id="a", text=f"{CANARY} 😢 hard", cues=(("x", 18, 21),), labels={"c": 1}),)
    )
    export(found, tmp_path / "in.jsonl")
    return found


@pytest.mark.parametrize("name", ["out.json", "out.csv", "out.qdpx", "out.prodigy.jsonl"])
def test_the_suffix_tells_the_format(capfd, tmp_path, labels, name) -> None:
    code, said = call(capfd, "convert", tmp_path / "in.jsonl", tmp_path / name)
    assert (code, said) == (0, f"{tmp_path / name}: 1 units, 1 spans\n")
    assert load(tmp_path / name) == labels
    code, _ = call(capfd, "convert", tmp_path / name, tmp_path / "back.jsonl")
    assert code == 0
    assert load(tmp_path / "back.jsonl") == labels


def test_a_format_said_outweighs_the_suffix(capfd, tmp_path, labels) -> None:
    call(capfd, "convert", tmp_path / "in.jsonl", tmp_path / "x.txt", "--to", "doccano")
    call(capfd, "convert", tmp_path / "x.txt", tmp_path / "y.csv", "--from", "doccano")
    assert load(tmp_path / "y.csv") == labels


def test_a_models_cues_become_suggestions(capfd, tmp_path) -> None:
    cue = Cue("validation", "legitimising", "compassion", 0, 9, 1)
    scores = {"compassion": 0.9}
    told = Analysis("No wonder you're here", "note", (cue,), scores, levels={"c": 1}, id="n1")
    found = tmp_path / "found.jsonl"
    found.write_text(json.dumps(told.to_dict(with_text=True)), encoding="utf-8")
    code, _ = call(capfd, "convert", found, tmp_path / "out.json")
    assert code == 0
    (task,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert "annotations" not in task
    region, _ = task["predictions"][0]["result"]
    assert region["value"]["labels"] == ["validation"]


@pytest.mark.parametrize("name", ["codes.xml", "codes.qdc"])
def test_the_codes_are_written_too(capfd, tmp_path, labels, name) -> None:
    arguments = (tmp_path / "in.jsonl", tmp_path / "out.json", "--codebook", tmp_path / name)
    assert call(capfd, "convert", *arguments)[0] == 0
    written = (tmp_path / name).read_text("utf-8")
    assert "validation" in written
    assert ('"level_c"' in written) == (name == "codes.xml")


def test_what_was_left_out_is_said(capfd, tmp_path, labels) -> None:
    export(labels, tmp_path / "a.json")
    tasks = json.loads((tmp_path / "a.json").read_text("utf-8"))
    (tmp_path / "a.json").write_text(json.dumps([*tasks, {"data": {"text": "x"}}]), "utf-8")
    code, said = call(capfd, "convert", tmp_path / "a.json", tmp_path / "out.jsonl")
    assert code == 0
    assert "1 tasks have no annotation; left out" in said


def test_faults_end_with_exit_code_2(capfd, tmp_path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": 3, "text": CANARY}), encoding="utf-8")
    code, said = call(capfd, "convert", path, tmp_path / "out.csv")
    assert code == 2
    assert f"{path}, line 1: id: Input should be a valid string" in said
    assert not (tmp_path / "out.csv").exists()


def test_a_codebook_of_another_kind_is_refused(capfd, tmp_path, labels) -> None:
    code, said = call(
        capfd, "convert", tmp_path / "in.jsonl", tmp_path / "o.csv", "--codebook", "c.txt"
    )
    assert code == 2
    assert "expected .xml or .qdc" in said


def test_the_command_offers_every_format() -> None:
    assert tuple(convert._FORMATS) == FORMATS
