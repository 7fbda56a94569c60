"""Turn annotated units into named numbers."""

from compassion_nlp.features.levels import codebook_levels
from compassion_nlp.features.matrix import FeatureRows, FeatureSpace, UnitFacts, unit_facts
from compassion_nlp.features.sentences import sentence_facts
from compassion_nlp.features.signs import Facts, signs
from compassion_nlp.features.words import WordTable, word_terms

__all__ = [
    "Facts",
    "FeatureRows",
    "FeatureSpace",
    "UnitFacts",
    "WordTable",
    "codebook_levels",
    "sentence_facts",
    "signs",
    "unit_facts",
    "word_terms",
]
