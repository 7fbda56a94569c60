"""Turn texts into sparse rows of named signs, word sequences and letter sequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer

from compassion_nlp.annotate import Annotated, TextAnnotator
from compassion_nlp.features import UnitFacts, sentence_facts, signs, unit_facts
from compassion_nlp.schema import Unit

EDGE = "¶"
"""Stands before and after every sentence among the tokens."""

_SIGNS = 0.3  # what a sign weighs beside a text's words, whose row has length 1
_LETTERS = 0.7
_LONG_SEQUENCE = 3
_RARE = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """A stretch of text: its lower-cased letters, its tokens between edges, its signs."""

    letters: str
    tokens: tuple[str, ...]
    signs: Mapping[str, float]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read once, to be fitted on many times: the whole and its sentences."""

    whole: Wording
    sentences: tuple[Wording, ...]


def read_units(annotator: TextAnnotator, units: Sequence[Unit]) -> list[Reading]:
    """Read texts; the context of a turn counts in its signs."""
    tokens = annotator.tokens(unit.text for unit in units)
    return [
        _reading(unit, found, words)
        for unit, found, words in zip(units, annotator.annotate(units), tokens, strict=True)
    ]


class WordingTable:
    """Columns learned from some wordings: signs, sequences of words, sequences of letters.

    Words and punctuation count alike, so that ``? ¶`` says that a sentence ends with a
    question mark and ``¶ what`` that one opens with *what*.
    """

    def __init__(self, *, characters: bool) -> None:
        self.characters = characters

    def fit(self, wordings: Sequence[Wording]) -> Self:
        """Learn the columns."""
        self._signs = DictVectorizer().fit([w.signs for w in wordings])
        self._words = TfidfVectorizer(analyzer=_sequences, min_df=_RARE, sublinear_tf=True)
        self._words.fit([w.tokens for w in wordings])
        if self.characters:
            self._letters = TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), min_df=_RARE + 2, sublinear_tf=True
            ).fit([w.letters for w in wordings])
        return self

    def transform(self, wordings: Sequence[Wording]) -> sparse.csr_matrix:
        """Return a row per wording; what was not seen in fitting is left out."""
        parts = [
            self._signs.transform([w.signs for w in wordings]) * _SIGNS,
            self._words.transform([w.tokens for w in wordings]),
        ]
        if self.characters:
            parts.append(self._letters.transform([w.letters for w in wordings]) * _LETTERS)
        return sparse.hstack(parts, format="csr")

    def names(self) -> npt.NDArray[np.object_]:
        """Return the names of the columns, in order."""
        parts = [self._signs.get_feature_names_out()]
        parts.append([f"words.{term}" for term in self._words.get_feature_names_out()])
        if self.characters:
            parts.append([f"letters.{term}" for term in self._letters.get_feature_names_out()])
        return np.concatenate([np.asarray(part, dtype=object) for part in parts])


def _sequences(tokens: Sequence[str]) -> list[str]:
    return [
        " ".join(tokens[i : i + n])
        for n in range(1, _LONG_SEQUENCE + 1)
        for i in range(len(tokens) - n + 1)
    ]


def _reading(unit: Unit, found: Annotated, words: Sequence[str]) -> Reading:
    own = [_wording(one, found, words, dict(_sentence_signs(one))) for one in sentence_facts(found)]
    (facts,) = unit_facts(found, [(0, len(unit.text) + 1)])
    tokens = (EDGE, *(token for sentence in own for token in sentence.tokens[1:]))
    whole = _wording(facts, found, words, dict(_unit_signs(unit, facts, own)))
    return Reading(Wording(whole.letters, tokens, whole.signs, whole.start, whole.end), tuple(own))


def _wording(
    facts: UnitFacts, found: Annotated, words: Sequence[str], shape: Mapping[str, float]
) -> Wording:
    first, last = np.searchsorted(found.offsets, (facts.start, facts.end))
    plain = tuple(token.strip() for token in words[first:last] if token.strip())
    return Wording(
        letters=found.text[facts.start : facts.end].lower(),
        tokens=(EDGE, *plain, EDGE),
        signs={**signs(facts.facts), **shape},
        start=facts.start,
        end=facts.end,
    )


def _sentence_signs(sentence: UnitFacts) -> Iterator[tuple[str, float]]:
    text = sentence.facts.text[sentence.start : sentence.end]
    yield f"shape.length.{_scale(sentence.facts.words)}", 1.0
    yield "shape.place", sentence.start / max(1, len(sentence.facts.text))
    if text.rstrip().endswith("?"):
        yield "shape.asks", 1.0


def _unit_signs(
    unit: Unit, facts: UnitFacts, sentences: Sequence[Wording]
) -> Iterator[tuple[str, float]]:
    yield f"shape.length.{_scale(facts.facts.words)}", 1.0
    yield f"shape.sentences.{_scale(len(sentences))}", 1.0
    yield "shape.overlap", facts.facts.overlap
    asking = [s for s in sentences if s.letters.rstrip().endswith("?")]
    yield "shape.asks", float(bool(asking))
    yield "shape.ends_asking", float(unit.text.rstrip().endswith("?"))
    for sentence in asking:
        for word in sentence.tokens[1:4]:
            yield f"asks.{word}", 1.0
    yield f"client.length.{_scale(len((unit.context or '').split()))}", 1.0
    yield "client.asks", float("?" in (unit.context or ""))


def _scale(count: int) -> int:
    """Number a length by doublings, as 200 words differ from 100 like 20 from 10."""
    return min(7, int(np.log2(count + 1)))
