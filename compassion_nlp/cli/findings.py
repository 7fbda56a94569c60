"""Turn findings into lines for a terminal or one JSON document, and a run into its summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from compassion_nlp.lint import Finding, LeftOut, Notice, Selected

_LEFT_OUT: dict[LeftOut, str] = {
    "max": "beyond --max",
    "level": "below --min-level",
    "baseline": "in the baseline",
    "ignored": "ignored by comments",
}


@dataclass(slots=True)
class Tally:
    """What a run has read, shown and left out, and what went wrong."""

    notes: int = 0
    shown: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, chosen: Selected) -> None:
        """Count a note."""
        self.notes += 1
        self.shown += len(chosen.shown)
        self.left_out.update(chosen.left_out)

    def warn(self, file: str, notice: Notice) -> None:
        """Say what could not be done as asked; the run's result stays as it is."""
        place = {"file": file, "line": notice.line, "column": notice.column}
        self.warnings.append({**place, "message": notice.message})
        click.echo(f"{file}:{notice.line}:{notice.column} warning {notice.message}", err=True)

    def fail(self, error: str) -> None:
        """Say what could not be read; the run ends with 2."""
        self.errors.append(error)
        click.echo(f"compassion-nlp: {error}", err=True)

    @property
    def exit_code(self) -> int:
        """2 where something could not be read, 1 with findings, 0 without."""
        return 2 if self.errors else 1 if self.shown else 0

    def summary(self) -> str:
        """Say in one line what was shown and what was not."""
        shown = f"{_counted(self.shown, 'finding')} in {_counted(self.notes, 'note')}"
        left_out = [
            f"{self.left_out[reason]} {words}"
            for reason, words in _LEFT_OUT.items()
            if self.left_out[reason]
        ]
        return shown + (f"; left out: {', '.join(left_out)}" if left_out else "")


def lines(file: str, chosen: Selected, *, why: bool, with_text: bool) -> Iterator[str]:
    """Yield a note's findings as ``file:line:column level cue message``.

    The last one says how many more the note has; reasons follow their finding, indented.
    """
    for finding in chosen.shown:
        words = f'"{_printable(finding.words)}" ' if with_text else ""
        more = chosen.left_out["max"] if finding is chosen.shown[-1] else 0
        yield (
            f"{file}:{finding.line}:{finding.column} {finding.level} {finding.cue} "
            f"{words}{finding.message}{f' ({more} more in this note)' if more else ''}"
        )
        if why:
            yield from (f"    {line}" for line in _reasons(finding))


def document(records: Sequence[dict[str, Any]], tally: Tally, *, lexicon: str) -> str:
    """Return a whole run as one JSON document."""
    run = {
        "version": 1,
        "lexicon": lexicon,
        "notes": tally.notes,
        "findings": records,
        "left_out": {reason: tally.left_out[reason] for reason in _LEFT_OUT},
        "warnings": tally.warnings,
        "errors": tally.errors,
    }
    return json.dumps(run, ensure_ascii=False, indent=2)


def _reasons(finding: Finding) -> Iterator[str]:
    yield f"definition: {finding.definition}"
    yield f"source: {finding.source}"
    bearing = f"{finding.mindset} {finding.strength}" if finding.mindset else "no mindset"
    yield f"counts: form {finding.form}, {bearing}, not set aside by its context"
    yield f"{finding.level}: {finding.because}"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _printable(words: str) -> str:
    """Keep a note from steering the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)
