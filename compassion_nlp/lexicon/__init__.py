"""Turn the lexicon's data files into checked values."""

from compassion_nlp.lexicon.definition import CueType, Example, Family, Forms, Marker, Trigger
from compassion_nlp.lexicon.load import Lexicon, load_lexicon, packaged_lexicon, read_lexicon

__all__ = [
    "CueType",
    "Example",
    "Family",
    "Forms",
    "Lexicon",
    "Marker",
    "Trigger",
    "load_lexicon",
    "packaged_lexicon",
    "read_lexicon",
]
