from __future__ import annotations

import pytest

from compassion_nlp.features import codebook_levels
from compassion_nlp.schema import MINDSETS, Cue

FAMILY = {
    "validation": "legitimising",
    "normalizing": "legitimising",
    "emotional_reflection": "feeling",
    "paraphrase_reflection": "content",
    "open_question": "inquiry",
    "affirmation": "valuing",
    "warmth_concern": "care",
    "collaboration": "power_sharing",
    "permission_seeking": "power_sharing",
    "helpful_self_disclosure": "self_used_well",
    "healthy_boundary": "role_limits",
    "dismissive_minimizing": "diminishing",
    "blaming_judging": "judgement",
    "confrontation": "judgement",
    "professional_burden": "helper_in_centre",
    "self_focus_hijack": "helper_in_centre",
    "credibility_doubt": "stigma_register",
    "stigmatizing_label": "stigma_register",
    "disengagement": "not_caring",
}


def cue(name: str, mindset: str, strength: int, start: int = 0, **more: object) -> Cue:
    return Cue(name, FAMILY[name], mindset, start, start + 5, strength, **more)


def levels(*cues: Cue, text: str = "x" * 200) -> tuple[int, ...]:
    found = codebook_levels(cues, text)
    return tuple(found[mindset] for mindset in MINDSETS)


C, S, D, I = MINDSETS  # noqa: E741


def test_no_cue_means_neutral() -> None:
    assert levels() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        pytest.param(
            [cue("validation", C, 1), cue("collaboration", C, 1)], (2, 0, 0, 0), id="lifts"
        ),
        pytest.param(
            [cue("validation", C, 1), cue("normalizing", C, 1)], (1, 0, 0, 0), id="one-family"
        ),
        pytest.param(
            [cue("affirmation", C, 1), cue("warmth_concern", C, 1)],
            (1, 0, 0, 0),
            id="no-understanding",
        ),
        pytest.param(
            [cue("paraphrase_reflection", C, 1), cue("open_question", C, 1)],
            (1, 0, 0, 0),
            id="inquiry-never-lifts",
        ),
        pytest.param(
            [cue("validation", C, 1), cue("permission_seeking", C, 1)],
            (1, 0, 0, 0),
            id="permission-never-lifts",
        ),
        pytest.param(
            [cue("blaming_judging", S, 1), cue("confrontation", S, 1)],
            (0, 1, 0, 0),
            id="authority-does-not-stack",
        ),
        pytest.param(
            [
                cue("professional_burden", S, 1, facet="subject"),
                cue("confrontation", S, 1, facet="authority"),
            ],
            (0, 2, 0, 0),
            id="subject-stacks",
        ),
        pytest.param(
            [cue("credibility_doubt", D, 1), cue("stigmatizing_label", D, 1)],
            (0, 0, 2, 0),
            id="detachment-stacks",
        ),
        pytest.param(
            [cue("stigmatizing_label", D, 1), cue("stigmatizing_label", D, 1, 9)],
            (0, 0, 1, 0),
            id="same-cue-twice",
        ),
        pytest.param(
            [cue("dismissive_minimizing", I, 1), cue("disengagement", I, 1)],
            (0, 0, 0, 1),
            id="indifference-never-stacks",
        ),
        pytest.param(
            [cue("validation", C, 2), cue("disengagement", I, 2)], (1, 0, 0, 2), id="CAP-1"
        ),
        pytest.param(
            [cue("validation", C, 1, asserted=False)], (0, 0, 0, 0), id="set-aside-counts-nothing"
        ),
    ],
)
def test_rules_give_the_codebooks_level(cues: list[Cue], expected: tuple[int, ...]) -> None:
    assert levels(*cues) == expected


def test_but_before_a_negative_cue_caps_compassion() -> None:
    text = "I get it, three weeks is long. But watch your tone."
    kind, bad = cue("validation", C, 2, 0), cue("confrontation", S, 1, 35, facet="authority")
    assert levels(kind, bad, text=text) == (1, 1, 0, 0)


def test_without_but_both_clauses_stand() -> None:
    text = "I get it, three weeks is long. And watch your tone."
    kind, bad = cue("validation", C, 2, 0), cue("confrontation", S, 1, 35, facet="authority")
    assert levels(kind, bad, text=text) == (2, 1, 0, 0)
