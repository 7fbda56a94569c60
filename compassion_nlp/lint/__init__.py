"""Turn notes into findings: wording that their writer may want to look at again."""

from compassion_nlp.lint.baseline import Baseline, new_baseline, read_baseline
from compassion_nlp.lint.check import Annotator, CheckedNote, CheckedPage, Page, check_page
from compassion_nlp.lint.finding import LEVELS, Finding, Level
from compassion_nlp.lint.ignores import Notice
from compassion_nlp.lint.notes import lint
from compassion_nlp.lint.selection import MAX_PER_NOTE, MIN_LEVEL, LeftOut, Selected, select

__all__ = [
    "LEVELS",
    "MAX_PER_NOTE",
    "MIN_LEVEL",
    "Annotator",
    "Baseline",
    "CheckedNote",
    "CheckedPage",
    "Finding",
    "LeftOut",
    "Level",
    "Notice",
    "Page",
    "Selected",
    "check_page",
    "lint",
    "new_baseline",
    "read_baseline",
    "select",
]
