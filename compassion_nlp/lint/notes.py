"""Turn a text or units into a list of findings: lint's door for Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.lint.check import Annotator, Page, check_page
from compassion_nlp.lint.finding import Finding, Level
from compassion_nlp.lint.selection import MAX_PER_NOTE, MIN_LEVEL, select
from compassion_nlp.schema import BadRow, TranscriptError, Unit

_TOLD = 20  # faults told in full, as the readers do


def lint(
    text_or_units: str | Iterable[Unit | BadRow],
    *,
    analyzer: Annotator | None = None,
    markdown: bool = False,
    min_level: Level = MIN_LEVEL,
    max_per_note: int = MAX_PER_NOTE,
) -> list[Finding]:
    r"""Return wording of notes that their writer may want to look at again.

    Findings are the negative cues of codebook B that count where they stand; what
    context sets aside (quoted, negated, a chosen label, a homograph) never is one.
    They say what to look at, not that it is wrong, and score nobody.

    Args:
        text_or_units: A text, whose paragraphs are the notes, or units, each of which is
            one: your own, or those of `read_units`.
        analyzer: Where the cues come from; the packaged lexicon without it. No model is used.
        markdown: Whether a text is Markdown: its code and its block quotations are left out.
        min_level: The least important level that is returned.
        max_per_note: At most so many of each note, the most important; 0 returns all.

    Returns:
        The findings, note by note, the most important of a note first.

    Raises:
        TranscriptError: Rows of the units that cannot be read, all at once.

    Example:
        >>> for finding in lint("Slept well.\n\nKnown to us. Drug seeker."):
        ...     print(finding.line, finding.column, finding.level, finding.cue)
        3 14 warning stigmatizing_label
    """
    annotator = analyzer or _packaged_annotator()
    findings: list[Finding] = []
    for page in _pages(text_or_units, markdown=markdown):
        for note in check_page(page, annotator).notes:
            chosen = select(note, min_level=min_level, max_per_note=max_per_note)
            findings += chosen.shown
    return findings


def _pages(source: str | Iterable[Unit | BadRow], *, markdown: bool) -> Iterator[Page]:
    if isinstance(source, str):
        yield Page(Unit(source), of_paragraphs=True, markdown=markdown)
        return
    faults = []
    for unit in source:
        if isinstance(unit, BadRow):
            faults.append(unit.error)
        else:
            yield Page(unit)
    if faults:
        more = [f"and {len(faults) - _TOLD} more"] if len(faults) > _TOLD else []
        raise TranscriptError("\n".join([*faults[:_TOLD], *more]))


@cache
def _packaged_annotator() -> Annotator:
    from compassion_nlp.annotate import TextAnnotator  # noqa: PLC0415 - spaCy, see `check`

    return TextAnnotator(packaged_lexicon())
