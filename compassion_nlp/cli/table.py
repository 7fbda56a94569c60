"""Turn a session into lines for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from compassion_nlp.schema import Analysis, Session

_SHORT = {"compassion": "C", "self_centeredness": "S", "detachment": "D", "indifference": "I"}
_NARROWEST = 40


def session_table(session: Session, *, with_text: bool) -> str:
    """Return a line per helper turn with scores and cues; the words only when asked for."""
    return "\n".join(_lines(session, with_text=with_text))


def _lines(session: Session, *, with_text: bool) -> Iterator[str]:
    width = max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST)
    codes = next((tuple(turn.scores) for turn in session.turns if turn.scores), ())
    yield "turn  " + " ".join(f"{_SHORT.get(code, code):>5}" for code in codes) + "  cues"
    for number, turn in enumerate(session.turns, start=1):
        if turn.scores:
            scores = " ".join(_score(turn, code) for code in codes)
            yield f"{number:>4}  {scores}  {_cues(turn)}"
        if with_text:
            who = f"{turn.speaker}: " if turn.speaker else ""
            yield textwrap.indent(textwrap.fill(who + turn.text, width - 6), " " * 6)
    yield ""
    yield "scores: probability that the wording shows the mindset; * decided, ** strong"
    yield from session.transcript.notices


def _score(turn: Analysis, code: str) -> str:
    return f"{turn.scores[code]:.2f}{'*' * turn.levels[code]:<2}"[:6].rjust(5)


def _cues(turn: Analysis) -> str:
    return ", ".join(dict.fromkeys(cue.id for cue in turn.cues if cue.asserted)) or "-"
