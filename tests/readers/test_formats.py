"""Files that are not what their suffix says."""

import io
import zipfile

import pytest

from compassion_nlp.readers import read_transcript, read_units
from compassion_nlp.schema import TranscriptError

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nNurse: Hi.\n"
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nNurse: Hi.\n"


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "looks"),
    [
        ("a.vtt", SRT, r"looks like SubRip subtitles; rename it to \.srt"),
        ("a.vtt", b'{"speaker": "Jo"}', r"looks like JSON; rename it to \.jsonl"),
        ("a.vtt", archive("word/document.xml"), r"looks like a Word document; rename it to \.docx"),
        ("a.vtt", b"hello there", "the content is not WebVTT"),
        ("a.srt", VTT, r"looks like WebVTT; rename it to \.vtt"),
        ("a.txt", VTT, r"the suffix says TXT, but the content looks like WebVTT"),
        ("a.txt", b"%PDF-1.7", "looks like PDF; export the transcript"),
        ("a.txt", b"@UTF8\n@Begin\n", "looks like CHAT"),
        ("a.csv", archive("xl/workbook.xml"), r"an Excel workbook; save the sheet as \.csv"),
        ("a.csv", b"\x1f\x8b\x08", "a gzip archive; unpack it first"),
        ("a.docx", b"\xd0\xcf\x11\xe0rest", r"an old Word or Excel file; save it as \.docx"),
        ("a.docx", archive("other.xml"), "a ZIP archive"),
        ("a.docx", b"{\\rtf1 hi}", r"RTF; save it as \.docx"),
        ("a.docx", b"Nurse: hi", "the content is not a Word document"),
        ("a.docx", b"PK\x03\x04broken", "a ZIP archive"),
        ("a.parquet", b"speaker,text\n", "the content is not Parquet"),
        ("a.jsonl", b"PAR1....PAR1", "looks like Parquet"),
        ("a.txt", b"<!DOCTYPE html><p>", "looks like HTML or XML"),
    ],
)
def test_content_of_another_format_is_named(write, name, data, looks):
    with pytest.raises(TranscriptError, match=looks):
        read_transcript(write(name, data))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.doc", r"found the suffix \.doc; expected one of .*; save it as \.docx"),
        ("a.xlsx", r"save the sheet as \.csv"),
        ("a.json", r"name it \.jsonl"),
        ("transcript", r"found the suffix none; expected one of \.vtt"),
    ],
)
def test_unknown_suffix_lists_the_known_ones(write, name, message):
    with pytest.raises(TranscriptError, match=message):
        read_transcript(write(name, "Nurse: Hi.\n"))


def test_suffix_option_overrides_the_name(write):
    assert read_transcript(write("a.log", VTT), suffix="vtt").turns[0].text == "Hi."


def test_notes_reader_refuses_a_transcript(write):
    with pytest.raises(TranscriptError, match=r"found a transcript; .*use read_transcript"):
        read_units(write("a.vtt", VTT))


def test_missing_file_and_folder_are_said(tmp_path):
    with pytest.raises(TranscriptError, match="no such file; check the path"):
        read_transcript(tmp_path / "a.vtt")
    (tmp_path / "b.vtt").mkdir()
    with pytest.raises(TranscriptError, match="found a folder; expected a file"):
        read_transcript(tmp_path / "b.vtt")
