"""Who helps and who is helped."""

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.readers.roles import role_named
from compassion_nlp.schema import TranscriptError


def roles(write, *names, **options):
    path = write("a.txt", "".join(f"{name}: hello.\n" for name in names))
    session = read_transcript(path, **options)
    return [turn.role for turn in session.turns], session.notices


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Therapist", "helper"),
        ("Counsellor 2", "helper"),
        ("Dr. Lee", "helper"),
        ("Peer Recovery Specialist", "helper"),
        ("CRS Ana", "helper"),
        ("Patient Navigator", "helper"),
        ("Client", "client"),
        ("Pt", "client"),
        ("Participant 7", "client"),
        ("Ana", None),
        ("Drew", None),
        ("Ptolemy", None),
    ],
)
def test_role_words_in_a_name_tell_the_role(name, role):
    assert role_named(name) == role


def test_named_helper_is_found_whatever_the_case(write):
    assert roles(write, "Ana", "Jo", helper="ANA") == (["helper", "client"], ())


def test_helper_is_guessed_from_the_other_being_the_client(write):
    found, notices = roles(write, "Ana", "Client")
    assert found == ["helper", "client"]
    assert notices == ("helper taken to be 'Ana': the other speaker is the client",)


def test_client_given_makes_the_other_one_the_helper(write):
    found, notices = roles(write, "Ana", "Jo", client="jo")
    assert found == ["helper", "client"]
    assert notices == ("helper taken to be 'Ana': the other speaker is the client",)


def test_third_person_is_other_when_the_client_is_named(write):
    assert roles(write, "Nurse", "Client", "Maria")[0] == ["helper", "client", "other"]


def test_several_unnamed_people_are_clients_and_told(write):
    found, notices = roles(write, "Nurse", "Jo", "Maria")
    assert found == ["helper", "client", "client"]
    assert any("no speaker is named as the client" in notice for notice in notices)


def test_second_helper_beside_the_chosen_one_is_other(write):
    found, _ = roles(write, "Nurse", "Therapist", "Jo", helper="Therapist")
    assert found == ["other", "helper", "client"]


@pytest.mark.parametrize(
    "names", [("Ana", "Jo"), ("Nurse", "Therapist", "Jo"), ("Ana", "Jo", "Bo")]
)
def test_helper_that_cannot_be_guessed_is_an_error_that_lists_the_speakers(write, names):
    with pytest.raises(
        TranscriptError, match=f"cannot tell who the helper is .*: {', '.join(names)}$"
    ):
        roles(write, *names)


@pytest.mark.parametrize("option", ["helper", "client"])
def test_name_that_is_not_there_is_an_error_that_lists_the_speakers(write, option):
    with pytest.raises(TranscriptError, match=f"{option}='Kim' is not among the speakers: Ana, Jo"):
        roles(write, "Ana", "Jo", **{option: "Kim"})


def test_words_that_are_said_never_decide(write):
    path = write("a.txt", "Ana: I am your therapist.\nJo: I am the client.\n")
    with pytest.raises(TranscriptError, match="cannot tell who the helper is"):
        read_transcript(path)
