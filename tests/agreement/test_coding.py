from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import compassion_nlp as cn
from compassion_nlp.agreement import read_coding
from compassion_nlp.learn import LabelError

CANARY = "zebrafinch-canary"


def write(tmp_path: Path, *rows: dict | str) -> Path:
    path = tmp_path / "coder.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_label_file_needs_no_text(tmp_path: Path) -> None:
    table = read_coding(
        write(
            tmp_path,
            {"id": "a", "labels": {"x": 2, "y": None}, "cues": [["validation", 0, 4]], "group": 7},
            {"id": "b", "labels": {"x": 0}, "text": CANARY, "cues": []},
            {"id": "c", "labels": {"y": 1}},
        )
    )
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["x"].tolist()[:2] == [2, 0]
    assert table["y"].isna().tolist() == [True, True, False]
    assert table.loc["a", "cues"] == (("validation", 0, 4),)
    assert table.loc["b", "cues"] == ()
    assert pd.isna(table.loc["c", "cues"])
    assert table.loc["a", "group"] == "7"
    assert CANARY not in table.to_string()


def test_records_of_analyze_give_levels_and_asserted_cues(tmp_path: Path, analyzer) -> None:
    units = [
        cn.schema.Unit("No wonder you're worn out.", "turn", "I haven't slept.", "a"),
        cn.schema.Unit("I haven't slept.", "turn", None, "b", "Ann", "client"),
    ]
    analyses = list(analyzer.analyze_units(units))
    records = [json.loads(json.dumps(analysis.to_dict())) for analysis in analyses]
    records[0]["cues"].append({"id": "summary", "start": 0, "end": 2, "asserted": False})
    table = read_coding(write(tmp_path, *records), group="speaker")
    assert table.loc["a", "compassion"] == analyses[0].levels["compassion"]
    assert table.loc["a", "cues"] == tuple((c.id, c.start, c.end) for c in analyses[0].cues)
    assert table.loc["a", "cues"]
    assert table.loc["b"].drop("group").isna().all()
    assert table.loc["b", "group"] == "Ann"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f'{{"id": "a", "text": "{CANARY}"', "line 1: not JSON"),
        ({"text": CANARY, "labels": {}}, "line 1: id: Field required"),
        ({"id": "a", "text": CANARY}, "line 1: row: .*no labels, levels or cues"),
        ({"id": "a", "labels": {"x": CANARY}}, r"line 1: labels.x: Input should be a valid int"),
        ({"id": "a", "cues": [["x", 5, 5]]}, r"cue x \[5, 5\] is no span"),
        ({"id": "a", "cues": [{"id": "x", "start": 5}]}, r"line 1: cues.0.2: Input should be"),
        ({"id": "a", "labels": {"group": 1}}, "a code is called group; give it another name"),
        (f'["{CANARY}"]', "line 1: row: Input should be a valid dictionary"),
        ("", "no rows found"),
    ],
)
def test_a_fault_names_its_line_and_keeps_the_text_to_itself(tmp_path, row, message: str) -> None:
    with pytest.raises(LabelError, match=message) as caught:
        read_coding(write(tmp_path, row))
    assert CANARY not in str(caught.value)


def test_an_id_that_occurs_twice_is_named(tmp_path: Path) -> None:
    row = {"id": "a", "labels": {"x": 1}}
    with pytest.raises(LabelError, match=r"coder.jsonl: 1 ids occur twice \(a\)"):
        read_coding(write(tmp_path, row, row))
