"""Tables of conversations."""

import json

import pytest

from compassion_nlp.readers import read_transcript, read_transcripts
from compassion_nlp.schema import TranscriptError

ANNOMI_LIKE = """transcript_id,utterance_id,interlocutor,timestamp,utterance_text,annotator_id
5,0,therapist,00:00:13,"Thanks, for coming.",1
5,0,therapist,00:00:13,"Thanks, for coming.",2
5,1,client,00:00:24,Sure.,1
5,2,client,00:00:25,Sure thing.,1
9,0,therapist,00:00:01,Hello.,1
9,1,client,,Hi.,1
"""


def test_repeats_are_collapsed_and_their_number_said(write):
    first, second = read_transcripts(write("a.csv", ANNOMI_LIKE))
    assert (first.id, second.id) == ("5", "9")
    assert [(turn.role, turn.text, turn.rows) for turn in first.turns] == [
        ("helper", "Thanks, for coming.", (1,)),
        ("client", "Sure. Sure thing.", (3, 4)),
    ]
    assert "collapsed 1 rows that repeat an utterance id" in first.notices
    assert not any("collapsed" in notice for notice in second.notices)
    assert first.turns[0].start == 13.0
    assert second.turns[1].start is None


def test_the_clients_last_words_become_context(write):
    first, _ = read_transcripts(write("a.csv", ANNOMI_LIKE + "5,3,therapist,1,Go on.,1\n"))
    assert [unit.context for unit in first.units()] == [None, None, "Sure. Sure thing."]


def test_merge_off_keeps_each_utterance_a_turn(write):
    first, _ = read_transcripts(write("a.csv", ANNOMI_LIKE), merge=False)
    assert len(first.turns) == 3


def test_collapse_off_keeps_every_row(write):
    first, _ = read_transcripts(write("a.csv", ANNOMI_LIKE), merge=False, collapse=False)
    assert len(first.turns) == 4


def test_one_id_with_two_texts_is_a_fault(write):
    path = write("a.csv", ANNOMI_LIKE.replace('coming.",2', 'going.",2'))
    with pytest.raises(
        TranscriptError, match=r"a\.csv, line 3: the utterance id of row 1 comes back"
    ):
        read_transcripts(path)
    assert len(read_transcripts(path, collapse=False, merge=False)[0].turns) == 4


def test_many_sessions_ask_for_the_plural(write):
    with pytest.raises(
        TranscriptError, match="found 2 sessions; expected one; use read_transcripts"
    ):
        read_transcript(write("a.csv", ANNOMI_LIKE))


def test_columns_can_be_named(write):
    path = write("a.tsv", "a\tb\nAna\thello\nJo\thi\n")
    session = read_transcript(path, helper="Ana", speaker="a", text="b")
    assert [turn.text for turn in session.turns] == ["hello", "hi"]
    assert session.notices == ()
    assert session.id == "a"


def test_semicolons_are_found_and_told(write):
    path = write("a.csv", 'speaker;text\nNurse;"hello; you"\nJo;hi, there\n')
    session = read_transcript(path)
    assert [turn.text for turn in session.turns] == ["hello; you", "hi, there"]
    assert "columns are divided by ';'" in session.notices


def test_role_column_decides(write):
    path = write("a.csv", "speaker,role,text\nAna,Counselor,hello\nJo,client,hi\nBo,other,hey\n")
    session = read_transcript(path)
    assert [turn.role for turn in session.turns] == ["helper", "client", "other"]
    assert "helper taken to be 'Ana': the file states the role" in session.notices


def test_json_lines_and_parquet_read_like_csv(write, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"session": "s1", "speaker": "Nurse", "text": "Hello.", "start": 0.5},
        {"session": "s1", "speaker": "Jo", "text": "Hi.\nBad day.", "start": None},
    ]
    path = write("a.jsonl", "\n".join(json.dumps(row) for row in rows) + "\n\n")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    session = read_transcript(path)
    assert [(turn.text, turn.start) for turn in session.turns] == [
        ("Hello.", 0.5),
        ("Hi.\nBad day.", None),
    ]
    assert read_transcript(tmp_path / "a.parquet") == session


def test_all_faults_are_told_at_once_with_their_lines(write):
    path = write("a.csv", 'speaker,text\nNurse,hello\n,hi\nJo,a,b\nJo,"multi\nline"\n,bye\n')
    with pytest.raises(TranscriptError) as caught:
        read_transcript(path)
    assert [
        line.partition(": ")[0].rpartition(", ")[2] for line in str(caught.value).split("\n")
    ] == [
        "line 3",
        "line 4",
        "line 7",
    ]
    assert "line 4: found 3 fields; expected 2 as in the header" in str(caught.value)


def test_many_faults_are_cut_after_twenty(write):
    path = write("a.csv", "speaker,text\n" + ",hi\n" * 25)
    with pytest.raises(TranscriptError, match=r"line 21: speaker is empty[^\n]*\nand 5 more$"):
        read_transcript(path)


def test_default_speaker_fills_empty_names(write):
    path = write("a.csv", "speaker,text\n,hello\nJo,hi\n")
    session = read_transcript(path, default_speaker="Nurse")
    assert session.speakers == ("Nurse", "Jo")


def test_rows_without_text_are_left_out_and_told(write):
    session = read_transcript(write("a.csv", "speaker,text\nNurse,hello\nJo,\nJo,hi\n"))
    assert len(session.turns) == 2
    assert "left out 1 rows without text (3)" in session.notices


def test_malformed_times_in_a_table_warn(write):
    path = write("a.csv", "speaker,text,time\nNurse,hello,soon\nJo,hi,4.5\n")
    with pytest.warns(UserWarning, match=r"malformed times in 1 rows \(2\)"):
        session = read_transcript(path)
    assert [turn.start for turn in session.turns] == [None, 4.5]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("who,words", r"no column for text; pass text=… as one of: who, words"),
        ("speaker,note,body", r"several columns may be the text: note, body; pass text=…"),
        ("speaker,text,text", r"found columns named twice: text; rename one"),
    ],
)
def test_columns_that_cannot_be_told_are_listed(write, header, message):
    with pytest.raises(TranscriptError, match=message):
        read_transcript(write("a.csv", f"{header}\na,b,c\n"))


def test_column_that_is_not_there_is_listed(write):
    with pytest.raises(
        TranscriptError, match=r"text='words' is not a column; columns are: speaker, text"
    ):
        read_transcript(write("a.csv", "speaker,text\nJo,hi\n"), text="words")


def test_open_quote_is_a_fault_that_says_how_far_it_reads(write):
    path = write("a.csv", 'speaker,text\nNurse,hello\nJo,"hi\nNurse,so\n')
    with pytest.raises(TranscriptError, match=r"line 3: the record cannot .* \(read to line 4\)"):
        read_transcript(path)
