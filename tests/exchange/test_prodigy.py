from __future__ import annotations

import json

import pytest

from compassion_nlp.exchange import LabelError, read_prodigy, write_prodigy

from .conftest import CANARY


@pytest.fixture
def task(plain, tmp_path):
    write_prodigy(plain, tmp_path / "a.jsonl")
    return json.loads((tmp_path / "a.jsonl").read_text("utf-8"))


def read(path, *tasks):
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    return read_prodigy(path)


def test_spans_and_chosen_levels_stand_where_the_tool_looks_for_them(task) -> None:
    assert task["spans"] == [{"start": 11, "end": 20, "label": "validation"}]
    assert task["accept"] == ["compassion=1"]
    assert [option["id"] for option in task["options"]] == [
        "compassion=0",
        "compassion=1",
        "compassion=2",
    ]
    assert task["meta"]["id"] == "a1"


def test_tasks_that_were_not_accepted_are_left_out(task, plain, tmp_path) -> None:
    done = task | {"answer": "accept", "_task_hash": 1}
    with pytest.warns(UserWarning, match="2 tasks were rejected or ignored; left out"):
        found = read(
            tmp_path / "b.jsonl", done, task | {"answer": "reject"}, {**task, "answer": "ignore"}
        )
    assert found == plain


def test_faults_name_the_line(task, tmp_path) -> None:
    task["spans"].append({"start": 4, "label": "x"})
    with pytest.raises(
        LabelError, match=r"b\.jsonl, line 1: spans\.1\.end: Field required"
    ) as raised:
        read(tmp_path / "b.jsonl", task)
    assert CANARY not in str(raised.value)
