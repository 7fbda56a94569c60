"""Show the codebook: all cues in a line each, or one in full."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from compassion_nlp.lexicon import CueType, Lexicon

_WIDTH = 88


@click.command("cues")
@click.argument("cue_id", required=False)
@click.option("--forms", is_flag=True, help="With a cue: its surface forms too.")
def command(cue_id: str | None, forms: bool) -> None:
    """List the cues, or show one in full."""
    from compassion_nlp.lexicon import packaged_lexicon

    lexicon = packaged_lexicon()
    if cue_id is None:
        click.echo("\n".join(_lines(lexicon)))
    else:
        click.echo("\n".join(_entry(lexicon[cue_id], forms=forms)))


def _lines(lexicon: Lexicon) -> list[str]:
    lines = []
    for family in lexicon.families:
        lines.append(f"{family.code} {family.title}")
        lines += [
            f"  {cue.polarity} {cue.id:26} {_bearing(cue)}"
            for cue in lexicon.cues
            if cue.family == family.id
        ]
    return lines


def _entry(cue: CueType, *, forms: bool) -> list[str]:
    lines = [f"{cue.id}  ({cue.family}, {cue.genre})", f"  bears on: {_bearing(cue)}"]
    for title, words in (
        ("definition", cue.definition),
        ("source", cue.source),
        ("suggestion", cue.suggestion),
    ):
        if words:
            lines += textwrap.wrap(
                f"{title}: {words}", _WIDTH, initial_indent="  ", subsequent_indent="    "
            )
    lines.append("  found in:")
    lines += [f"    {e.text.replace('⟦', '[').replace('⟧', ']')}" for e in cue.finds]
    lines.append("  left alone:")
    lines += [f"    {e.text}" for e in cue.skips]
    if forms:
        for group in cue.forms:
            lines.append(f"  form {group.name}:")
            lines += [f"    {form}" for form in group.any]
    return lines


def _bearing(cue: CueType) -> str:
    scores = [
        f"{score.mindset} {'/'.join(map(str, score.strengths))}"
        + ("" if score.genre == "both" else f" ({score.genre}s)")
        for score in cue.scores
    ]
    return ", ".join(scores) or "nothing (descriptive)"
