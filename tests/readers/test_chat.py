"""CHAT transcripts."""

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.schema import TranscriptError

CHAT = """@UTF8
@Begin
@Languages:\teng
@Participants:\tTHE Ana Therapist, PAR Jo Participant
@ID:\teng|x|THE|||||Therapist|||
*THE:\thow was the week ? \x15100_2500\x15
%mor:\tadv|how v|be
*PAR:\t&-uh it was <it was> [//] long (.) and I &=sighs
\tdid not sleep (be)cause xxx of the noise +...
*PAR:\tanyway . [+ exc]
@End
"""


def test_main_tiers_become_turns_without_codes(write):
    session = read_transcript(write("a.cha", CHAT))
    assert [(turn.role, turn.speaker, turn.text) for turn in session.turns] == [
        ("helper", "THE", "how was the week?"),
        (
            "client",
            "PAR",
            "uh it was it was long and I did not sleep because of the noise anyway.",
        ),
    ]
    assert (session.turns[0].start, session.turns[0].end) == (0.1, 2.5)
    assert "helper taken to be 'THE': the file states the role" in session.notices


def test_missing_end_is_told(write):
    session = read_transcript(write("a.cha", CHAT.replace("@End\n", "")))
    assert "no @End header: the transcript may be cut short" in session.notices


def test_every_damaged_line_is_told_at_once(write):
    path = write("a.cha", CHAT.replace("*PAR:\tany", "*PAR any").replace("%mor", "mor"))
    with pytest.raises(TranscriptError, match=r"(?s)line 7: found a line.*line 10: found a main"):
        read_transcript(path)
