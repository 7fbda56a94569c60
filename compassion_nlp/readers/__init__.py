"""Read files of conversations and notes into plain, frozen values."""

from compassion_nlp.readers.kind import is_conversation
from compassion_nlp.readers.sentences import sentences
from compassion_nlp.readers.text import PlainText, paragraphs, read_text
from compassion_nlp.readers.transcript import read_transcript, read_transcripts
from compassion_nlp.readers.units import Units, read_units

__all__ = [
    "PlainText",
    "Units",
    "is_conversation",
    "paragraphs",
    "read_text",
    "read_transcript",
    "read_transcripts",
    "read_units",
    "sentences",
]
