from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from compassion_nlp.exchange import (
    LabelError,
    read_label_studio,
    write_label_studio,
    write_label_studio_config,
)
from compassion_nlp.lexicon import packaged_lexicon

from .conftest import CANARY


@pytest.fixture
def tasks(plain, tmp_path):
    """Return the tasks of a file, and what reads them back after a change."""
    path = tmp_path / "a.json"
    write_label_studio(plain, path)

    def read(changed, **how):
        path.write_text(json.dumps(changed), encoding="utf-8")
        return read_label_studio(path, **how)

    return json.loads(path.read_text(encoding="utf-8")), read


def test_regions_and_levels_stand_where_the_tool_looks_for_them(tasks) -> None:
    (task,), _ = tasks
    region, level = task["annotations"][0]["result"]
    assert task["data"]["id"] == "a1"
    assert task["data"]["context"] == ""
    assert (region["from_name"], region["to_name"], region["type"]) == ("cue", "text", "labels")
    assert region["value"]["labels"] == ["validation"]
    assert region["value"]["text"] == "No wonder"
    assert (level["from_name"], level["value"]) == ("level_compassion", {"choices": ["1"]})


def test_suggestions_are_predictions_and_nobodys_labels(plain, tmp_path) -> None:
    path = tmp_path / "a.json"
    write_label_studio(plain, path, suggested=True)
    (task,) = json.loads(path.read_text(encoding="utf-8"))
    assert "annotations" not in task
    assert task["predictions"][0]["result"][0]["value"]["labels"] == ["validation"]
    with (
        pytest.warns(UserWarning, match="1 tasks have no annotation; left out"),
        pytest.raises(LabelError, match="no labelled units found"),
    ):
        read_label_studio(path)


def test_a_coders_corrections_are_read(tasks) -> None:
    (task,), read = tasks
    result = task["annotations"][0]["result"]
    result[0]["value"] |= {"start": 14, "end": 22, "text": "wonder 😢", "labels": ["affirmation"]}
    result[1]["value"] = {"choices": ["2"]}
    result.append({"from_name": "sure", "type": "choices", "value": {"choices": ["yes"]}})
    row = read([task | {"id": 7}]).rows[0]
    assert row.text[14:22] == "wonder 😢"
    assert row.cues == (("affirmation", 14, 22),)
    assert row.labels == {"compassion": 2}


def test_offsets_of_old_versions_in_utf_16_are_told_by_the_words(tasks) -> None:
    (task,), read = tasks
    text = task["data"]["text"]
    start = text.index("you're")
    value = {"start": start + 1, "end": start + 7, "text": "you're", "labels": ["x"]}
    task["annotations"][0]["result"][0]["value"] = value
    assert read([task]).rows[0].cues == (("x", start, start + 6),)


def test_words_that_stand_nowhere_are_refused_without_being_told(tasks) -> None:
    (task,), read = tasks
    task["annotations"][0]["result"][0]["value"]["text"] = f"{CANARY} {CANARY}"
    with pytest.raises(LabelError, match=r"task 1: region \[11, 20\] has other words") as raised:
        read([task])
    assert CANARY not in str(raised.value)


def test_one_of_several_coders_must_be_named(tasks) -> None:
    (task,), read = tasks
    first = task["annotations"][0] | {"completed_by": 3}
    second = {"completed_by": {"id": 8, "email": "x@y"}, "result": []}
    third = {"completed_by": 9, "was_cancelled": True, "result": []}
    task["annotations"] = [first, second, third]
    with pytest.raises(LabelError, match=r"a\.json, task 1: 2 annotations by 3, 8; expected one"):
        read([task])
    assert len(read([task], coder="3").rows[0].cues) == 1
    assert read([task], coder="8").rows[0].cues == ()
    with (
        pytest.warns(UserWarning, match="no annotation by coder 9"),
        pytest.raises(LabelError, match="no labelled units"),
    ):
        read([task], coder="9")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "a.json, line 1: not JSON"),
        ("{}", "a.json: found no list; expected Label Studio's JSON export"),
        ('[{"text": "zebrafinch", "id": 1}]', "task 1: data: Field required"),
        ('[{"data": {"id": "a"}}]', "task 1: data: no text"),
        ('[{"data": {"text": "zebrafinch"}, "annotations": [{}]}]', "task 1: id: Field required"),
    ],
)
def test_faults_name_the_task(tmp_path, content, said) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LabelError, match=said) as raised:
        read_label_studio(path)
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize("chosen", [["1", "2"], ["many"], "1", None])
def test_a_level_is_one_whole_number(tasks, chosen) -> None:
    (task,), read = tasks
    task["annotations"][0]["result"][1]["value"] = {"choices": chosen}
    with pytest.raises(LabelError, match=r"level_compassion: expected (one choice|a whole number)"):
        read([task])


def test_the_config_offers_every_cue_and_level(tmp_path) -> None:
    path = tmp_path / "config.xml"
    write_label_studio_config(path, codes=["compassion", "humour"], most=3)
    assert path.read_bytes().startswith(b"<View>")
    root = ET.parse(path).getroot()
    offered = [label.get("value") for label in root.iterfind("Labels/Label")]
    assert offered == [*packaged_lexicon().by_id, "rationale"]
    assert root.find("Labels").attrib == {"name": "cue", "toName": "text"}
    assert [choices.get("name") for choices in root.iterfind("Choices")] == [
        "level_compassion",
        "level_humour",
    ]
    assert [choice.get("value") for choice in root.find("Choices")] == ["0", "1", "2", "3"]
    assert {text.get("name"): text.get("value") for text in root.iterfind("Text")} == {
        "context": "$context",
        "text": "$text",
    }
