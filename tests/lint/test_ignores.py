"""Comments that say what is ignored."""

from __future__ import annotations

import pytest

from compassion_nlp.lint import Page, check_page, lint
from compassion_nlp.lint.ignores import ignores
from compassion_nlp.schema import Unit

STACKED = (
    "<!-- compassion: ignore stigmatizing_label -->\n"
    "<!-- compassion: ignore credibility_doubt -->\nPt claims so. Drug seeker."
)
CUES = ("stigmatizing_label", "credibility_doubt")


def lines_found(text: str) -> list[int]:
    return [f.line for f in lint(text, max_per_note=0)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Drug seeker. <!-- compassion: ignore stigmatizing_label -->", []),
        ("<!-- compassion: ignore stigmatizing_label -->\nDrug seeker.\nDrug seeker.", [3]),
        ("<!-- compassion: ignore stigmatizing_label -->\n\n \nDrug seeker.\n\nJunkie.", [6]),
        ("Junkie. <!--compassion:ignore-->\nDrug seeker.\nDrug seeker.", [3]),
        ("<!-- compassion: ignore credibility_doubt -->\nDrug seeker.", [2]),
        ("<!-- compassion: ignore credibility_doubt, stigmatizing_label -->\nDrug seeker.", []),
        (STACKED, []),
        ("Drug seeker.\n<!-- compassion: ignore -->", [1]),
        ("<!-- ignore stigmatizing_label -->\nDrug seeker.", [2]),
    ],
)
def test_a_comment_holds_for_its_line_and_the_next_with_words(text: str, left: list[int]) -> None:
    assert lines_found(text) == left


def test_a_finding_over_two_lines_is_ignored_on_either() -> None:
    note = "The writer saw this man for the third time this month and calls him a drug\nseeker."
    assert lines_found(note) == [1]
    assert lines_found(f"{note} <!-- compassion: ignore stigmatizing_label -->") == []


def test_a_record_ignores_by_the_lines_of_its_own_text() -> None:
    text = "Slept.\nDrug seeker. <!-- compassion: ignore -->\n\nRested.\nJunkie."
    page = check_page(Page(Unit(text, line=40)), _annotator())
    assert [(f.line, f.words) for f in page.notes[0].findings] == [(40, "Junkie")]
    assert page.notes[0].ignored == 1


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore stigmatising_label", "did you mean stigmatizing_label?"),
        ("ignore zebrafinch", "`compassion-nlp cues` lists the ids"),
        ("ignored stigmatizing_label", "found another word than ignore"),
        ("", "found another word than ignore"),
    ],
)
def test_a_comment_that_cannot_be_followed_is_a_notice_without_its_words(comment, message) -> None:
    found = ignores(f"Slept.\nAte. <!-- compassion: {comment} -->", CUES)
    (notice,) = found.notices
    assert (notice.line, notice.column) == (2, 6)
    assert message in notice.message
    assert "zebrafinch" not in notice.message


def test_known_cues_beside_an_unknown_one_are_ignored() -> None:
    found = ignores("<!-- compassion: ignore zebrafinch, credibility_doubt -->\nx", CUES)
    assert found.cover("credibility_doubt", 2, 2)
    assert not found.cover("stigmatizing_label", 2, 2)


def _annotator():
    from compassion_nlp.annotate import TextAnnotator
    from compassion_nlp.lexicon import packaged_lexicon

    return TextAnnotator(packaged_lexicon())
