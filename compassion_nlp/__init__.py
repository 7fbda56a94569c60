"""Read how helpers relate to the people they help: cues as spans, four mindsets as scores."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compassion_nlp import agreement, exchange, sessions
    from compassion_nlp.analysis import FRAME_SCHEMA, Analyzer, load
    from compassion_nlp.lexicon import Lexicon, load_lexicon
    from compassion_nlp.mindsets.classifier import CueFeatures, MindsetClassifier
    from compassion_nlp.readers import read_transcript, read_transcripts, read_units
    from compassion_nlp.samples import sample
    from compassion_nlp.schema import (
        Analysis,
        Cue,
        LexiconError,
        ModelError,
        Session,
        Transcript,
        TranscriptError,
    )

__version__ = "0.1.0"

# Names load their module when they are first used: `import compassion_nlp` is instant.
_HOMES = {
    "FRAME_SCHEMA": "analysis",
    "Analysis": "schema",
    "Analyzer": "analysis",
    "Cue": "schema",
    "CueFeatures": "mindsets.classifier",
    "Lexicon": "lexicon",
    "LexiconError": "schema",
    "MindsetClassifier": "mindsets.classifier",
    "ModelError": "schema",
    "Session": "schema",
    "Transcript": "schema",
    "TranscriptError": "schema",
    "load": "analysis",
    "load_lexicon": "lexicon",
    "read_transcript": "readers",
    "read_transcripts": "readers",
    "read_units": "readers",
    "sample": "samples",
}

# Modules that are public as a whole.
_MODULES = ("agreement", "exchange", "sessions")

__all__ = [
    "FRAME_SCHEMA",
    "Analysis",
    "Analyzer",
    "Cue",
    "CueFeatures",
    "Lexicon",
    "LexiconError",
    "MindsetClassifier",
    "ModelError",
    "Session",
    "Transcript",
    "TranscriptError",
    "agreement",
    "exchange",
    "load",
    "load_lexicon",
    "read_transcript",
    "read_transcripts",
    "read_units",
    "sample",
    "sessions",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"compassion_nlp.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'compassion_nlp' has no attribute {name!r}")
    return getattr(import_module(f"compassion_nlp.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
