"""Notes as sentence units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_nlp.readers import sentences


def units(note):
    return [note[start:end] for start, end in sentences(note)]


@pytest.mark.parametrize(
    "note",
    [
        "Pt. c/o HA x2 days w/ nausea b/c of missed meds.",
        "Pt. Denies SI and HI.",
        "Seen by Dr. Lee and Mr. Ortiz at St. Mary's.",
        "Took sertraline 50 mg p.o. q.d. and prazosin 1.5 mg q.h.s. as ordered.",
        "Session ran approx. 45 min. due to a late bus, i.e. shorter than planned.",
        "Arrived at 5 p.m. Tuesday for the group.",
        "Told J. I can't give her a ride.",
        "Walked with J. Smith to Apt. 5 on 5/14.",
        "tearful about custody; redirected to plan items.",
        'He asked "why me?" and looked away.',
        'Said "I am done." and left.',
        "Plan: call sponsor tonight.",
        "? relapse last week",
        "Reports U.S. Army service.",
        "Mood is... hard to say.",
        "She rated her day 3 (of 10) this a.m. with a smile.",
        "met at 10.30 with staff",
        "DR. SMITH AND PT. JONES MET",
    ],
)
def test_stop_inside_a_sentence_divides_nothing(note):
    assert units(note) == [note]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Slept ok. denies SI. will f/u.", ["Slept ok.", "denies SI.", "will f/u."]),
        ("Left at 5 p.m. Client was calm.", ["Left at 5 p.m.", "Client was calm."]),
        ("Dx: hepatitis C. Will retest.", ["Dx: hepatitis C.", "Will retest."]),
        ("Met w/ pt. He agreed.", ["Met w/ pt.", "He agreed."]),
        ("Offered a ride. NO. SHE LEFT.", ["Offered a ride.", "NO.", "SHE LEFT."]),
        ("She has 2. He has 3.", ["She has 2.", "He has 3."]),
        ("Went with my sister and I. We left.", ["Went with my sister and I.", "We left."]),
        ('She said "I quit." Then she wept.', ['She said "I quit."', "Then she wept."]),
        ("No cravings.Client will return.", ["No cravings.", "Client will return."]),
        ("You ok? yeah. Good!! Bye", ["You ok?", "yeah.", "Good!!", "Bye"]),
        ("S:\nPt tired\nPlan:\n- call", ["S:", "Pt tired", "Plan:", "- call"]),
        ("S: tired O: flat A: stable P: RTC", ["S: tired", "O: flat", "A: stable", "P: RTC"]),
        ("Plan: call; text; write", ["Plan: call;", "text;", "write"]),
        ("Plan: 1. Attend group 2. Call 3. Rest", ["Plan: 1. Attend group", "2. Call", "3. Rest"]),
        ("1. Attend group.\n2) call mom", ["1. Attend group.", "2) call mom"]),
        ("Goals • eat • rest", ["Goals", "• eat", "• rest"]),
        ("One.\r\nTwo.\rThree", ["One.", "Two.", "Three"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_note_is_divided(note, expected):
    assert units(note) == expected


def test_line_that_a_program_wrapped_goes_on():
    note = (
        "The client came for her visit on Tuesday and said that the bus had\n"
        "been late again.\nSlept badly"
    )
    assert len(units(note)) == 2


def test_short_line_ends_where_its_author_ended_it():
    assert units("pt c/o pain\nsleep poor") == ["pt c/o pain", "sleep poor"]


def test_offsets_count_code_points():
    note = "Sad 😔 today. Café closed."
    assert sentences(note) == [(0, 12), (13, 25)]


PIECES = st.sampled_from(
    [
        *"abAI19.!?…;:\"')•( \n\r\t-😔",
        "Dr.",
        "p.m.",
        "1. ",
        "2) ",
        "S: ",
        "O: ",
        "Pt. ",
        "...",
        "; ",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80))
def test_units_are_ordered_disjoint_and_leave_out_only_white_space(note):
    found = sentences(note)
    position = 0
    for start, end in found:
        assert position <= start < end <= len(note)
        assert not note[position:start].strip()
        assert note[start:end] == note[start:end].strip()
        position = end
    assert not note[position:].strip()


@pytest.mark.parametrize(
    "piece",
    [".", "a.\t", ". . ", "; ", "1. ", "1. A ", "S: ", "I. ", "\n", " ", "e.g. ", "(1) ", "•"],
)
def test_time_grows_with_the_length_only(piece):
    import time

    def seconds(times):
        note = piece * times
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            sentences(note)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(40_000) < 30 * seconds(4_000) + 0.05
