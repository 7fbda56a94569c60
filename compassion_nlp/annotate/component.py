"""Turn a Doc into the same Doc with ``doc.spans["compassion"]``, in any spaCy pipeline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from compassion_nlp.annotate.client_move import MoveDetector
from compassion_nlp.annotate.find import Finder
from compassion_nlp.annotate.judge import Judged, Situation, judge
from compassion_nlp.annotate.vocabulary import Vocabulary
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.schema import GENRES

ASSERTED = "compassion"
SET_ASIDE = "compassion_set_aside"
_FOUND = ("client_move", "asks", "context_missing")
_ATTRS = ("strength", "mindset", "facet", "by", "reason")


@Language.factory(
    "compassion_cues",
    default_config={"lexicon": None, "off": [], "genre": "note"},
    assigns=["doc.spans"],
)
def make_compassion_cues(
    nlp: Language, name: str, lexicon: str | None, off: list[str], genre: str
) -> CompassionCues:
    """Build the component; ``lexicon`` is the path of a file with cues of your own."""
    return CompassionCues(nlp, name, lexicon=load_lexicon(lexicon, off=off), genre=genre)


class CompassionCues:
    """Mark the codebook's cues in a Doc.

    A text's genre and the client's previous words are read from
    ``doc.user_data["compassion"] = {"genre": ..., "context": ...}``. The
    component writes ``doc.spans["compassion"]`` (asserted cues, ``span.label_``
    is the cue id) and ``doc.spans["compassion_set_aside"]``; the ``attrs`` of
    both groups hold parallel lists ``strength``, ``mindset``, ``facet``, ``by``
    and ``reason``. What was found about the client goes back into
    ``doc.user_data["compassion"]`` as ``client_move``, ``asks`` and ``context_missing``.
    """

    def __init__(
        self,
        nlp: Language,
        name: str = "compassion_cues",
        *,
        lexicon: Lexicon,
        genre: str = "note",
    ) -> None:
        if genre not in GENRES:
            raise ValueError(f"genre: found {genre!r}; use one of {', '.join(GENRES)}")
        self.name = name
        self.genre = genre
        self._tokenizer = nlp.tokenizer
        self._compile(lexicon)

    def _compile(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._vocabulary = Vocabulary(lexicon.words, self._tokenizer)
        self._finder = Finder(lexicon, self._vocabulary)
        self.__dict__.pop("_moves", None)

    @cached_property
    def _moves(self) -> MoveDetector:
        # Notes have no client move: it is compiled with the first turn.
        return MoveDetector(self.lexicon, self._vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        """Find cues, judge them by context, write them to the Doc."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Judged]:
        """Return the cues of a Doc; only ``doc.user_data`` is written to."""
        given = doc.user_data.get("compassion", {})
        situation = self._situation(given)
        found = {name: getattr(situation, name) for name in _FOUND}
        doc.user_data["compassion"] = {**given, **found}
        return self.judged(doc, situation)

    def judged(self, doc: Doc, situation: Situation) -> list[Judged]:
        """Return the cues of a Doc in a situation that is already known."""
        return judge(doc, self._finder.read(doc, situation.genre), situation, self.lexicon)

    def set_annotations(self, doc: Doc, cues: Sequence[Judged]) -> None:
        """Write cues to the Doc's two span groups, replacing what they held."""
        for key, asserted in ((ASSERTED, True), (SET_ASIDE, False)):
            chosen = [cue for cue in cues if (cue.reason is None) is asserted]
            doc.spans[key] = SpanGroup(
                doc,
                name=key,
                spans=[Span(doc, cue.start, cue.end, label=cue.cue_id) for cue in chosen],
                attrs={name: [getattr(cue, name) for cue in chosen] for name in _ATTRS},
            )

    def situation(self, genre: str, context: str | None, said: Doc | None) -> Situation:
        """Return what surrounds a text; ``said`` is its context as a Doc."""
        if genre == "note":
            return Situation("note", "none", context_missing=False)
        if said is None:
            return Situation(genre, "none", context_missing=context is None)
        heard = self._moves.detect(said)
        return Situation(genre, heard.move, context_missing=False, asks=heard.asks)

    def _situation(self, given: Mapping[str, Any]) -> Situation:
        context = given.get("context")
        said = self._tokenizer(context) if context and context.strip() else None
        return self.situation(given.get("genre") or self.genre, context, said)

    # -- spaCy's serialization protocol

    def to_bytes(self, **_: Any) -> bytes:
        """Return the component's lexicon and genre as bytes."""
        data = {"genre": self.genre, "lexicon": self.lexicon.to_dict()}
        return json.dumps(data, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, **_: Any) -> CompassionCues:
        """Take over lexicon and genre from `to_bytes`."""
        content = json.loads(data)
        self.genre = content["genre"]
        self._compile(Lexicon.from_dict(content["lexicon"]))
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the component's lexicon and genre to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: Any) -> CompassionCues:
        """Take over lexicon and genre from `to_disk`."""
        return self.from_bytes(Path(path).read_bytes())
