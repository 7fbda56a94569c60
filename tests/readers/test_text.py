"""Whole texts, their paragraphs, and the lines that units begin on."""

import io

import pytest

from compassion_nlp.readers import PlainText, paragraphs, read_text, read_units
from compassion_nlp.schema import TranscriptError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n \t\nb", ["a", "b"]),
        ("\n\n\na\nb\n\n\n", ["a\nb"]),
        ("\n a\n\n \n", [" a"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_blank_lines_part_paragraphs(text, found):
    assert [text[start:end] for start, end in paragraphs(text)] == found


def test_a_text_is_read_whole_with_what_was_assumed(write):
    assert read_text(write("a.md", "\ufeffa\r\n\r\nb\r\n")) == PlainText("a\n\nb\n")
    (notice,) = read_text(write("a.txt", b"caf\xe9")).notices
    assert "read as Windows-1252" in notice


def test_a_stream_is_read_like_a_file():
    assert read_text(io.BytesIO(b"a\nb")) == PlainText("a\nb")


@pytest.mark.parametrize("content", ["", " \n\n"])
def test_an_empty_text_is_a_text(write, content):
    assert read_text(write("a.txt", content)) == PlainText("")


def test_what_is_no_text_is_refused(write):
    with pytest.raises(TranscriptError, match="the content looks like PDF"):
        read_text(write("a.txt", "%PDF-1.7"))


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.md", "\n# Visit\n\n\nSlept.\nAte.\n \nLeft.", [2, 5, 8]),
        ("a.csv", 'text\n"a\n\nb"\nc\n', [2, 5]),
        ("a.jsonl", '\n{"text": "a"}\n\n{"text": "b"}\n', [2, 4]),
    ],
)
def test_units_know_the_line_they_begin_on(write, name, content, lines):
    assert [unit.line for unit in read_units(write(name, content))] == lines


def test_units_of_a_document_know_their_paragraph(write_docx):
    path = write_docx("a.docx", "Slept.", "", "Ate.")
    assert [unit.line for unit in read_units(path)] == [1, 3]
