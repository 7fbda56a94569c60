"""Turn texts into how often forms of named groups occur in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import spacy

from compassion_nlp.annotate.index import FormIndex
from compassion_nlp.annotate.vocabulary import Vocabulary
from compassion_nlp.lexicon import Lexicon

_Place = tuple[int, int, int]


class FormCounter:
    """Groups of forms, compiled over the words of a lexicon.

    ``lists`` are word lists that the forms may name, beside those of the lexicon.
    """

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        lexicon: Lexicon,
        *,
        lists: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._tokenizer = spacy.blank("en").tokenizer
        self._vocabulary = Vocabulary(lexicon.words, self._tokenizer)
        self._owners = [name for name, forms in groups.items() for _ in forms]
        forms = [form for group in groups.values() for form in group]
        known = {**lexicon.words.lists, **(lists or {})}
        self._index = FormIndex(forms, known, self._vocabulary)
        self.groups = tuple(groups)

    def counts(self, texts: Iterable[str]) -> Iterator[dict[str, int]]:
        """Yield, per text, how often each group occurs; forms that overlap count once."""
        for text in texts:
            classes, _ = self._vocabulary.encode(self._tokenizer(text))
            places = self._index.occurrences(classes)
            yield {
                group: _apart(place for place in places if self._owners[place[0]] == group)
                for group in self.groups
            }


def _apart(places: Iterable[_Place]) -> int:
    """Count the places that do not overlap with one counted before."""
    counted = end = 0
    for _, start, stop in sorted(places, key=lambda place: place[1:]):
        if start >= end:
            counted += 1
            end = stop
    return counted
