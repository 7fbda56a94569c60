"""WebVTT as Zoom, Teams, Otter and others write it."""

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.schema import TranscriptError

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.500
Counselor Ana: Good to see you.

2
00:00:03.600 --> 00:00:05.000
Counselor Ana: How was the week?

3
00:00:05.200 --> 00:00:09.000
Jo Marsh: Long. I barely slept,
and the bus was late.
"""

TEAMS_OLD = """WEBVTT

NOTE duration:"00:10:00.0000000"

NOTE language:en-us

STYLE
::cue { color: white }

00:00:01.830 --> 00:00:05.790
<v Reyes, Ana (Counselor)>Good to see you.</v>

00:00:06.000 --> 00:00:08.000 align:start position:10%
<v Jo Marsh>Long &amp; hard.
I barely
slept.</v>
"""

TEAMS_NEW = """\ufeffWEBVTT

0a1b2c3d-1111-2222-3333-444455556666/12-0
00:00:01.830 --> 00:00:05.790
<v Counselor Ana>Good to see you.</v>

0a1b2c3d-1111-2222-3333-444455556666/12-1
00:00:05.790 --> 00:00:06.100
<v Counselor Ana>How was

the week?</v>

0a1b2c3d-1111-2222-3333-444455556666/19-0
00:00:06.829 --> 00:00:08.000
<v Jo Marsh>Long.</v>
"""

OTTER = """WEBVTT

1
00:00.000 --> 00:04.000
Therapist: Hello.

2
00:04.000 --> 00:09.000
Take your time.

3
00:09.000 --> 00:12.000
Speaker 2: Thanks.
"""


def texts(transcript):
    return [(turn.role, turn.speaker, turn.text) for turn in transcript.turns]


def test_zoom_cues_of_one_speaker_become_one_turn(write):
    session = read_transcript(write("zoom.vtt", ZOOM))
    assert texts(session) == [
        ("helper", "Counselor Ana", "Good to see you. How was the week?"),
        ("client", "Jo Marsh", "Long. I barely slept, and the bus was late."),
    ]
    assert session.turns[0].rows == (5, 9)
    assert (session.turns[0].start, session.turns[0].end) == (1.0, 5.0)


def test_merge_can_be_switched_off(write):
    assert len(read_transcript(write("zoom.vtt", ZOOM), merge=False).turns) == 3


def test_teams_voice_tags_span_lines_and_entities_are_decoded(write):
    session = read_transcript(write("teams.vtt", TEAMS_OLD))
    assert texts(session) == [
        ("helper", "Reyes, Ana (Counselor)", "Good to see you."),
        ("client", "Jo Marsh", "Long & hard. I barely slept."),
    ]


def test_new_teams_ids_bom_and_blank_line_in_a_voice_leave_only_speech(write):
    session = read_transcript(write("teams.vtt", TEAMS_NEW))
    assert texts(session) == [
        ("helper", "Counselor Ana", "Good to see you. How was the week?"),
        ("client", "Jo Marsh", "Long."),
    ]
    assert not any("outside" in notice for notice in session.notices)


def test_windows_line_ends_and_utf16_read_the_same(write):
    plain = read_transcript(write("teams.vtt", TEAMS_OLD))
    crlf = TEAMS_OLD.replace("\n", "\r\n").encode("utf-16")
    assert read_transcript(write("teams.vtt", crlf)) == plain


def test_cue_without_a_speaker_goes_on_with_the_one_before(write):
    session = read_transcript(write("otter.vtt", OTTER))
    assert texts(session)[0] == ("helper", "Therapist", "Hello. Take your time.")
    assert "1 cues name no speaker and were given to the speaker before" in session.notices


def test_two_voices_in_one_cue_are_two_turns(write):
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Nurse>Hi.</v> <v.loud Jo>Hey.</v>\n"
    assert texts(read_transcript(write("a.vtt", cue))) == [
        ("helper", "Nurse", "Hi."),
        ("client", "Jo", "Hey."),
    ]


def test_cues_without_blank_lines_between_are_divided(write):
    cues = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nNurse: Hi.\n2\n00:03.000 --> 00:04.000\nJo: Five.\n"
    )
    assert [turn.text for turn in read_transcript(write("a.vtt", cues)).turns] == ["Hi.", "Five."]


@pytest.mark.parametrize(
    "times",
    ["0:0:0:1 -> 0:0:0:2", "00:00:xx.000 --> 00:00:02.000", "00:75.000 --> 00:76.000"],
)
def test_malformed_times_warn_and_lose_no_text(write, times):
    path = write(
        "a.vtt", f"WEBVTT\n\n1\n{times}\nNurse: Hi.\n\n00:03.000 --> 00:04.000\nJo: Hey.\n"
    )
    with pytest.warns(UserWarning, match=r"a\.vtt: malformed times on 1 lines \(4\)"):
        session = read_transcript(path)
    assert [turn.text for turn in session.turns] == ["Hi.", "Hey."]
    assert session.turns[0].start is None
    assert session.turns[1].start == 3.0
    assert any("malformed times" in notice for notice in session.notices)


@pytest.mark.parametrize("arrow", ["->", "—>", "→", "- >"])
def test_times_around_a_damaged_arrow_are_read(write, arrow):
    path = write("a.vtt", f"WEBVTT\n\n00:00:01,500 {arrow} 00:00:02,000\nNurse: Hi.\n")
    turn = read_transcript(path).turns[0]
    assert (turn.text, turn.start, turn.end) == ("Hi.", 1.5, 2.0)


def test_words_behind_the_times_are_kept(write):
    path = write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000 Nurse: Hi.\n")
    assert read_transcript(path).turns[0].text == "Hi."


def test_text_outside_any_cue_is_kept_and_told(write):
    path = write("a.vtt", ZOOM + "\nand it rained all day.\n")
    session = read_transcript(path)
    assert session.turns[1].text.endswith("late. and it rained all day.")
    assert any(
        notice.startswith("text outside any cue on 1 lines (16)") for notice in session.notices
    )


def test_arrow_in_what_is_said_is_text(write):
    path = write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nNurse: from here --> there.\n")
    assert read_transcript(path).turns[0].text == "from here --> there."


@pytest.mark.parametrize("opening", ["Honestly I think: no.", "and he said: no.", "Look: no."])
def test_opening_of_a_sentence_is_no_speaker(write, opening):
    path = write("a.vtt", ZOOM + f"\n4\n00:00:10.000 --> 00:00:11.000\n{opening}\n")
    session = read_transcript(path)
    assert session.speakers == ("Counselor Ana", "Jo Marsh")
    assert session.turns[1].text.endswith(opening)


def test_captions_without_speakers_ask_for_one(write):
    path = write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello there\n")
    with pytest.raises(TranscriptError, match=r"a\.vtt: no speaker is named; .*default_speaker=…"):
        read_transcript(path)
    session = read_transcript(path, default_speaker="Ana", helper="ana")
    assert texts(session) == [("helper", "Ana", "hello there")]


def test_cue_before_the_first_speaker_is_a_fault_with_its_line(write):
    path = write("a.vtt", ZOOM.replace("Counselor Ana: Good", "Good", 1))
    with pytest.raises(TranscriptError, match=r"a\.vtt, line 5: the cue names no speaker"):
        read_transcript(path)
