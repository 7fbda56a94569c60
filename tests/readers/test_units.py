"""Notes and tables of texts as units."""

import io
import json
import os
import tracemalloc

import pytest

from compassion_nlp.readers import read_units
from compassion_nlp.schema import BadRow, TranscriptError, Unit


def test_json_record_keeps_all_its_fields(write):
    record = {
        "id": "s1:14",
        "text": "  Go on. ",
        "genre": "turn",
        "context": "I slipped.",
        "speaker": "Ana",
        "role": "helper",
    }
    path = write("a.jsonl", json.dumps(record))
    assert list(read_units(path)) == [
        Unit("  Go on. ", "turn", "I slipped.", "s1:14", "Ana", "helper")
    ]


def test_missing_id_is_the_number_of_the_record(write):
    path = write("a.jsonl", '{"text": "one"}\n\n{"text": "two", "id": 7}\n{"text": "three"}\n')
    assert [unit.id for unit in read_units(path)] == ["1", "7", "3"]


def test_field_that_only_later_records_have_is_read(write):
    path = write("a.jsonl", '{"text": "one"}\n{"text": "two", "context": "before"}\n')
    assert [unit.context for unit in read_units(path)] == [None, "before"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_of_windows_programs_are_read(write, encoding):
    path = write("a.jsonl", '{"text": "Café"}\n{"text": "two"}\n'.encode(encoding))
    assert [unit.text for unit in read_units(path)] == ["Café", "two"]


def test_record_too_deep_or_too_long_is_a_bad_row(write):
    path = write("a.jsonl", "[" * 100_000 + '\n{"text": "fine"}\n{"text":' + "1" * 5000 + "}\n")
    assert [isinstance(unit, BadRow) for unit in read_units(path)] == [True, False, True]


def test_bad_rows_stand_in_their_place_and_kill_nothing(write):
    path = write(
        "a.jsonl",
        b'{"id": "a"}\n{"text": "fine"}\n{"text": \n[1]\n{"text": 5}\n{"text": "\xff"}\n'
        b'{"text": "\\ud83d"}\n{"text": "x", "genre": "poem"}\n{"text": "x", "role": "cat"}\n'
        b'{"text": "   "}\n{"text": "also fine"}',
    )
    units = list(read_units(path))
    errors = [
        unit.error.rpartition("a.jsonl, ")[2] if isinstance(unit, BadRow) else "" for unit in units
    ]
    assert errors == [
        "line 1: text is empty; expected a note or turn",
        "",
        "line 3: not JSON at column 10: Expecting value; expected one object per line",
        "line 4: found a JSON list; expected one object per line",
        "line 5: text is int; expected a string",
        "line 6: the line is not UTF-8; save the file as UTF-8",
        "line 7: found half a character (an unpaired surrogate); write the record anew",
        "line 8: genre is unknown; expected turn or note",
        "line 9: role is unknown; expected helper, client or other",
        "line 10: text is empty; expected a note or turn",
        "",
    ]
    assert (units[0].id, units[0].row) == ("a", 1)


def test_csv_row_with_too_many_fields_is_a_bad_row(write):
    path = write("a.csv", 'id,text\na,"x, y"\nb,x,y\nc,z\n')
    found = list(read_units(path))
    assert [type(unit) for unit in found] == [Unit, BadRow, Unit]
    assert found[0].text == "x, y"


def test_text_keeps_every_character_as_given(write):
    path = write("a.csv", b'text\n" two\r\nlines \xe2\x80\x9d"\n')
    assert [unit.text for unit in read_units(path)] == [" two\r\nlines ”"]


def test_guessed_columns_and_genre_are_said(write):
    units = read_units(write("a.csv", "ID,section_text\n1,Slept well.\n"))
    assert units.notices == (
        "columns taken by their names: text from 'section_text', id from 'ID'",
        "no genre given: read as notes",
    )
    assert [unit.genre for unit in units] == ["note"]


def test_documented_columns_are_taken_without_a_word(write):
    units = read_units(write("a.csv", "id,text,note,genre\n1,Slept well.,n,turn\n"))
    assert units.notices == ()
    assert next(iter(units)).genre == "turn"


def test_several_possible_texts_are_an_error_that_lists_them(write):
    with pytest.raises(TranscriptError, match="several columns may be the text: note, body"):
        read_units(write("a.csv", "id,note,body\n1,a,b\n"))


def test_unknown_columns_are_an_error_that_lists_them(write):
    with pytest.raises(
        TranscriptError, match="no column for text; pass text=… as one of: id, words"
    ):
        read_units(write("a.jsonl", '{"id": 1, "words": "hi"}\n'))


def test_columns_can_be_named(write):
    path = write("a.csv", "n,words,before,who\n9,hello,hi,Ana\n")
    units = read_units(path, genre="turn", id="n", text="words", context="before", speaker="who")
    assert list(units) == [Unit("hello", "turn", "hi", "9", "Ana", "helper")]


def test_roles_come_from_the_speakers(write):
    path = write("a.csv", "speaker,text\nNurse,a\nClient,b\nKim,c\n,d\n")
    assert [unit.role for unit in read_units(path)] == ["helper", "client", "helper", "helper"]
    assert [unit.role for unit in read_units(path, helper="kim")] == [
        "other",
        "client",
        "helper",
        "helper",
    ]


def test_parquet_is_read_by_the_columns_needed(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"id": 1, "text": "one", "extra": b"x"}, {"id": None, "text": None, "extra": None}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    first, second = read_units(tmp_path / "a.parquet")
    assert first == Unit("one", id="1")
    assert second == BadRow(
        "2", 2, f"{tmp_path / 'a.parquet'}, row 2: text is empty; expected a note or turn"
    )


def test_text_file_is_divided_at_blank_lines(write):
    path = write("visit.txt", "S: tired\nO: flat\n\n \nPlan: call.\n")
    assert [(unit.id, unit.text) for unit in read_units(path)] == [
        ("visit:1", "S: tired\nO: flat"),
        ("visit:2", "Plan: call."),
    ]


def test_word_document_is_divided_at_paragraphs(write_docx):
    path = write_docx("visit.docx", "S: tired", "", "Plan: call.")
    assert [unit.text for unit in read_units(path)] == ["S: tired", "Plan: call."]


def test_file_can_be_looped_over_twice(write):
    units = read_units(write("a.csv", "text\none\ntwo\n"))
    assert list(units) == list(units)
    assert len(list(units)) == 2


@pytest.mark.parametrize(
    ("suffix", "data"),
    [(".jsonl", b'{"text": "one"}\n'), (".csv", b"text\none\n"), ("txt", b"one")],
)
def test_stream_is_read_with_its_suffix_named(suffix, data):
    assert [unit.text for unit in read_units(io.BytesIO(data), suffix=suffix)] == ["one"]


def test_pipe_is_read_line_by_line():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb", buffering=0) as sink:
        sink.write(b'{"text": "one"}\n')
        units = iter(read_units(source, suffix="jsonl"))
        assert next(units).text == "one"
        sink.write(b'{"text": "two"}\n')
        assert next(units).text == "two"


def test_table_from_a_pipe_is_read():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source:
        with os.fdopen(writing, "wb") as sink:
            sink.write(b"text\none\n")
        assert [unit.text for unit in read_units(source, suffix="csv")] == ["one"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_memory_stays_flat(tmp_path, suffix):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, texts = tmp_path / f"a.{suffix}", ["slept poorly " * 40] * 20_000
    if suffix == "parquet":
        pq.write_table(pa.table({"text": texts}), path, row_group_size=1000)
    elif suffix == "csv":
        path.write_text("text\n" + "\n".join(texts))
    else:
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    del texts
    tracemalloc.start()
    assert sum(1 for _ in read_units(path)) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000
