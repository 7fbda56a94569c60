"""The cost of a text grows with its length, not with the square of it.

Counted are steps of the interpreter, which no busy machine changes.
"""

from __future__ import annotations

import sys
from functools import cache
from types import FrameType
from typing import Any

import pytest

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import Unit

SENTENCES = {
    "cues": "I hear how worn out you are. You should just call them. ",
    "negation and exclusions": "That is not your fault, you never should just call them. ",
    "quotes": 'He told me "you should just call them" and I told her "whatever". ',
    "limits": "We can't do that, that is our policy. I am not able to call you at night. ",
    "stories": "When I was in recovery I lost my house too. I used to drink as well. ",
    "one endless sentence": "you feel sad, like, she said that you should just call them, ",
}


@cache
def annotator() -> TextAnnotator:
    return TextAnnotator(packaged_lexicon())


def steps(text: str, genre: str) -> int:
    """Count the steps in which the package's own code reads a text and its context."""
    counted = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        if "compassion_nlp" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return trace

    unit = Unit(text, genre, text)  # type: ignore[arg-type]
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        annotator().annotate([unit])
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("genre", ["turn", "note"])
@pytest.mark.parametrize("kind", SENTENCES)
def test_four_times_the_text_takes_four_times_the_steps(kind: str, genre: str) -> None:
    annotator().annotate([Unit(SENTENCES[kind] * 3, genre, SENTENCES[kind])])  # type: ignore[arg-type]
    once, more = (steps(SENTENCES[kind] * times, genre) for times in (25, 100))
    assert more < 4.4 * once
