from __future__ import annotations

import json
from pathlib import Path

import pytest

from compassion_nlp.cli import main

CANARY = "zebrafinch-canary"


def call(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def coders(tmp_path: Path) -> tuple[Path, Path]:
    a = [
        {
            "id": f"u{i}",
            "text": f"{CANARY} {i}",
            "labels": {"compassion": i % 3, "humour": 1},
            "cues": [["validation", 0, 5]],
            "group": f"s{i // 4}",
        }
        for i in range(20)
    ]
    b = [
        {
            "id": f"u{i}",
            "speaker": f"helper {i // 10}",
            "levels": {"compassion": i % 3 if i % 5 else 0},
            "cues": [{"id": "validation", "start": 3, "end": 9, "asserted": i % 2 == 0}],
        }
        for i in range(2, 25)
    ]
    return write(tmp_path / "ann.jsonl", a), write(tmp_path / "model.jsonl", b)


def test_a_coder_is_compared_with_the_model(capfd, coders) -> None:
    code, out, err = call(capfd, "agree", *coders)
    assert code == 0
    assert f"18 ids matched; 2 only in {coders[0]}; 5 only in {coders[1]}" in err
    assert f"only in {coders[0]}, so not compared: humour" in err
    assert "1000 resamples (seed 0) of whole groups (field group)" in out
    assert "Cohen's kappa" in out
    assert "18 units, 5 clusters" in out
    assert "micro: cues" in out
    assert "fewer than 30 clusters" in out
    assert CANARY not in out + err


def test_figures_are_written_as_json(capfd, coders, tmp_path: Path) -> None:
    path = tmp_path / "agree.json"
    _, table, _ = call(capfd, "agree", *coders, "--json", path, "--resamples", 50, "--seed", 3)
    _, out, _ = call(capfd, "agree", *coders, "--json", "-", "--resamples", 50, "--seed", 3)
    figures = json.loads(out)
    assert json.loads(path.read_text(encoding="utf-8")) == figures
    assert "ICC(2,1)" in table
    assert (figures["resamples"], figures["seed"], figures["clusters"]) == (50, 3, "group")
    rows = {(row["code"], row["measure"]): row for row in figures["agreement"]}
    assert rows["compassion", "observed_agreement"]["value"] == pytest.approx(16 / 18)
    assert rows["validation", "span_recall_overlap"]["value"] == pytest.approx(9 / 18)
    assert rows["validation", "span_recall_exact"]["value"] == 0
    assert rows["micro: cues", "span_precision_exact"]["n_clusters"] == 5


def test_another_field_can_name_the_group(capfd, coders) -> None:
    _, out, _ = call(capfd, "agree", *coders, "--group", "speaker", "--json", "-")
    figures = json.loads(out)
    assert figures["clusters"] == "speaker"
    assert {row["n_clusters"] for row in figures["agreement"]} == {2}


def test_files_without_groups_say_that_units_are_drawn(capfd, coders, tmp_path: Path) -> None:
    other = write(
        tmp_path / "b.jsonl", [{"id": f"u{i}", "labels": {"compassion": 1}} for i in (3, 4)]
    )
    _, out, _ = call(capfd, "agree", coders[1], other)
    assert "of single units, as no file has groups" in out


def test_three_coders_have_no_reference(capfd, coders, tmp_path: Path) -> None:
    third = tmp_path / "c.jsonl"
    third.write_bytes(coders[0].read_bytes())
    code, out, err = call(capfd, "agree", *coders, third)
    assert code == 0
    assert f"20 ids matched; 0 only in {coders[0]}; 5 only in {coders[1]}; 0 only in {third}" in err
    assert "F1, exact" in out
    assert "precision" not in out


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (["--group", "session"], "no row has a field 'session'"),
        (["--resamples", "0"], "x>=1"),
    ],
)
def test_options_that_do_not_fit_say_so(capfd, coders, extra, message: str) -> None:
    code, out, err = call(capfd, "agree", *coders, *extra)
    assert code == 2
    assert out == ""
    assert message in err


def test_files_that_share_no_id_are_an_error(capfd, coders, tmp_path: Path) -> None:
    other = write(tmp_path / "b.jsonl", [{"id": "elsewhere", "labels": {"compassion": 1}}])
    code, out, err = call(capfd, "agree", coders[0], other)
    assert code == 2
    assert out == ""
    assert "0 ids matched" in err
    assert "no id is in two tables" in err


def test_one_file_is_not_enough(capfd, coders) -> None:
    code, _, err = call(capfd, "agree", coders[0])
    assert code == 2
    assert "takes two at least" in err


@pytest.mark.parametrize("content", [f'{{"id": "{CANARY}', f'"{CANARY}"', f"id,x\n{CANARY},1\n"])
def test_words_of_a_bad_file_reach_no_message(capfd, coders, tmp_path, content: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content, encoding="utf-8")
    code, out, err = call(capfd, "agree", coders[0], bad)
    assert code == 2
    assert "bad.jsonl, line 1" in err
    assert CANARY not in out + err
