"""Turn text into cues that context has judged; the only part that knows spaCy."""

from compassion_nlp.annotate.component import ASSERTED, SET_ASIDE, CompassionCues
from compassion_nlp.annotate.judge import Judged

__all__ = ["ASSERTED", "SET_ASIDE", "CompassionCues", "Judged"]
