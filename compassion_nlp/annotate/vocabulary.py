"""Turn the tokens of a Doc into a string of word classes, one character each.

Spellings of one word (``n't``, ``n’t``, ``nt``, ``not``) share a class, fillers
(``um``) and hyphens vanish, and all that ends a sentence looks the same. Forms
and texts go through the same door, so the lexicon is written once, plainly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.attrs import LOWER
from spacy.strings import get_string_id
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from compassion_nlp.lexicon.definition import WordsFile

OTHER, END, ASK, PAUSE = range(4)
"""Classes that are no words of the lexicon: any other word, the end of a
sentence, a question mark, a comma-like break."""

_FIRST_WORD = 4
_SILENT = -1
_BASE = 0x4E00  # one code point per class: no regex metacharacters live here

_ENDS = (".", "!", ";", "!!", "!!!", "..", "?!.", "•", "*", "|", "/.")
_ASKS = ("?", "??", "???", "?!", "!?")
_PAUSES = (",", ":", "-", "–", "—", "--", "---", "...", "…", "....", "(", ")", "[", "]", "/")
_CUTS = ("-", "--")
_QUOTES = ('"', "“", "”", "'", "‘", "’", "``", "''", "«", "»", "`")
_SPACES = (" ", "  ", "   ", "    ", "\t", "\xa0", "\u200b")
_APOSTROPHES = ("'", "’", "‘", "`", "´")
_ASIDES = ("like", "you know")
# After a stammer ("I-I'm") the tokenizer leaves these whole.
_CONTRACTIONS = (
    "i'm", "i've", "i'll", "i'd", "it's", "that's", "you're", "you've", "you'll", "he's",
    "she's", "we're", "we've", "they're", "there's", "what's", "don't", "didn't", "doesn't",
    "wasn't", "isn't", "can't", "couldn't", "wouldn't", "won't", "haven't",
)  # fmt: skip


class Vocabulary:
    """Word classes of one lexicon under one tokenizer."""

    def __init__(self, words: WordsFile, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._canonical = {
            variant: word for word, variants in words.spellings.items() for variant in variants
        }
        self._classes: dict[str, int] = {}
        self._class_of: dict[int, int] = {}
        self._classes_of_word: dict[str, list[int]] = {}
        self._variants: dict[str, tuple[str, ...]] = dict(words.spellings)
        self._contracted = {
            get_string_id(spelled): [get_string_id(part.lower_) for part in tokenizer(text)]
            for text in _CONTRACTIONS
            for spelled in _with_apostrophes(text)
        }
        for texts, number in ((_ENDS, END), (_ASKS, ASK), (_PAUSES, PAUSE)):
            self._assign(texts, number)
        self._assign((*_QUOTES, *_SPACES, *words.fillers), _SILENT)
        self._assign(_line_breaks(), END)
        # "Let's" is no "let is".
        self._let, self._is, self._us = (self._class(word) for word in ("let", "is", "us"))
        self._asides = [[self._class(word) for word in aside.split()] for aside in _ASIDES]

    def classes(self, word: str) -> list[int]:
        """Return the classes of a word of a form; a contraction has two or more."""
        if word == "?":
            return [ASK]
        if word == ",":
            return [PAUSE]
        known = self._classes_of_word.get(word)
        if known is None:
            known = self._classes_of_word[word] = self._read(word)
        return known

    def _read(self, word: str) -> list[int]:
        numbers = [self._class(token.lower_) for token in self._tokenizer(word)]
        if numbers == [self._let, self._is]:
            return [self._let, self._us]
        return [number for number in numbers if number not in (_SILENT, PAUSE)]

    def encode(self, doc: Doc) -> tuple[list[int], list[int]]:
        """Return the classes of a Doc, and the token index of each.

        Both begin and end with an END that belongs to no token. A word said
        twice in a row ("you-you know") counts once.
        """
        get = self._class_of.get
        classes = [END]
        positions = [-1]
        last = END
        hyphen: int | None = None
        for index, orth in enumerate(doc.to_array(LOWER).tolist()):
            number = get(orth, OTHER)
            if number == _SILENT:
                continue
            if number == PAUSE and hyphen is None and _glued(doc, index):
                hyphen = index  # "mm-hm", "self-care": no pause inside a word
                continue
            if number == last and number >= _FIRST_WORD:
                continue
            if last == self._let and number == self._is:
                number = self._us
            hyphen = None
            if number == OTHER and orth in self._contracted:
                for part in self._contracted[orth][:-1]:
                    number = get(part, OTHER)
                    if number != last:
                        classes.append(number)
                        positions.append(index)
                number = get(self._contracted[orth][-1], OTHER)
            classes.append(number)
            positions.append(index)
            last = number
        classes.append(END)
        positions.append(len(doc))
        if classes.count(PAUSE) > 1:
            self._drop_asides(classes, positions)
        return classes, positions

    def _drop_asides(self, classes: list[int], positions: list[int]) -> None:
        """Take out ", like," and ", you know,": they part no clauses."""
        kept: list[int] = []  # from the end of the text to its beginning
        for index in range(len(classes) - 1, -1, -1):
            if classes[index] == PAUSE:
                for aside in self._asides:
                    after = [classes[place] for place in kept[: -len(aside) - 2 : -1]]
                    if after == [*aside, PAUSE]:
                        del kept[-len(after) :]
                        break
                else:
                    kept.append(index)
            else:
                kept.append(index)
        kept.reverse()
        classes[:] = [classes[index] for index in kept]
        positions[:] = [positions[index] for index in kept]

    def _class(self, lower: str) -> int:
        canonical = self._canonical.get(lower, lower)
        known = self._class_of.get(get_string_id(canonical))
        if known is not None:
            return known
        number = self._classes.setdefault(canonical, _FIRST_WORD + len(self._classes))
        self._assign((canonical, *self._variants.get(canonical, ())), number)
        return number

    def _assign(self, texts: Iterable[str], number: int) -> None:
        for text in texts:
            for spelled in _with_apostrophes(text):
                self._class_of[get_string_id(spelled)] = number
                if number >= _FIRST_WORD and spelled.isalpha():
                    for cut in _CUTS:  # "did- did you": a word broken off and said again
                        self._class_of.setdefault(get_string_id(spelled + cut), number)


def encoded(classes: Iterable[int]) -> str:
    """Return classes as a string, for `re`."""
    return "".join([chr(_BASE + number) for number in classes])


def _glued(doc: Doc, index: int) -> bool:
    """Whether a hyphen or slash stands inside a word, with no space on either side."""
    return (
        0 < index < len(doc) - 1
        and doc[index].text in "-–/"
        and not doc[index].whitespace_
        and not doc[index - 1].whitespace_
    )


def _with_apostrophes(text: str) -> Iterator[str]:
    yield text
    if "'" in text and len(text) > 1:
        for mark in _APOSTROPHES[1:]:
            yield text.replace("'", mark)


def _line_breaks() -> Iterator[str]:
    for breaks in ("\n", "\r\n", "\r"):
        for times in range(1, 5):
            for before in ("", " ", "  "):
                for after in ("", " ", "  ", "   ", "    ", "\t"):
                    yield before + breaks * times + after
