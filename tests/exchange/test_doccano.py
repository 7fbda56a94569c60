from __future__ import annotations

import json

import pytest

from compassion_nlp.exchange import LabelError, read_doccano, write_doccano

from .conftest import CANARY


def write(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_offsets_count_utf_16_code_units_as_its_editor_does(tmp_path) -> None:
    # The example of doccano issue 2290.
    text = "👨🏻‍🚒 firemen drive firetrucks"
    line = {"id": 1, "text": text, "label": [[22, 32, "truck"]]}
    labels = read_doccano(write(tmp_path / "a.jsonl", line))
    assert labels.rows[0].cues == (("truck", 19, 29),)
    assert labels.rows[0].id == "1"
    write_doccano(labels, tmp_path / "b.jsonl")
    assert json.loads((tmp_path / "b.jsonl").read_text("utf-8"))["label"] == [[22, 32, "truck"]]


def test_its_own_id_does_not_take_the_place_of_ours(plain, tmp_path) -> None:
    write_doccano(plain, tmp_path / "a.jsonl")
    line = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))
    assert "id" not in line
    # What its export adds: an id of its own, comments.
    assert read_doccano(write(tmp_path / "b.jsonl", line | {"id": 99, "Comments": []})) == plain


def test_entities_and_categories_of_other_project_kinds_are_read(tmp_path) -> None:
    line = {
        "id": 4,
        "text": "so hard",
        "entities": [{"id": 1, "label": "validation", "start_offset": 3, "end_offset": 7}],
        "cats": ["compassion=2", "urgent"],
    }
    row = read_doccano(write(tmp_path / "a.jsonl", line)).rows[0]
    assert row.cues == (("validation", 3, 7),)
    assert row.labels == {"compassion": 2}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"text": CANARY}, "line 2: id: Field required"),
        ({"id": 1}, "line 2: text: Field required"),
        ({"id": 1, "text": CANARY, "label": [[0, 99, "x"]]}, "line 2: position 99 is none"),
        ({"id": 1, "text": "😢", "label": [[0, 1, "x"]]}, "line 2: position 1 is none between"),
        ({"id": 1, "text": CANARY, "label": [[3, 3, "x"]]}, "line 2: row: Value error, cue x"),
        (
            {"id": 1, "text": CANARY, "cats": ["a=1", "a=2"]},
            "line 2: two levels of a are chosen; choose one",
        ),
    ],
)
def test_faults_name_the_line(tmp_path, line, said) -> None:
    path = write(tmp_path / "a.jsonl", {"id": 0, "text": CANARY}, line)
    with pytest.raises(LabelError, match=said) as raised:
        read_doccano(path)
    assert CANARY not in str(raised.value)
