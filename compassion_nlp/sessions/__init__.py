"""Turn the analyses of sessions and notes into measures, change, ripples and comparisons."""

from compassion_nlp.sessions.change import change_across
from compassion_nlp.sessions.client import ClientMeasure, client_measures
from compassion_nlp.sessions.compare import compare_groups
from compassion_nlp.sessions.measures import measures
from compassion_nlp.sessions.ripple import ripple
from compassion_nlp.sessions.summary import summary
from compassion_nlp.sessions.table import session_row, session_table
from compassion_nlp.sessions.trajectory import smoothed, thirds
from compassion_nlp.sessions.turns import turn_table

__all__ = [
    "ClientMeasure",
    "change_across",
    "client_measures",
    "compare_groups",
    "measures",
    "ripple",
    "session_row",
    "session_table",
    "smoothed",
    "summary",
    "thirds",
    "turn_table",
]
