from __future__ import annotations

from pathlib import Path

import pytest

from compassion_nlp.readers.labels import LabelError, read_rows


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.parquet"
    path.write_bytes(b"PAR1\xff\xfe\x00")
    with pytest.raises(LabelError, match=r"labels.parquet: not UTF-8 text; expected JSON Lines"):
        read_rows([path], dict)


def test_faults_of_all_files_are_told_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text("{\n" * 15, encoding="utf-8")
    second.write_text("\n{\n" * 10, encoding="utf-8")
    with pytest.raises(LabelError, match=r"b.jsonl, line 2: not JSON") as caught:
        read_rows([first, second], dict)
    assert str(caught.value).endswith("... and 5 more")
