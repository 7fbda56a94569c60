from __future__ import annotations

import csv

import pytest

from compassion_nlp.exchange import LabelError, read_csv, write_csv

from .conftest import CANARY


@pytest.fixture
def table(plain, tmp_path):
    """Return the rows of a table, and what reads them back after a change."""
    path = tmp_path / "a.csv"
    write_csv(plain, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    def read(changed):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, changed[0])
            writer.writeheader()
            writer.writerows(changed)
        return read_csv(path)

    return rows, read


def test_there_is_a_row_per_unit_and_one_per_span(table) -> None:
    (unit, span), _ = table
    assert (unit["row"], unit["id"], unit["level_compassion"]) == ("unit", "a1", "1")
    assert (span["row"], span["id"], span["cue"], span["words"]) == (
        "span",
        "a1",
        "validation",
        "No wonder",
    )
    assert span["text"] == ""


def test_no_cell_is_run_as_a_formula(labels, tmp_path) -> None:
    path = tmp_path / "a.csv"
    write_csv(labels, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_an_apostrophe_that_quotes_no_formula_stays_as_typed(table) -> None:
    (unit, span), read = table
    unit["text"], unit["group"] = "'tis hard", "'"
    span |= {"start": "0", "end": "4", "words": "'tis"}
    row = read([unit, span]).rows[0]
    assert (row.text, row.group) == ("'tis hard", "'")


def test_rows_may_be_sorted_in_any_order(table, plain) -> None:
    rows, read = table
    assert read(rows[::-1]) == plain


@pytest.mark.parametrize(
    ("row", "cell", "value", "said"),
    [
        (1, "start", "12", "line 3: the words are not those at 12 to 20 of the text"),
        (1, "end", "-3", "line 3: column end: expected a whole number from 0"),
        (1, "id", "b", "line 3: no unit has the id 'b'; add its row"),
        (1, "row", "cue", "line 3: column row: expected unit or span"),
        (0, "level_compassion", "high", "line 2: column level_compassion: expected a whole"),
        (0, "genre", "poem", "line 2: genre: Input should be 'turn' or 'note'"),
        (0, "id", "", "line 2: id: Field required"),
    ],
)
def test_faults_name_the_line(table, row, cell, value, said) -> None:
    rows, read = table
    rows[row][cell] = value
    with pytest.raises(LabelError, match=said) as raised:
        read(rows)
    assert CANARY not in str(raised.value)


def test_a_unit_that_stands_twice_is_refused(table) -> None:
    (unit, span), read = table
    with pytest.raises(LabelError, match="line 4: id 'a1' occurs twice"):
        read([unit, span, unit])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: found no column row, id, cue"),
        (b"row;id;text\n", "line 1: found no column row, id"),
        (b"\xff\xfe", "not UTF-8 text; save it as CSV UTF-8"),
    ],
)
def test_a_table_of_another_kind_is_refused(tmp_path, content, said) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(LabelError, match=said):
        read_csv(tmp_path / "a.csv")


def test_a_row_with_a_cell_too_many_is_refused(table, tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(path.read_bytes() + f"unit,{CANARY}\r\n".encode())
    with pytest.raises(LabelError, match="line 4: 2 cells; expected 12") as raised:
        read_csv(path)
    assert CANARY not in str(raised.value)
