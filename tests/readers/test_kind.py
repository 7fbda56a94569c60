"""Conversations told from notes."""

import pytest

from compassion_nlp.readers import is_conversation

SOAP = "S: Pt tired.\nO: Flat.\nA: Grief.\nP: Call.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"),
        ("a.txt", "Counselor: Hi.\nJo: Hey.\n"),
        ("a.txt", "Visit of May 5\n\nAna: Hi.\nJo: Hey.\nso tired.\nAna: Tell me.\n"),
        ("a.csv", "session,speaker,text\n1,Ana,hi\n"),
    ],
)
def test_people_who_take_turns_are_a_conversation(write, name, content):
    assert is_conversation(write(name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Pt slept well. Denies SI.\n"),
        ("a.txt", SOAP),
        ("a.txt", SOAP + "\n" + SOAP),
        ("a.txt", "Client: J.M.\nCounselor: Ana\nData: Pt tired.\nPlan: Call.\nwill follow up\n"),
        ("a.txt", "Goal 1: sleep\nGoal 2: work\nGoal 1: met\nPlan: go on\nGoal 2: met\n"),
        ("a.csv", "speaker,text\nAna,hi\n"),
        ("a.jsonl", '{"id": 1, "text": "hi", "speaker": "Ana", "context": "hey"}'),
    ],
)
def test_headings_and_single_texts_are_none(write, name, content):
    assert not is_conversation(write(name, content))


def test_word_note_is_no_conversation(write_docx):
    assert not is_conversation(write_docx("a.docx", *SOAP.split("\n")))
