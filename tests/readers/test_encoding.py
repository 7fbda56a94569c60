"""Bytes that are not plain UTF-8."""

import codecs

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.schema import TranscriptError

TEXT = "Nurse: Café – “how” was it?\nJo: Fine.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_read_the_same_without_a_word(write, encoding):
    session = read_transcript(write("a.txt", TEXT.encode(encoding)))
    assert session.turns[0].text == "Café – “how” was it?"
    assert not any("read as" in notice for notice in session.notices)


def test_big_endian_utf16_is_read_by_its_mark(write):
    data = codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")
    assert read_transcript(write("a.txt", data)).turns[0].text == "Café – “how” was it?"


def test_windows_1252_is_read_and_told(write):
    session = read_transcript(write("a.txt", TEXT.encode("cp1252")))
    assert session.turns[0].text == "Café – “how” was it?"
    assert "not UTF-8: read as Windows-1252; check accents and quotes" in session.notices


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"a\.txt: the file is empty"),
        (b" \n\t\n", r"a\.txt: the file holds only white space"),
        (b"Nurse: hi\nJo: \x00\x01\n", r"a\.txt, line 2: found binary data \(a NUL\)"),
        (b"Nurse: hi\nJo: \x81\x8d\n", r"a\.txt, line 2: the bytes are not text in UTF-8"),
        (b"\xff\xfeN\x00u\x00x", r"a\.txt, line 1: the bytes are not text in UTF-16"),
    ],
)
def test_what_is_not_text_is_an_error_with_its_line(write, data, message):
    with pytest.raises(TranscriptError, match=message):
        read_transcript(write("a.txt", data))


def test_fault_far_into_a_file_has_the_right_line(write):
    data = b"Nurse: hello there\n" * 100_000 + b"Jo: \x81\n"
    with pytest.raises(TranscriptError, match=r"a\.txt, line 100001: the bytes are not text"):
        read_transcript(write("a.txt", data))
