"""Turn the rows of a table into utterances, session by session."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from compassion_nlp.readers.clock import seconds
from compassion_nlp.readers.columns import find_columns
from compassion_nlp.readers.findings import Findings, numbers
from compassion_nlp.readers.reading import reading
from compassion_nlp.readers.roles import stated_role
from compassion_nlp.readers.tables import Row, TableFormat, open_table, written
from compassion_nlp.readers.utterance import Utterance


@dataclass(slots=True)
class Session:
    """One conversation of a table, and how many rows repeated what was said before."""

    utterances: list[Utterance] = field(default_factory=list)
    repeats: int = 0


def read_sessions(
    stream: BinaryIO,
    kind: TableFormat,
    findings: Findings,
    *,
    columns: Mapping[str, str | None],
    collapse: bool = True,
    default_speaker: str | None = None,
) -> dict[str, Session]:
    """Return every session in order of appearance.

    The key is the session's id, empty where the table has none. Rows that repeat
    an utterance's id, speaker and text are collapsed into the first; ids that come
    back with other words are faults, for one of them would be lost.
    """
    text = columns["text"]
    names = [text] if text else reading().columns["text"]
    table = open_table(stream, kind, findings, text=names)
    needed = ("text",) if default_speaker else ("text", "speaker")
    found = find_columns(table.columns, columns, findings, needed=needed)
    findings.check()
    sessions: dict[str, Session] = {}
    seen: dict[tuple[str, str], Utterance] = {}
    empty: list[int] = []
    untimed: list[int] = []
    for row in table.rows(tuple(dict.fromkeys(found.values()))):
        values = _values(row, found, findings)
        if values is None:
            continue
        if not values["text"].strip():
            empty.append(row.place)
            continue
        spoken = _utterance(row, values, findings, default_speaker, untimed)
        if spoken is None:
            continue
        name, key = values.get("session", "").strip(), values.get("utterance", "")
        session = sessions.setdefault(name, Session())
        first = seen.setdefault((name, key), spoken) if collapse and key else spoken
        if first is spoken:
            session.utterances.append(spoken)
        else:
            session.repeats += 1
            _check_repeat(first, spoken, row, findings)
    if empty:
        findings.notice(f"left out {len(empty)} rows without text ({numbers(empty)})")
    if untimed:
        findings.warn(
            f"malformed times in {len(untimed)} rows ({numbers(untimed)}): expected seconds or "
            "0:00:01; the text is kept, without times"
        )
    return sessions


def _values(row: Row, found: Mapping[str, str], findings: Findings) -> dict[str, str] | None:
    """Return the fields of a row as strings; a row that has none is a fault."""
    if row.error:
        findings.fault(row.error, row.place)
        return None
    values: dict[str, str] = {}
    for name, column in found.items():
        value = row.values.get(column)
        if name in ("text", "speaker") and not isinstance(value, str | None):
            kind = type(value).__name__
            findings.fault(f"{name} is {kind}; expected a string", row.place)
            return None
        values[name] = written(value)
    return values


def _utterance(
    row: Row,
    values: Mapping[str, str],
    findings: Findings,
    default_speaker: str | None,
    untimed: list[int],
) -> Utterance | None:
    speaker = values.get("speaker", "").strip() or default_speaker
    if not speaker:
        findings.fault(
            "speaker is empty; give every turn a speaker or pass default_speaker=…", row.place
        )
        return None
    times = [_time(values.get(name, "").strip()) for name in ("time", "end")]
    if None in times:
        untimed.append(row.place)
    start, end = (None if time is None or math.isnan(time) else time for time in times)
    return Utterance(
        values["text"], speaker, row.number, start, end, stated_role(values.get("role", ""))
    )


def _time(value: str) -> float | None:
    """Return seconds, NaN for an empty cell, None for a malformed one."""
    if not value:
        return math.nan
    try:
        return float(value)
    except ValueError:
        return seconds(value)


def _check_repeat(first: Utterance, again: Utterance, row: Row, findings: Findings) -> None:
    if (first.text, first.speaker) != (again.text, again.speaker):
        findings.fault(
            f"the utterance id of row {first.row} comes back with another text or speaker; give "
            "every utterance its own id, name the session's column, or pass collapse=False",
            row.place,
        )
