from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from compassion_nlp.cli import main
from compassion_nlp.samples import sample_path

CANARY = "zebrafinch-canary"


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "compassion_nlp.cli", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def call(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def records(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_help_lists_the_commands(capfd) -> None:
    code, out, _ = call(capfd, "--help")
    assert code == 0
    assert {"analyze", "report", "demo", "cues", "train", "evaluate"} <= set(out.split())


def test_demo_prints_a_table_and_writes_a_page(capfd, tmp_path: Path) -> None:
    page = tmp_path / "demo.html"
    code, out, _ = call(capfd, "demo", "-o", str(page))
    assert code == 0
    assert "open_question" in out
    assert "<mark" in page.read_text(encoding="utf-8")


def test_a_transcript_gives_a_record_per_turn(capfd) -> None:
    code, out, err = call(capfd, "analyze", str(sample_path("session")))
    found = records(out)
    assert code == 0
    assert {r["role"] for r in found} == {"helper", "client"}
    assert all(bool(r["scores"]) == (r["role"] == "helper") for r in found)
    assert "Marisol (peer specialist)" in err


def test_a_table_gives_a_record_per_row_in_order(capfd) -> None:
    code, out, _ = call(capfd, "analyze", str(sample_path("notes")), "--text", "note")
    assert code == 0
    assert [r["id"] for r in records(out)] == [f"n{i:02}" for i in range(1, 13)]


def test_jsonl_goes_through_standard_input() -> None:
    rows = [
        {"id": "a", "text": "What was that like for you", "genre": "turn", "context": "It hurt."},
        {"id": "b", "text": "UDS negative."},
    ]
    done = run("analyze", "-", stdin="\n".join(map(json.dumps, rows)) + "\n")
    found = records(done.stdout)
    assert [(r["id"], r["genre"]) for r in found] == [("a", "turn"), ("b", "note")]
    assert found[0]["cues"][0]["id"] == "open_question"


def test_a_bad_row_keeps_its_place_and_its_words_to_itself() -> None:
    lines = ['{"id": "a", "text": "Fine."}', '{"id": "b", "text": 5}', f'{{"text": "{CANARY}', "{}"]
    done = run("analyze", "-", stdin="\n".join([*lines, '{"id": "e", "text": "Well."}']) + "\n")
    found = records(done.stdout)
    assert done.returncode == 0
    assert len(found) == 5
    assert [r["error"] is None for r in found] == [True, False, False, False, True]
    assert CANARY not in done.stdout + done.stderr
    assert "3 rows could not be read" in done.stderr


def test_text_is_only_written_when_asked_for(capfd) -> None:
    path = str(sample_path("notes"))
    _, without, _ = call(capfd, "analyze", path, "--text", "note")
    _, with_text, _ = call(capfd, "analyze", path, "--text", "note", "--with-text")
    assert "graduation" not in without
    assert "graduation" in with_text


@pytest.mark.parametrize(("suffix", "read"), [(".csv", pd.read_csv), (".parquet", pd.read_parquet)])
def test_tables_have_the_frame_schema_after_the_id(capfd, tmp_path: Path, suffix, read) -> None:
    import compassion_nlp as cn

    out = tmp_path / f"scores{suffix}"
    code, _, _ = call(capfd, "analyze", str(sample_path("notes")), "--text", "note", "-o", str(out))
    table = read(out)
    assert code == 0
    assert list(table.columns) == ["id", *cn.FRAME_SCHEMA]
    assert len(table) == 12
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_a_spreadsheet_never_runs_a_cell(capfd, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,text\n"=HYPERLINK(1)","=1+1 refused"\n', encoding="utf-8")
    call(capfd, "analyze", str(source), "-o", str(out), "--with-text", "--genre", "note")
    table = pd.read_csv(out)
    assert table.loc[0, "id"].startswith("'=")
    assert table.loc[0, "text"].startswith("'=")


def test_a_missing_file_ends_with_2_and_a_reason(capfd, tmp_path: Path) -> None:
    code, out, err = call(capfd, "analyze", str(tmp_path / "none.vtt"))
    assert code == 2
    assert out == ""
    assert "none.vtt" in err


def test_a_failed_run_leaves_no_file(capfd, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, _, _ = call(capfd, "analyze", str(tmp_path / "none.vtt"), "-o", str(out))
    assert code == 2
    assert list(tmp_path.iterdir()) == []


def test_cues_lists_all_and_shows_one(capfd) -> None:
    _, out, _ = call(capfd, "cues")
    assert sum(line.startswith("  ") for line in out.splitlines()) == 39
    _, out, _ = call(capfd, "cues", "validation")
    assert "definition:" in out


def test_an_unknown_cue_lists_the_known(capfd) -> None:
    code, _, err = call(capfd, "cues", "kindness")
    assert code == 2
    assert "validation" in err


def test_a_report_shows_words_unless_told_not_to(capfd, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    source = str(sample_path("session"))
    call(capfd, "report", source, "-o", str(page))
    assert "fridge" in page.read_text(encoding="utf-8")
    call(capfd, "report", source, "-o", str(page), "--no-text")
    assert "fridge" not in page.read_text(encoding="utf-8")


def test_a_closed_pipe_is_no_error_on_the_screen() -> None:
    command = f"{sys.executable} -m compassion_nlp.cli analyze {sample_path('session')} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


MALFORMED = {
    "broken.vtt": f"WEBVTT\n\nnot a time --> {CANARY}\n{CANARY}\n",
    "speakerless.vtt": f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{CANARY} and no name\n",
    "empty.vtt": "",
    "broken.jsonl": f'{{"text": "{CANARY}"\n',
    "list.jsonl": f'["{CANARY}"]\n',
    "nocolumn.csv": f"a,b\n{CANARY},2\n",
    "quotes.csv": f'id,text\n1,"{CANARY}\n',
    "notword.docx": f"{CANARY}",
    "notparquet.parquet": f"{CANARY}",
    "strange.cha": f"*PAR:\t{CANARY}\n",
    "helper.txt": f"Ann: {CANARY}\nBob: {CANARY}\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_words_of_a_bad_file_reach_no_message(capfd, tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_text(MALFORMED[name], encoding="utf-8")
    for command in (["analyze", str(source)], ["report", str(source), "-o", str(tmp_path / "r")]):
        _, out, err = call(capfd, *command)
        assert CANARY not in err
        if command[0] == "analyze":
            assert CANARY not in out
