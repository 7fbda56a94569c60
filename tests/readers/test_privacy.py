"""Whatever is wrong with a file, its text never shows in what the readers say."""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compassion_nlp.readers import read_transcript, read_transcripts, read_units
from compassion_nlp.schema import BadRow, TranscriptError

CANARY = "zebrafish"

MALFORMED = {
    "malformed_times.vtt": f"WEBVTT\n\n00:xx --> 0:1\nNurse: {CANARY}\n\n{CANARY} loose",
    "no_speaker.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{CANARY} went home\n",
    "first_cue.vtt": f"WEBVTT\n\n00:01 --> 00:02\n{CANARY}\n\n00:01 --> 00:02\nJo: {CANARY}\n",
    "not.vtt": f"{CANARY}\n",
    "bad.srt": f"1\n{CANARY}\n2\n00:00 --> {CANARY}\n{CANARY}\n",
    "none.txt": f"{CANARY} and more\n",
    "unguessed.txt": f"Ana: {CANARY}\nJo: {CANARY}\n",
    "bytes.txt": f"Ana: {CANARY}\n".encode() + b"\x81",
    "nul.txt": f"Ana: {CANARY}\n\0".encode(),
    "bad.cha": f"@Begin\n*INV {CANARY}\n{CANARY}\n",
    "fields.csv": f"speaker,text\nNurse,{CANARY},{CANARY}\n,{CANARY}\n",
    "quote.csv": f'speaker,text\nNurse,"{CANARY}\nJo,{CANARY}\n',
    "inner_quote.csv": f'speaker,text\nNurse,"{CANARY}" {CANARY}\n',
    "repeat.csv": f"utterance_id,speaker,text\n1,Nurse,{CANARY}\n1,Nurse,not {CANARY}\n",
    "times.csv": f"speaker,text,time\nNurse,{CANARY},{CANARY}\n",
    "bad.jsonl": f'{{"speaker": "Nurse", "text": "{CANARY}\n{{"text": ["{CANARY}"]}}\n"{CANARY}"\n',
    "typed.jsonl": f'{{"speaker": "Nurse", "text": ["{CANARY}"]}}\n',
    "role.jsonl": f'{{"text": "{CANARY}", "role": "{CANARY}", "genre": "{CANARY}"}}\n',
}


def said(read, path):
    """Return everything a reader says about a file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = read(path)
        except TranscriptError as error:
            told = [str(error), repr(error.__cause__)]
        else:
            told = list(getattr(result, "notices", ()))
            if read is read_units:
                told += [unit.error for unit in result if isinstance(unit, BadRow)]
    return " ".join([*told, *(str(warning.message) for warning in caught)])


@pytest.mark.parametrize("read", [read_transcript, read_units])
@pytest.mark.parametrize("name", MALFORMED)
def test_canary_never_shows(write, name, read):
    told = said(read, write(name, MALFORMED[name]))
    assert told
    assert CANARY not in told


def test_canary_in_a_word_document_never_shows(write_docx):
    told = said(read_transcript, write_docx("a.docx", f"{CANARY} one", f"{CANARY} two"))
    assert "no speaker is named" in told
    assert CANARY not in told


SUFFIXES = ["vtt", "srt", "txt", "cha", "csv", "tsv", "jsonl", "docx", "parquet"]
HEADS = [
    b"",
    b"WEBVTT\n\n",
    b"1\n00:00:01,000 --> 00:00:02,000\n",
    b"@Begin\n",
    b"speaker,text\n",
    b"speaker\ttext\n",
]
LINES = st.sampled_from(
    [
        b"Nurse: hi",
        b"Jo,hi",
        b"Jo\thi",
        b'"',
        b"00:01 --> 00:02",
        b"-->",
        b"<v Nurse>hi",
        b"</v>",
        b"NOTE x",
        b"*INV:\thi",
        b"\t",
        b"%mor",
        b'{"speaker": "Jo", "text": "hi"}',
        b"{",
        b"1",
        b"Jo  0:03",
        b"\xff",
        b"\x00",
        b"",
        b"PAR1",
        b"PK\x03\x04",
        b":",
        b"Nurse (0:03): hi",
        b"0:0:1.0 --> 0:0:2.0",
    ]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(
    suffix=st.sampled_from(SUFFIXES),
    head=st.sampled_from(HEADS),
    lines=st.lists(LINES, max_size=8),
    tail=st.binary(max_size=20),
)
def test_any_bytes_are_read_or_refused_with_one_kind_of_error(write, suffix, head, lines, tail):
    path = write(f"a.{suffix}", head + b"\n".join(lines) + tail)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for read in (read_transcripts, read_units):
            try:
                list(read(path))
            except TranscriptError as error:
                assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right
