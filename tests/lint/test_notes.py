"""A text, or units, as a list of findings."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

import compassion_nlp as cn
from compassion_nlp.lint import lint
from compassion_nlp.readers import read_units
from compassion_nlp.schema import BadRow, Unit


def all_of(text, **options):
    return lint(text, min_level="info", max_per_note=0, **options)


def test_lines_and_columns_count_from_one_in_code_points() -> None:
    text = "Slept well 😴.\n\n😴 Café visit. Known drug seeker."
    (found,) = lint(text)
    assert (found.line, found.column) == (3, 21)
    assert text[found.start : found.end] == "drug seeker"


def test_every_paragraph_is_a_note_with_its_number() -> None:
    found = lint("Dirty urine.\n\n\nSlept well.\n \nFrequent flyer.")
    assert [(f.note, f.line, f.column) for f in found] == [("1", 1, 1), ("3", 6, 1)]


def test_the_most_important_comes_first_and_three_of_a_note_are_told() -> None:
    text = "Drug seeker. Dirty urine. Frequent flyer. Junkie."
    assert [f.words for f in lint(text)] == ["Junkie", "Drug seeker", "Dirty urine"]
    assert [f.level for f in lint(text)] == ["error", "warning", "warning"]
    assert len(lint(text, max_per_note=0)) == 4
    assert len(lint(text, max_per_note=1)) == 1


def test_info_is_left_out_unless_asked_for() -> None:
    assert lint("Refused UDS.") == []
    assert [f.level for f in lint("Refused UDS.", min_level="info")] == ["info"]
    assert lint("Drug seeker.", min_level="error") == []


def test_a_finding_is_frozen_plain_data_and_keeps_words_to_itself() -> None:
    (found,) = lint("Zebrafinch drug seeker.")
    with pytest.raises(FrozenInstanceError):
        found.level = "info"
    assert "drug seeker" not in repr(found)
    assert "words" not in found.to_dict()
    assert found.to_dict(with_text=True)["words"] == "drug seeker"
    assert found.to_dict(why=True)["source"].startswith("NIDA")


@pytest.mark.parametrize(
    "text",
    [
        "What a relief that she kept six weeks of visits.",
        "Explained limits of confidentiality; she said she understood.",
        "Not a drug seeker.",
        'He said, "I am a drug seeker."',
    ],
)
def test_what_is_positive_or_set_aside_is_no_finding(text: str) -> None:
    assert all_of("Drug seeker.")
    assert all_of(text) == []


def test_a_breach_of_role_is_a_finding_though_it_scores_nothing() -> None:
    (found,) = lint("Gave client $60 of my own money and told him to keep it between us.")
    assert (found.cue, found.strength, found.level) == ("enabling", 0, "warning")


def test_a_confirmation_that_scores_nothing_is_none() -> None:
    assert all_of([Unit("Tuesday at two, right?", "turn", "When is it?")]) == []


def test_units_stand_on_their_own_line_with_columns_within_their_text(tmp_path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text('id,text\na,"Slept\n\nwell."\nb,"Third visit.\nDrug seeker."\n', "utf-8")
    (found,) = lint(read_units(path))
    assert (found.note, found.line, found.column) == ("b", 5, 14)


def test_a_unit_without_a_line_has_the_lines_of_its_text() -> None:
    (found,) = lint([Unit("Third visit.\n\nDrug seeker.", id="n7")])
    assert (found.note, found.line, found.column) == ("n7", 3, 1)


def test_words_of_clients_are_not_read() -> None:
    words = "It's not my problem."
    assert lint([Unit(words, "turn", "I lost my room.", role="helper")])
    assert lint([Unit(words, "turn", "I lost my room.", role="client")]) == []


def test_one_cue_that_bears_on_two_mindsets_is_told_once() -> None:
    unit = Unit("Nothing I can do. Not my department.", "turn", "I have nowhere to sleep!")
    places = [(f.cue, f.start) for f in all_of([unit])]
    assert len(places) == len(set(places)) > 0


def test_rows_that_cannot_be_read_are_told_all_at_once() -> None:
    rows = [BadRow("a", 1, "n.csv, line 2: text is empty"), BadRow("b", 2, "n.csv, line 3: none")]
    with pytest.raises(cn.TranscriptError, match=r"line 2: text is empty\nn\.csv, line 3: none"):
        lint(rows)


def test_a_break_that_a_margin_made_ends_no_sentence() -> None:
    text = "The writer saw this man for the third time this month and calls him a drug\nseeker."
    (found,) = lint(text)
    assert (found.line, found.column, found.words) == (1, 71, "drug seeker")


def test_an_analyzer_brings_its_own_lexicon(analyzer: cn.Analyzer) -> None:
    assert lint("Drug seeker.", analyzer=analyzer) == lint("Drug seeker.")
    off = cn.load(off=["stigmatizing_label"])
    assert lint("Drug seeker.", analyzer=off) == []


def test_a_cue_of_ones_own_needs_neither_severity_nor_suggestion(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[family]\nid = "house"\ncode = "F99"\ntitle = "House"\n[[cue]]\nid = "tea_talk"\n'
        'genre = "both"\npolarity = "-"\ndefinition = "Talks of tea."\nsource = "ours"\n'
        'scores = [{ mindset = "detachment", strengths = [1] }]\n'
        '[[cue.forms]]\nname = "tea"\nany = ["cup of tea"]\n',
        "utf-8",
    )
    (found,) = lint("Cup of tea.", analyzer=cn.load(lexicon=path))
    assert (found.cue, found.level, found.message) == ("tea_talk", "warning", "Talks of tea.")


@pytest.mark.parametrize("text", ["", "  \n\n ", "<!-- compassion: ignore -->"])
def test_nothing_to_read_is_nothing_to_say(text: str) -> None:
    assert lint(text) == []
