from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.lexicon.definition import Reason
from compassion_nlp.report.facts import clock, cue_rows, read_first, turn_facts
from compassion_nlp.report.wording import packaged_wording
from compassion_nlp.schema import Contribution, Cue
from tests.report import made


def pieces(text: str, *spans: tuple[int, int]):
    cues = tuple(Cue("validation", "legitimising", "compassion", a, b, 1) for a, b in spans)
    analysis = replace(made.analysis_of(text), cues=cues)
    return turn_facts(analysis, lexicon=packaged_lexicon()).pieces


def bracketed(found) -> str:
    """Write each mark as brackets; a cue's end as a star."""
    parts = []
    for piece in found:
        parts += ["[" * len(piece.opens), piece.text]
        parts += ["*]" if ends else "]" for _, ends in piece.closes]
    return "".join(parts)


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ((), "abcdef"),
        (((1, 3),), "a[bc*]def"),
        (((0, 6), (2, 4)), "[ab[cd*]ef*]"),
        (((0, 3), (3, 6)), "[abc*][def*]"),
        (((0, 4), (2, 6)), "[ab[cd*]][ef*]"),
        (((1, 5), (1, 5)), "a[[bcde*]*]f"),
    ],
    ids=["none", "one", "nested", "beside", "crossing", "twice"],
)
def test_marks_nest_and_every_cue_ends_once(spans, marked: str) -> None:
    found = bracketed(pieces("abcdef", *spans))
    assert found.replace("*", "").replace("[", "").replace("]", "") == "abcdef"
    assert found.count("[") == found.count("]")
    assert found.count("*") == len(spans)
    if spans != ((0, 4), (2, 6)):
        assert found == marked


def test_every_reason_for_setting_aside_has_words() -> None:
    assert set(packaged_wording().reasons) == set(get_args(Reason))


def test_features_have_names_for_readers() -> None:
    wording = packaged_wording()
    assert wording.feature("cue.open_question.strong") == "cue open question strong"
    assert wording.feature("words.worn_{out}") == "“worn_{out}”"
    assert wording.feature("intercept") == "starting point"


def test_cues_alike_share_a_card_and_others_do_not() -> None:
    cue = Cue("validation", "legitimising", "compassion", 0, 1, 1)
    others = [
        replace(cue, start=3, end=5),
        replace(cue, strength=2),
        replace(cue, by="model"),
        replace(cue, asserted=False, reason="quoted"),
        replace(cue, asserted=False, reason="negated"),
    ]
    analysis = replace(made.analysis_of("abcdef"), cues=(cue, *others))
    marks = turn_facts(analysis, lexicon=packaged_lexicon()).marks
    assert marks[0].card == marks[1].card
    assert len({mark.card.id for mark in marks}) == len(others)


def test_without_text_words_among_the_features_are_one() -> None:
    parts = tuple(Contribution(f"words.w{i}", 1, 0.25) for i in range(4))
    analysis = replace(made.analysis_of("x"), contributions={"compassion": parts})
    bar = turn_facts(analysis, lexicon=packaged_lexicon(), with_text=False).bars[0]
    assert bar.account == "the wording +1.00; together +1.00"


def test_the_account_of_a_score_adds_up() -> None:
    amounts = (2.0, 1.0, 0.5, 0.25, -0.125, -0.5, -1.0)
    parts = tuple(Contribution(f"cue.c{i}", 1, x) for i, x in enumerate(amounts))
    analysis = replace(made.analysis_of("x"), contributions={"compassion": parts})
    bar = turn_facts(analysis, lexicon=packaged_lexicon()).bars[0]
    assert bar.account == (
        "cue c0 +2.00, cue c1 +1.00, cue c2 +0.50, cue c6 −1.00, cue c5 −0.50, "
        "all else +0.12; together +2.12"
    )


def test_cues_are_counted_by_who_found_them() -> None:
    cue = Cue("validation", "legitimising", "compassion", 0, 1, 1)
    analysis = replace(
        made.analysis_of("abc"),
        cues=(cue, cue, replace(cue, by="model"), replace(cue, asserted=False, reason="quoted")),
    )
    (row,) = cue_rows([analysis], packaged_lexicon())
    assert (row.by_lexicon, row.by_model, row.set_aside) == (2, 1, 1)


def test_turns_to_read_first_show_the_mindset_most() -> None:
    session = made.sample()
    for code, turns in read_first(session.turns):
        assert all(session.turns[number - 1].levels[code] > 0 for number, _ in turns)
        rest = {n for n, t in enumerate(session.turns, 1) if t.levels.get(code)} - dict(
            turns
        ).keys()
        assert all(
            session.turns[n - 1].intensity[code] <= min(value for _, value in turns) for n in rest
        )


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, ""), (0, "0:00"), (75.9, "1:15"), (3723, "1:02:03")]
)
def test_times_read_as_on_a_clock(seconds: float | None, shown: str) -> None:
    assert clock(seconds) == shown
