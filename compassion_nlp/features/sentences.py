"""Turn an annotated text into its sentences, each with the facts of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compassion_nlp.annotate import Annotated
from compassion_nlp.features.matrix import UnitFacts, unit_facts
from compassion_nlp.readers import sentences

_BRIEF = 8  # words
_LONG = 20


def sentence_facts(annotated: Annotated) -> list[UnitFacts]:
    """Return the sentences of a text in order; a text without any is a sentence itself."""
    spans = sentences(annotated.text) or [(0, len(annotated.text))]
    found = unit_facts(annotated, spans)
    last = len(found) - 1
    return [
        replace(unit, facts=replace(unit.facts, place=tuple(_place(unit, number, last))))
        for number, unit in enumerate(found)
    ]


def _place(unit: UnitFacts, number: int, last: int) -> Iterator[str]:
    """Name where the sentence stands and what it looks like."""
    if last == 0:
        yield "only"
    elif number in (0, last):
        yield "first" if number == 0 else "last"
    if "?" in unit.facts.text[unit.start : unit.end]:
        yield "question_mark"
    if unit.facts.words < _BRIEF:
        yield "brief"
    elif unit.facts.words > _LONG:
        yield "long"
