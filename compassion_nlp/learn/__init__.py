"""Turn anybody's labels into models and figures."""

from compassion_nlp.learn.labels import Labels, read_labels
from compassion_nlp.learn.measure import cue_table, mindset_table, parts_table
from compassion_nlp.learn.train import train
from compassion_nlp.readers.labels import LabelError

__all__ = [
    "LabelError",
    "Labels",
    "cue_table",
    "mindset_table",
    "parts_table",
    "read_labels",
    "train",
]
