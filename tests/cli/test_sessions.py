from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from compassion_nlp.cli import main
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.samples import sample_path

NOTE = (
    "Client came on time. She talked about her son. Plan was agreed. BP 120/80. Next visit Monday."
)


def call(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["sessions", *arguments])
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_transcript_gives_one_row_with_values_and_intervals(capfd) -> None:
    code, out, err = call(capfd, str(sample_path("session")))
    (row,) = map(json.loads, out.splitlines())
    assert code == 0
    assert (row["id"], row["genre"], row["note"]) == ("session", "turn", "")
    assert row["talk_share_low"] <= row["talk_share"] <= row["talk_share_high"]
    assert {f"{cue}_cue_rate" for cue in packaged_lexicon().by_id} <= row.keys()
    assert "no values" not in err


@pytest.mark.parametrize(("suffix", "read"), [(".csv", pd.read_csv), (".parquet", pd.read_parquet)])
def test_a_table_of_notes_gives_a_row_each(capfd, tmp_path: Path, suffix: str, read) -> None:
    source, target = tmp_path / "notes.csv", tmp_path / f"rows{suffix}"
    pd.DataFrame({"id": ["=1", "n2"], "text": [NOTE, "Fine."]}).to_csv(source, index=False)
    code, out, err = call(capfd, str(source), "-o", str(target))
    table = read(target)
    assert code == 0
    assert out == ""
    assert table["units"].tolist() == [5, 1]
    assert table["compassion_mean_intensity"].notna().tolist() == [True, False]
    assert table.loc[1, "note"] == "too short: 1 sentences, 5 needed"
    assert "1 of 2 rows have no values" in err
    assert table.loc[0, "id"] == ("'=1" if suffix == ".csv" else "=1")


def test_a_text_of_notes_is_one_document(capfd, tmp_path: Path) -> None:
    source = tmp_path / "visit.txt"
    source.write_text(f"{NOTE}\n\n{NOTE}\n", encoding="utf-8")
    _, out, _ = call(capfd, str(source))
    (row,) = map(json.loads, out.splitlines())
    assert (row["id"], row["units"]) == ("visit", 10)


def test_a_table_of_conversations_gives_a_row_per_session_of_merged_turns(
    capfd, tmp_path: Path
) -> None:
    source = tmp_path / "talk.csv"
    speakers = ["client", "counselor", "counselor"]
    rows = [
        (f"s{n}", speaker, f"Some words {k}.")
        for n in range(2)
        for k in range(20)
        for speaker in speakers
    ]
    pd.DataFrame(rows, columns=["session", "speaker", "text"]).to_csv(source, index=False)
    _, out, _ = call(capfd, str(source))
    found = [json.loads(line) for line in out.splitlines()]
    assert [(row["id"], row["units"]) for row in found] == [("s0", 20), ("s1", 20)]


def test_a_bad_row_keeps_its_place_and_turns_of_a_table_are_one_session() -> None:
    lines = [json.dumps({"id": "n1", "text": NOTE}), '{"id": "n2", "text": 5}']
    lines += [
        json.dumps({"text": "What was that like?", "genre": "turn", "context": "It hurt."})
    ] * 20
    done = subprocess.run(
        [sys.executable, "-m", "compassion_nlp.cli", "sessions", "-"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["n1", "n2", "stdin"]
    assert rows[1]["units"] == 0
    assert rows[1]["note"]
    assert rows[2]["units"] == 20
    assert "words" not in done.stderr


def test_a_cue_switched_off_has_no_rate(capfd) -> None:
    _, out, _ = call(capfd, str(sample_path("session")), "--off", "validation")
    assert "validation_cue_rate" not in json.loads(out)


def test_no_words_of_the_session_are_written(capfd) -> None:
    _, out, err = call(capfd, str(sample_path("session")))
    assert "fridge" not in out + err


def test_a_missing_file_ends_with_2_and_leaves_no_file(capfd, tmp_path: Path) -> None:
    code, _, err = call(capfd, str(tmp_path / "none.vtt"), "-o", str(tmp_path / "out.csv"))
    assert code == 2
    assert "none.vtt" in err
    assert list(tmp_path.iterdir()) == []
