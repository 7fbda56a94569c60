from __future__ import annotations

import json
from pathlib import Path

import pytest

from compassion_nlp.learn import LabelError, read_labels
from compassion_nlp.learn.labels import complete

CANARY = "zebrafinch-canary"


def write(tmp_path: Path, *rows: dict | str) -> Path:
    path = tmp_path / "labels.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_rows_become_units_levels_and_groups(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "id": "a",
            "text": "I see.",
            "genre": "turn",
            "context": "",
            "labels": {"x": 1},
            "group": "g",
        },
        {"id": "b", "text": "UDS negative.", "labels": {"x": 0}},
    )
    labels = read_labels([path])
    assert [unit.genre for unit in labels.units] == ["turn", "note"]
    assert labels.units[0].context is None
    assert labels.levels["x"].tolist() == [1, 0]
    assert labels.groups == ["g", "b"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f'{{"id": "a", "text": "{CANARY}"', "line 1: not JSON"),
        ({"text": CANARY}, "line 1: id: Field required"),
        ({"id": "a", "text": CANARY, "cues": [["x", 5, 99]]}, r"cue x \[5, 99\] lies outside"),
        ({"id": "a", "text": CANARY, "labels": {"x": -1}}, "labels of x are below 0"),
        ({"id": "a", "text": CANARY, "genre": "poem"}, "genre: Input should be"),
    ],
)
def test_a_fault_names_its_line_and_keeps_the_text_to_itself(
    tmp_path: Path, row: dict | str, message: str
) -> None:
    with pytest.raises(LabelError, match=message) as caught:
        read_labels([write(tmp_path, row)])
    assert CANARY not in str(caught.value)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no labelled rows found"):
        read_labels([write(tmp_path, "")])


def test_codes_that_some_rows_lack_are_named(tmp_path: Path) -> None:
    rows = [
        {"id": i, "text": "x", "labels": labels} for i, labels in (("a", {"x": 1}), ("b", {"y": 1}))
    ]
    with pytest.raises(LabelError, match=r"x \(1 rows\), y \(1 rows\)"):
        complete(read_labels([write(tmp_path, *rows)]).levels)


def test_halves_part_all_ids_by_their_hash(tmp_path: Path) -> None:
    labels = read_labels([write(tmp_path, *({"id": str(i), "text": "x"} for i in range(20)))])
    a, b = ({row.id for row in labels.half(half).rows} for half in ("A", "B"))
    assert a | b == {str(i) for i in range(20)}
    assert not a & b
    assert a
    assert b
