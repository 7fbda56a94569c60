"""Turn analyses into pages and plots; draws, never computes."""

from compassion_nlp.report.page import (
    fragment,
    notes_page,
    session_fragment,
    session_page,
    transcript_fragment,
)
from compassion_nlp.report.plot import plot_reasons, plot_session

__all__ = [
    "fragment",
    "notes_page",
    "plot_reasons",
    "plot_session",
    "session_fragment",
    "session_page",
    "transcript_fragment",
]
