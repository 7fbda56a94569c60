"""Labels that are hard to carry: characters beyond the BMP, line ends, formulas."""

from __future__ import annotations

import pytest

from compassion_nlp.exchange import LabelledUnit, Labels

CANARY = "zebrafinch"

EMOJI = "👩🏽‍⚕️ No wonder 😢 you're worn out"
COMBINING = "Cafe\u0301 talk: that must be so hard for you"
CRLF = "Seen today.\r\nThat makes sense to me,\rsaid the pt.\n\r\nRefused lunch."
RTL = "שלום, זה נשמע קשה מאוד — that sounds hard \u202bأهلا\u202c"


def where(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


@pytest.fixture
def labels() -> Labels:
    return Labels(
        (
            LabelledUnit(
                id="s1:2",
                text=EMOJI,
                genre="turn",
                context="I can't sleep 😢\r\nat all",
                labels={"compassion": 2, "indifference": 0},
                cues=(
                    ("validation", *where(EMOJI, "No wonder 😢")),
                    ("emotional_reflection", *where(EMOJI, "😢 you're worn out")),
                    ("my_own_cue", *where(EMOJI, "👩🏽‍⚕️")),
                ),
                rationales=(where(EMOJI, "worn out"),),
                group="s1",
            ),
            LabelledUnit(
                id='ünït/2 <&">',
                text=COMBINING,
                cues=(("emotional_reflection", *where(COMBINING, "that must be so hard")),),
                labels={"compassion": 1},
                development=True,
            ),
            LabelledUnit(
                id="3",
                text=CRLF,
                cues=(
                    ("validation", *where(CRLF, "That makes sense to me")),
                    ("charting", *where(CRLF, "\r\nRefused lunch.")),
                ),
                group="a,b",
            ),
            LabelledUnit(
                id="4",
                text=RTL,
                genre="turn",
                context=RTL,
                cues=(("validation", *where(RTL, "that sounds hard")),) * 2,
                labels={"humour": 5},
            ),
            LabelledUnit(id="=1+1", text="=HYPERLINK(1)", context="@x", group="'-1"),
            LabelledUnit(id="'6", text="'tis ''quoted''", context="''=", group="''"),
            LabelledUnit(id="7", text="", labels={"self_centeredness": 0}),
        )
    )


@pytest.fixture
def plain() -> Labels:
    text = f"{CANARY} No wonder 😢 you're worn out"
    return Labels(
        (
            LabelledUnit(
                id="a1",
                text=text,
                labels={"compassion": 1},
                cues=(("validation", *where(text, "No wonder")),),
            ),
        )
    )
