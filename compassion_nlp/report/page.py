"""Turn facts into HTML that is complete in itself, escaped, and fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from compassion_nlp.lexicon import Lexicon
from compassion_nlp.report.facts import MARKS, MEASURED, TITLES, cue_counts, curve, turn_facts
from compassion_nlp.schema import Analysis, Session

if TYPE_CHECKING:
    import pandas as pd

_CURVE_WIDTH, _CURVE_HEIGHT, _TOP = 720, 90, 2.0


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("compassion_nlp.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fragment(analysis: Analysis) -> str:
    """Return one analysis as HTML for a notebook."""
    return _render("fragment.html.j2", turns=[turn_facts(analysis)], style=_style())


def session_fragment(session: Session) -> str:
    """Return the turns of a session as HTML for a notebook."""
    turns = [turn_facts(turn, n) for n, turn in enumerate(session.turns, start=1)]
    return _render("fragment.html.j2", turns=turns, style=_style())


def session_page(
    session: Session, *, lexicon: Lexicon | None = None, with_text: bool = True
) -> str:
    """Return a session as a page of its own; without text no word of it is in the page."""
    return _page(
        session.turns,
        title=f"Session {session.transcript.id}",
        notices=session.transcript.notices,
        summary=session.summary(),
        curves={code: _points(curve(session, code)) for code in TITLES if curve(session, code)},
        lexicon=lexicon,
        with_text=with_text,
    )


def notes_page(
    analyses: Sequence[Analysis],
    *,
    title: str,
    lexicon: Lexicon | None = None,
    with_text: bool = True,
) -> str:
    """Return analysed notes as a page of its own."""
    return _page(
        analyses,
        title=title,
        notices=(),
        summary=None,
        curves={},
        lexicon=lexicon,
        with_text=with_text,
    )


def _page(
    analyses: Sequence[Analysis],
    *,
    title: str,
    notices: Sequence[str],
    summary: pd.DataFrame | None,
    curves: dict[str, str],
    lexicon: Lexicon | None,
    with_text: bool,
) -> str:
    scored = [analysis for analysis in analyses if analysis.scores]
    return _render(
        "page.html.j2",
        title=title,
        notices=notices,
        summary=[] if summary is None else summary.reset_index().to_dict("records"),
        curves=curves,
        width=_CURVE_WIDTH,
        height=_CURVE_HEIGHT,
        counts=cue_counts(analyses),
        turns=[
            turn_facts(analysis, number, lexicon=lexicon, with_text=with_text)
            for number, analysis in enumerate(analyses, start=1)
        ],
        with_text=with_text,
        titles=TITLES,
        measured=MEASURED,
        marks=MARKS,
        model=scored[0].model if scored else "none",
        lexicon=scored[0].lexicon if scored else "none",
        style=_style(),
    )


def _render(template: str, **facts: Any) -> str:
    return _environment().get_template(template).render(**facts)


@cache
def _style() -> Markup:
    return Markup(_environment().get_template("style.css").render())  # noqa: S704 - our own file


def _points(values: Sequence[float]) -> str:
    """Return an SVG polyline through the values, left to right, 0 at the bottom."""
    step = _CURVE_WIDTH / max(len(values) - 1, 1)
    return " ".join(
        f"{i * step:.1f},{_CURVE_HEIGHT * (1 - min(v, _TOP) / _TOP):.1f}"
        for i, v in enumerate(values)
    )
