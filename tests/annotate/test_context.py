"""What the words around a cue make of it: traps G1-G15 of the codebook, and rules K1, K2, K6.

The texts are those of ``context.toml``; ⟦ ⟧ mark the words that would be the cue.
"""

from __future__ import annotations

from functools import cache

import pytest

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.lexicon.definition import Trap, TrapExample
from compassion_nlp.schema import Cue, Unit

TRAPS = packaged_lexicon().context.trap
SETS_ASIDE = [
    pytest.param(trap, example, id=f"{trap.id}-{number}")
    for trap in TRAPS
    for number, example in enumerate(trap.sets_aside)
]
LEAVES = [
    pytest.param(example, id=f"{trap.id}-{number}")
    for trap in TRAPS
    for number, example in enumerate(trap.leaves)
]


@cache
def annotator() -> TextAnnotator:
    return TextAnnotator(packaged_lexicon())


def cues_of(text: str, genre: str = "turn", context: str | None = None) -> list[Cue]:
    return list(annotator().annotate([Unit(text, genre, context)])[0].cues)  # type: ignore[arg-type]


def marked(example: TrapExample) -> list[Cue]:
    """Return what was found of the example's cue on its marked words."""
    start, end = example.text.index("⟦"), example.text.index("⟧") - 1
    text = example.text.replace("⟦", "").replace("⟧", "")
    return [
        cue
        for cue in cues_of(text, example.genre, example.context)
        if cue.id == example.cue and cue.start < end and start < cue.end
    ]


@pytest.mark.parametrize(("trap", "example"), SETS_ASIDE)
def test_a_trap_sets_the_cue_aside(trap: Trap, example: TrapExample) -> None:
    reasons = {example.reason} if example.reason else set(trap.reasons)
    assert [cue for cue in marked(example) if cue.reason not in reasons] == []


@pytest.mark.parametrize("example", LEAVES)
def test_a_near_miss_leaves_the_cue_standing(example: TrapExample) -> None:
    assert any(cue.asserted for cue in marked(example))


def test_examples_of_traps_can_fail() -> None:
    """A cue must have been found before context can set it aside; template text often is none."""
    found = [bool(marked(example.values[1])) for example in SETS_ASIDE]
    assert sum(found) >= 0.85 * len(found)


def test_every_trap_has_eight_pairs() -> None:
    assert {trap.id for trap in TRAPS} == {f"G{n}" for n in range(1, 16) if n != 11} | {"K2"}
    assert all(min(len(trap.sets_aside), len(trap.leaves)) >= 8 for trap in TRAPS)


def test_every_trigger_belongs_to_a_trap_with_its_reason() -> None:
    reasons = {trap.id: trap.reasons for trap in TRAPS}
    for trigger in packaged_lexicon().context.trigger:
        assert trigger.reason in reasons[trigger.trap]


def strengths(cue_id: str, text: str, context: str | None) -> list[tuple[int, str | None]]:
    found = cues_of(text, "turn", context)
    return [(cue.strength, cue.reason) for cue in found if cue.id == cue_id]


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("They told me it's spread to my liver.", [(1, None)]),
        ("I finished the whole course today!", [(1, None)]),
        ("So then he got his coat and went out.", [(0, "no_opportunity")]),
        ("See you Thursday then.", [(0, "no_opportunity")]),
        (None, [(0, "no_opportunity")]),
    ],
)
def test_a_token_is_perfunctory_only_after_an_opportunity(
    context: str | None, expected: list[tuple[int, str | None]]
) -> None:
    """Rules K1 and K6: without an opportunity, or without any context, strength 0."""
    assert strengths("perfunctory_reply", "Noted.", context) == expected


def test_advice_is_requested_even_where_pain_is_the_main_thing() -> None:
    """Rule K2 asks whether the client asked, not what the turn mostly does."""
    asked = "I feel awful and I can't sleep. What should I do?"
    assert strengths("unsolicited_advice", "You should try the patch.", asked) == [(1, "requested")]
    told = "I feel awful and I can't sleep."
    assert strengths("unsolicited_advice", "You should try the patch.", told) == [(1, None)]


@pytest.mark.parametrize("text", ["'", '"', "“", "“”", "' '", '"\n"', "‘’ ''", "5' 11\" tall"])
def test_stray_quotation_marks_do_no_harm(text: str) -> None:
    assert cues_of(text, "note") == []
