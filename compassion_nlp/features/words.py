"""Turn the tokens of many units into counts of known words and word pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from compassion_nlp.annotate import word_id

Ids = npt.NDArray[np.uint64]
"""spaCy's hashes of lower-cased tokens, as ``doc.to_array(LOWER)`` gives them."""

_APOSTROPHES = ("’", "‘", "`", "´")
_NO_WORD = -1


@dataclass(frozen=True)
class WordTable:
    """The words and word pairs a model knows, in the order of its columns.

    A pair is written with a space between its words. Words match whatever their
    case and whichever apostrophe they are spelled with.
    """

    terms: tuple[str, ...]

    def counts(self, units: Sequence[Ids]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return (row, column) of every known term that occurs, each once per unit."""
        if not units or not self.terms:
            return _nothing(), _nothing()
        row = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
        word = self._look_up(np.concatenate(units))
        column = np.where(word >= 0, self._single[word], _NO_WORD)
        together = (word[:-1] >= 0) & (word[1:] >= 0) & (row[:-1] == row[1:])
        pair = word[:-1][together] * len(self._words) + word[1:][together]
        place = np.searchsorted(self._pairs, pair)
        place[place == len(self._pairs)] = 0
        known = self._pairs[place] == pair if len(self._pairs) else np.zeros(0, dtype=bool)
        rows = np.concatenate((row[column >= 0], row[:-1][together][known]))
        columns = np.concatenate((column[column >= 0], self._pair_columns[place[known]]))
        width = len(self.terms)
        once = np.unique(rows * width + columns)
        return once // width, once % width

    @cached_property
    def _words(self) -> Mapping[str, int]:
        words = sorted({word for term in self.terms for word in term.split(" ")})
        return {word: number for number, word in enumerate(words)}

    @cached_property
    def _hashes(self) -> tuple[Ids, npt.NDArray[np.intp]]:
        pairs = sorted(
            {
                word_id(spelled): number
                for word, number in self._words.items()
                for spelled in _spellings(word)
            }.items()
        )
        return (
            np.array([hash_ for hash_, _ in pairs], dtype=np.uint64),
            np.array([number for _, number in pairs], dtype=np.intp),
        )

    @cached_property
    def _single(self) -> npt.NDArray[np.intp]:
        columns = np.full(len(self._words) + 1, _NO_WORD, dtype=np.intp)
        for column, term in enumerate(self.terms):
            if " " not in term:
                columns[self._words[term]] = column
        return columns

    @cached_property
    def _pair_table(self) -> list[tuple[int, int]]:
        found = []
        for column, term in enumerate(self.terms):
            if " " in term:
                first, second = term.split(" ")
                found.append((self._words[first] * len(self._words) + self._words[second], column))
        return sorted(found)

    @cached_property
    def _pairs(self) -> npt.NDArray[np.intp]:
        return np.array([pair for pair, _ in self._pair_table], dtype=np.intp)

    @cached_property
    def _pair_columns(self) -> npt.NDArray[np.intp]:
        return np.array([column for _, column in self._pair_table], dtype=np.intp)

    def _look_up(self, ids: Ids) -> npt.NDArray[np.intp]:
        hashes, numbers = self._hashes
        place = np.searchsorted(hashes, ids)
        place[place == len(hashes)] = 0
        return np.where(hashes[place] == ids, numbers[place], _NO_WORD)


def word_terms(
    texts: Iterable[Sequence[str]], *, min_count: int, pairs: bool = True
) -> tuple[str, ...]:
    """Choose the words and pairs that occur in at least ``min_count`` texts.

    ``texts`` are lower-cased tokens. Only tokens with a letter count as words;
    others stand between words and part them.
    """
    seen: Counter[str] = Counter()
    for tokens in texts:
        seen.update(set(_terms(tokens, pairs=pairs)))
    return tuple(sorted(term for term, count in seen.items() if count >= min_count))


def _terms(tokens: Sequence[str], *, pairs: bool) -> Iterator[str]:
    previous = ""
    for token in tokens:
        word = _plain(token)
        if word:
            yield word
            if previous and pairs:
                yield f"{previous} {word}"
        previous = word


def _plain(token: str) -> str:
    if not any(letter.isalpha() for letter in token) or any(c.isspace() for c in token):
        return ""
    for mark in _APOSTROPHES:
        token = token.replace(mark, "'")
    return token


def _spellings(word: str) -> Iterator[str]:
    yield word
    if "'" in word:
        for mark in _APOSTROPHES:
            yield word.replace("'", mark)


def _nothing() -> npt.NDArray[np.intp]:
    return np.zeros(0, dtype=np.intp)
