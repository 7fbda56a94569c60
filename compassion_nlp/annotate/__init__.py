"""Turn text into cues that context has judged; the only part that knows spaCy."""

from spacy.strings import get_string_id as word_id

from compassion_nlp.annotate.component import ASSERTED, SET_ASIDE, CompassionCues
from compassion_nlp.annotate.counts import FormCounter
from compassion_nlp.annotate.judge import Judged
from compassion_nlp.annotate.text import Annotated, TextAnnotator

__all__ = [
    "ASSERTED",
    "SET_ASIDE",
    "Annotated",
    "CompassionCues",
    "FormCounter",
    "Judged",
    "TextAnnotator",
    "word_id",
]
