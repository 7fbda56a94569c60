"""Turn facts into HTML that is complete in itself, escaped, runs no script and fetches nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from platform import python_version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from compassion_nlp.lexicon import Lexicon, packaged_lexicon
from compassion_nlp.report.drawing import HEIGHT, WIDTH, panels, ticks
from compassion_nlp.report.facts import (
    HOLLOW,
    KINDS,
    MARKS,
    Card,
    CueRow,
    TurnFacts,
    clock,
    cue_rows,
    mark_of,
    read_first,
    title_of,
    turn_facts,
)
from compassion_nlp.report.tables import Table, mindset_table
from compassion_nlp.report.wording import packaged_wording
from compassion_nlp.schema import Analysis, Session, Transcript

_CELL_TURNS = 60  # a notebook's cell shows no more; a page shows all


@dataclass(frozen=True, slots=True)
class Filters:
    """What the marks of a page can be filtered by, each with the class that stands for it.

    Classes are made of numbers, so that no id of a foreign cue can reach the style sheet.
    """

    cues: dict[str, str]
    families: dict[str, str]

    @classmethod
    def of(cls, rows: Iterable[CueRow]) -> Filters:
        """Return the filters for the cues of a page."""
        rows = list(rows)
        cues = sorted(row.cue for row in rows)
        families = sorted({row.family for row in rows})
        return cls(
            {cue: f"c{number}" for number, cue in enumerate(cues)},
            {family: f"f{number}" for number, family in enumerate(families)},
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """All classes a reader can choose."""
        return ("by-lexicon", "by-model", *self.families.values(), *self.cues.values())


def fragment(analysis: Analysis) -> str:
    """Return one analysis as HTML for a notebook."""
    return _cell([turn_facts(analysis, lexicon=packaged_lexicon())])


def session_fragment(session: Session) -> str:
    """Return a session as HTML for a notebook: its measures, curves and first turns."""
    shown = session.turns[:_CELL_TURNS]
    times = _times(session.transcript)[: len(shown)]
    return _cell(
        _facts(shown, packaged_lexicon(), times=times),
        heading=f"Session {session.transcript.id}",
        tables=[mindset_table(session)],
        panels=panels(session),
        ticks=ticks(session),
        left_out=len(session.turns) - len(shown),
    )


def transcript_fragment(transcript: Transcript) -> str:
    """Return a transcript as HTML for a notebook: its notices and first turns."""
    return _render(
        "transcript.html.j2",
        transcript=transcript,
        rows=list(zip(transcript.turns, _times(transcript), strict=True))[:_CELL_TURNS],
        left_out=len(transcript.turns[_CELL_TURNS:]),
        style=_style(),
    )


def session_page(
    session: Session, *, lexicon: Lexicon | None = None, with_text: bool = True
) -> str:
    """Return a session as a page of its own; without text no word of it is in the page."""
    transcript = session.transcript
    roles = [turn.role for turn in session.turns]
    header = [("Turns", f"{len(roles)}, of which {roles.count('helper')} by the helper")]
    if with_text:
        header = [("Helper", transcript.helper or "not named"), *header]
        header.insert(1, ("Speakers", ", ".join(transcript.speakers)))
    ends = [turn.end for turn in transcript.turns if turn.end is not None]
    if ends:
        header.append(("Length", f"{clock(max(ends))} (of the recording)"))
    return _page(
        session.turns,
        title=f"Session {transcript.id}",
        units="turns",
        header=header,
        notices=[
            notice
            for notice in transcript.notices
            if with_text or not any(name in notice for name in transcript.speakers)
        ],
        tables=[mindset_table(session)],
        panels=panels(session),
        ticks=ticks(session),
        times=_times(transcript),
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
    """Return analysed notes as a page of its own; without text no word of them is in the page."""
    return _page(
        analyses,
        title=title,
        units="texts",
        header=[("Texts", str(len(analyses)))],
        notices=(),
        tables=(),
        panels=(),
        ticks=(),
        times=("",) * len(analyses),
        lexicon=lexicon,
        with_text=with_text,
    )


def _page(
    analyses: Sequence[Analysis],
    *,
    tables: Sequence[Table],
    times: Sequence[str],
    lexicon: Lexicon | None,
    with_text: bool,
    **shown: Any,
) -> str:
    lexicon = lexicon or packaged_lexicon()
    rows = cue_rows(analyses, lexicon)
    filters = Filters.of(rows)
    turns = _facts(analyses, lexicon, times=times, with_text=with_text)
    style = Markup(f"{_style()}{_filter_style(filters)}")  # noqa: S704 - our own files
    scored = [analysis for analysis in analyses if analysis.scores]
    uncalibrated = any(not analysis.flags.calibrated for analysis in scored)
    return _render(
        "page.html.j2",
        **shown,
        tables=tables,
        first=read_first(analyses),
        rows=rows,
        filters=filters,
        turns=turns,
        cards=_cards(turns),
        with_text=with_text,
        uncalibrated=uncalibrated,
        versions=_versions(scored),
        style=style,
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
    )


def _cell(
    turns: Sequence[TurnFacts],
    *,
    heading: str = "",
    tables: Sequence[Table] = (),
    left_out: int = 0,
    **drawn: Any,
) -> str:
    return _render(
        "fragment.html.j2",
        turns=turns,
        cards=_cards(turns),
        heading=heading,
        tables=tables,
        left_out=left_out,
        filters=Filters({}, {}),
        style=_style(),
        **{"panels": (), "ticks": (), **drawn},
    )


def _facts(
    analyses: Sequence[Analysis],
    lexicon: Lexicon,
    *,
    times: Sequence[str],
    with_text: bool = True,
) -> list[TurnFacts]:
    return [
        turn_facts(analysis, number, lexicon=lexicon, with_text=with_text, time=time)
        for number, (analysis, time) in enumerate(zip(analyses, times, strict=True), start=1)
    ]


def _times(transcript: Transcript) -> list[str]:
    return [clock(turn.start) for turn in transcript.turns]


def _cards(turns: Iterable[TurnFacts]) -> list[Card]:
    """Return the different cards of some turns, once each."""
    return list(dict.fromkeys(mark.card for turn in turns for mark in turn.marks))


def _versions(scored: Sequence[Analysis]) -> list[tuple[str, str]]:
    models = dict.fromkeys(analysis.model for analysis in scored)
    lexicons = dict.fromkeys(analysis.lexicon for analysis in scored)
    return [
        ("Model", ", ".join(models) or "none"),
        ("Lexicon", ", ".join(lexicons) or "none"),
        *((name, version(name)) for name in ("compassion-nlp", "spacy", "numpy")),
        ("Python", python_version()),
    ]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("compassion_nlp.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "wording": packaged_wording(),
        "kinds": KINDS,
        "marks": MARKS,
        "hollow": HOLLOW,
        "title_of": title_of,
        "mark_of": mark_of,
        "width": WIDTH,
        "height": HEIGHT,
    }
    return environment


def _render(template: str, **facts: Any) -> str:
    """Fill a template; what HTML cannot hold (half a surrogate pair, NUL) is replaced."""
    filled = _environment().get_template(template).render(**facts)
    return filled.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


@cache
def _style() -> Markup:
    return Markup(_render("style.css"))  # noqa: S704 - our own file


def _filter_style(filters: Filters) -> str:
    return _render("filters.css.j2", filters=filters)
