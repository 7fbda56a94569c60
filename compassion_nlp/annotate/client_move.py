"""Turn the client's previous turn into one of the codebook's client moves."""

from __future__ import annotations

from collections import defaultdict

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from compassion_nlp.annotate.automaton import ASK, Automaton, encoded
from compassion_nlp.annotate.vocabulary import Vocabulary
from compassion_nlp.lexicon import Lexicon
from compassion_nlp.schema import ClientMove

# Where two moves have equal weight, the one that calls for more care wins.
_PRECEDENCE: tuple[ClientMove, ...] = (
    "distress",
    "anger",
    "request",
    "good_news",
    "logistics",
    "neutral",
)


class MoveDetector:
    """The client-move forms of a lexicon, compiled for one tokenizer."""

    def __init__(self, lexicon: Lexicon, tokenizer: Tokenizer) -> None:
        self._vocabulary = Vocabulary(lexicon.words, tokenizer)
        texts = [(text, move) for move in lexicon.moves.move for text in move.any]
        self._moves = [move for _, move in texts]
        self._automaton = Automaton(
            [text for text, _ in texts], lexicon.words.lists, self._vocabulary
        )

    def detect(self, doc: Doc) -> ClientMove:
        """Return what the turn does; ``none`` only where there are no words."""
        classes, _ = self._vocabulary.encode(doc)
        if len(classes) <= 2:  # noqa: PLR2004 - the two ends alone
            return "none"
        weights: dict[ClientMove, float] = defaultdict(float)
        text = encoded(classes)
        for number in self._automaton.hits(classes):
            if self._automaton.spans(number, text):
                move = self._moves[number]
                weights[move.id] += move.weight
        positive = {move: weight for move, weight in weights.items() if weight > 0}
        if not positive:
            return "request" if classes[-2] == ASK else "neutral"
        return max(positive, key=lambda move: (positive[move], -_PRECEDENCE.index(move)))
