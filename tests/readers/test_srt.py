"""SubRip subtitles."""

from compassion_nlp.readers import read_transcript

SRT = """1
00:00:01,000 --> 00:00:03,500
THERAPIST: <i>Good</i> to see you.

2
00:00:03,600 --> 00:00:05,000
Jo: 5

3
00:00:06,000 --> 00:00:07,000
>> Therapist: Five what?
"""


def test_subtitles_become_turns_with_times(write):
    session = read_transcript(write("a.srt", SRT))
    assert [(turn.speaker, turn.text, turn.start) for turn in session.turns] == [
        ("THERAPIST", "Good to see you.", 1.0),
        ("Jo", "5", 3.6),
        ("THERAPIST", "Five what?", 6.0),
    ]
    assert "speaker 'Therapist' taken to be 'THERAPIST'" in session.notices
