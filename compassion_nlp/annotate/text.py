"""Turn texts into cues and word ids as plain values, without keeping any Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import spacy
from spacy.attrs import IDX, IS_ALPHA, IS_STOP, LOWER
from spacy.tokens import Doc

from compassion_nlp.annotate.component import CompassionCues
from compassion_nlp.annotate.judge import Judged
from compassion_nlp.lexicon import Lexicon
from compassion_nlp.schema import ClientMove, Cue, Genre, Unit

_ATTRIBUTES = [LOWER, IDX]
_MOST_WORDS = 100_000  # about 60 MB


@dataclass(frozen=True, slots=True)
class Annotated:
    """One text with its cues.

    ``ids`` are spaCy's hashes of the lower-cased tokens and ``offsets`` the code
    points at which they start. ``overlap`` is the share (0-1) of the context's
    content words that the text repeats.
    """

    text: str
    genre: Genre
    cues: tuple[Cue, ...]
    client_move: ClientMove
    context_missing: bool
    ids: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.uint64]
    overlap: float = 0.0


class TextAnnotator:
    """A blank English pipeline with the compassion cues, for plain texts.

    It keeps no text. spaCy's store of words seen is thrown away when it grows
    large, so that memory stays flat over any number of texts. (A memory zone per
    call would do the same, but empties the tokenizer's cache each time, which
    costs three times the tokenizer.)
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._build()

    def _build(self) -> None:
        self._nlp = spacy.blank("en")
        self._component = CompassionCues(self._nlp, lexicon=self.lexicon)

    def __getstate__(self) -> dict[str, Lexicon]:
        # A worker rebuilds the pipeline from the lexicon: cheaper than moving it.
        return {"lexicon": self.lexicon}

    def __setstate__(self, state: dict[str, Lexicon]) -> None:
        self.lexicon = state["lexicon"]
        self._build()

    def annotate(self, units: Iterable[Unit], /) -> list[Annotated]:
        """Return the annotated texts, in order."""
        if len(self._nlp.vocab) > _MOST_WORDS:
            self._nlp = spacy.blank("en")
        return [self._annotated(unit) for unit in units]

    def tokens(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Yield the lower-cased tokens of each text."""
        for text in texts:
            yield [token.lower_ for token in self._nlp.tokenizer(text)]

    def _annotated(self, unit: Unit) -> Annotated:
        doc = self._nlp.tokenizer(unit.text)
        context = None
        if unit.genre == "turn" and unit.context and unit.context.strip():
            context = self._nlp.tokenizer(unit.context)
        situation = self._component.situation(unit.genre, unit.context, context)
        judged = self._component.judged(doc, situation)
        array: npt.NDArray[np.uint64] = doc.to_array(_ATTRIBUTES).reshape(-1, 2).astype(np.uint64)
        ids, offsets = array[:, 0], array[:, 1]
        return Annotated(
            unit.text,
            unit.genre,
            tuple(self._cue(cue, doc) for cue in judged),
            situation.client_move,
            situation.context_missing,
            ids,
            offsets,
            _overlap(context, ids) if context is not None else 0.0,
        )

    def _cue(self, judged: Judged, doc: Doc) -> Cue:
        last = doc[judged.end - 1]
        return Cue(
            id=judged.cue_id,
            family=self._families[judged.cue_id],
            mindset=judged.mindset,
            start=doc[judged.start].idx,
            end=last.idx + len(last),
            strength=judged.strength,
            asserted=judged.reason is None,
            form=judged.by,
            facet=judged.facet,
            reason=judged.reason,
        )

    @cached_property
    def _families(self) -> dict[str, str]:
        return {cue.id: cue.family for cue in self.lexicon.cues}


def _overlap(context: Doc, ids: npt.NDArray[np.uint64]) -> float:
    """Return the share of the context's content words that are among the ids."""
    array = context.to_array([LOWER, IS_ALPHA, IS_STOP])
    content = {int(i) for i, alpha, stop in array if alpha and not stop}
    return len(content.intersection(ids.tolist())) / len(content) if content else 0.0
