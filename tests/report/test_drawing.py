from __future__ import annotations

import re
from dataclasses import replace

from compassion_nlp.report.drawing import panels, ticks
from tests.report import made


def test_a_panel_has_a_point_per_helper_turn_and_a_dot_per_showing_turn() -> None:
    session = made.sample()
    helped = [turn for turn in session.turns if turn.scores]
    for panel in panels(session):
        assert len(re.findall(r"[ML]", panel.line)) == len(helped)
        assert panel.dots.count("M") == sum(turn.levels[panel.code] > 0 for turn in helped)


def test_nothing_is_at_the_foot_and_everything_at_the_top() -> None:
    session = made.conversation(["Hello.", "Okay then.", "Hm.", "Okay then."])
    low, high = (
        replace(turn, intensity={"compassion": value})
        for turn, value in zip(session.turns[1::2], (0.0, 2.0), strict=True)
    )
    (panel,) = panels(replace(session, turns=(session.turns[0], low, session.turns[2], high)))
    assert panel.line == "M0.0 100.0L1000.0 0.0"
    assert panel.label.endswith("2 helper turns, highest 2.0 in turn 4")


def test_one_turn_stands_in_the_middle() -> None:
    assert panels(made.conversation(["Hello.", "Okay."]))[0].line.startswith("M500.0 ")


def test_ticks_are_numbers_of_scored_turns_from_first_to_last() -> None:
    assert ticks(made.conversation(["Hello.", "Okay."] * 3)) == [2, 4, 6]
    assert ticks(made.conversation(["Hello.", "Okay."] * 9)) == [2, 6, 10, 14, 18]
