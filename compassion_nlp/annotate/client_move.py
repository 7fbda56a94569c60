"""Turn the client's previous turn into one of the codebook's client moves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from compassion_nlp.annotate.index import FormIndex
from compassion_nlp.annotate.places import Place, Places
from compassion_nlp.annotate.vocabulary import ASK, END, PAUSE, Vocabulary
from compassion_nlp.lexicon import Lexicon
from compassion_nlp.schema import ClientMove

# Where two moves have equal weight, the one that calls for more care wins; a
# question about times and places is an arrangement before it is a request.
_PRECEDENCE: tuple[ClientMove, ...] = (
    "distress",
    "anger",
    "good_news",
    "logistics",
    "request",
    "neutral",
)
_STRONG = 2  # a move needs one strong form or two weak ones
_SUFFICIENT = 2

_WORDLESS = frozenset((END, ASK, PAUSE))

_Kind = Literal["strong", "weak", "unless"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a client turn does, and whether it also asks the helper for something."""

    move: ClientMove
    asks: bool = False


class MoveDetector:
    """The client-move forms of a lexicon, compiled over a vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._owners: list[tuple[_Kind, ClientMove]] = []
        forms: list[str] = []
        for move in lexicon.moves.move:
            kinds: tuple[tuple[_Kind, tuple[str, ...]], ...] = (
                ("unless", move.unless),
                ("strong", move.strong),
                ("weak", move.weak),
            )
            for kind, texts in kinds:
                forms += texts
                self._owners += [(kind, move.id)] * len(texts)
        lists = lexicon.words.lists | lexicon.moves.lists
        self._index = FormIndex(forms, lists, self._vocabulary)

    def detect(self, doc: Doc) -> Said:
        """Return what the turn does; ``none`` only where there are no words."""
        classes, _ = self._vocabulary.encode(doc)
        if _WORDLESS.issuperset(classes):
            return Said("none")
        weights = self._weights(classes)
        shown = [move for move, weight in weights.items() if weight >= _SUFFICIENT]
        move: ClientMove = max(
            shown, key=lambda m: (weights[m], -_PRECEDENCE.index(m)), default="neutral"
        )
        return Said(move, asks="request" in shown)

    def _weights(self, classes: list[int]) -> dict[ClientMove, int]:
        """Add up, per move, the forms that stand in different places; a weak one counts once."""
        places: defaultdict[int, list[Place]] = defaultdict(list)
        for number, start, end in self._index.occurrences(classes):
            places[number].append(Place(self._owners[number][1], start, end))
        taken: defaultdict[ClientMove, Places[Place]] = defaultdict(Places)
        weights: dict[ClientMove, int] = defaultdict(int)
        # Patterns are numbered in the order unless, strong, weak of each move.
        for number in sorted(places):
            kind, move = self._owners[number]
            free = [p for p in places[number] if not taken[move].any_over(p.start, p.end)]
            for place in free:
                taken[move].add(place)
            if free and kind == "strong":
                weights[move] += _STRONG * len(free)
            elif free and kind == "weak":
                weights[move] += 1
        return weights
