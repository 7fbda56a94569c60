"""Plain text and Word documents in the layouts of common programs."""

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.schema import TranscriptError

SAID = [("Counselor Ana", "Good to see you."), ("Jo", "Long week. I barely slept.")]

LABELLED = "Counselor Ana: Good to see you.\nJo: Long week.\nI barely slept.\n"
OTTER = """Ana and Jo
Mon, Jan 5, 2026 3:00PM

Counselor Ana  0:03
Good to see you.

Jo  0:08
Long week.
I barely slept.

Transcribed by https://otter.ai
"""
REV = "Counselor Ana (00:03):\nGood to see you.\n\nJo (00:08):\nLong week. I barely slept.\n"
REV_INLINE = "Counselor Ana (00:03): Good to see you.\nJo (00:08): Long week. I barely slept.\n"
ZOOM = "[Counselor Ana] 10:01:05\nGood to see you.\n\n[Jo] 10:01:09\nLong week. I barely slept.\n"
SONIX = "[00:00:03] Counselor Ana: Good to see you.\n[00:00:08] Jo: Long week. I barely slept.\n"
HAPPY_SCRIBE = (
    "[00:00:03.12] - Counselor Ana\nGood to see you.\n\n"
    "[00:00:08.01] - Jo\nLong week. I barely slept.\n"
)
TAGGED = "[Counselor Ana]: Good to see you.\n[Jo]: Long week. I barely slept.\n"
TEAMS = """Support call-20260105_150000-Meeting Recording
January 5, 2026, 3:00PM
12m 3s
Ana Cruz started transcription
Counselor Ana   0:03
Good to see you.
Jo   0:08
Long week. I barely slept.
Ana Cruz stopped transcription
"""
TEAMS_OLD = """0:0:3.0 --> 0:0:5.500
Counselor Ana
Good to see you.
0:0:8.0 --> 0:0:9.0
Jo
Long week.
I barely slept.
"""
LAYOUTS = {
    "labelled": LABELLED,
    "otter": OTTER,
    "rev": REV,
    "rev_inline": REV_INLINE,
    "zoom": ZOOM,
    "sonix": SONIX,
    "happy_scribe": HAPPY_SCRIBE,
    "tagged": TAGGED,
    "teams": TEAMS,
    "teams_old": TEAMS_OLD,
}


def said(session):
    return [(turn.speaker, turn.text) for turn in session.turns]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_layout_gives_the_turns(write, layout):
    assert said(read_transcript(write("a.txt", LAYOUTS[layout]))) == SAID


@pytest.mark.parametrize("layout", LAYOUTS)
def test_word_layout_gives_the_turns(write_docx, layout):
    assert said(read_transcript(write_docx("a.docx", *LAYOUTS[layout].split("\n")))) == SAID


def test_teams_paragraph_with_line_breaks_gives_the_turns(write_docx):
    path = write_docx(
        "a.docx", "Counselor Ana   0:03\nGood to see you.", "Jo   0:08\nLong week. I barely slept."
    )
    session = read_transcript(path)
    assert said(session) == SAID
    assert [turn.start for turn in session.turns] == [3.0, 8.0]
    assert session.turns[1].rows == (2,)


def test_word_table_of_names_and_words_gives_the_turns(tmp_path):
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for name, words in SAID:
        for cell, value in zip(table.add_row().cells, (name, words), strict=True):
            cell.text = value
    document.save(str(tmp_path / "a.docx"))
    assert said(read_transcript(tmp_path / "a.docx")) == SAID


def test_lines_of_the_program_are_left_out_and_told(write):
    notices = read_transcript(write("a.txt", TEAMS)).notices
    assert "left out 2 lines written by the program (4, 9)" in notices
    assert "left out 3 lines before the first speaker (1, 2, 3)" in notices


def test_colon_inside_a_timed_layout_is_text(write):
    path = write("a.txt", REV.replace("Long week.", "Monday night: bad.\nSleep: none."))
    session = read_transcript(path)
    assert session.speakers == ("Counselor Ana", "Jo")
    assert session.turns[1].text == "Monday night: bad. Sleep: none. I barely slept."


def test_time_in_a_sentence_is_no_head(write):
    path = write("a.txt", LABELLED + "It was Friday 10:30\n")
    assert read_transcript(path).turns[1].text.endswith("It was Friday 10:30")


@pytest.mark.parametrize(
    "name", ["jsmith", "Maria de la Cruz", "Dr. O'Neil", "Jo (she/her)", "P", "speaker_00"]
)
def test_names_of_many_kinds_are_speakers(write, name):
    path = write("a.txt", f"Nurse: Hi.\n{name}: Hey.\nNurse: So?\n{name}: Fine.\n")
    assert read_transcript(path, helper="nurse").speakers == ("Nurse", name)


def test_text_without_speakers_is_an_error_that_says_what_to_do(write):
    with pytest.raises(
        TranscriptError, match=r"a\.txt: no speaker is named; expected “Name: text”"
    ):
        read_transcript(write("a.txt", "we talked for a while\nand then left\n"))
