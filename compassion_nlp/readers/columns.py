"""Find which column of a table holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.reading import reading

_BETWEEN = re.compile(r"[\s\-.]+")


def find_columns(
    columns: Sequence[str],
    wanted: Mapping[str, str | None],
    findings: Findings,
    *,
    needed: Sequence[str] = ("text",),
) -> dict[str, str]:
    """Return the column of each field that has one: the one named, else a usual name.

    A field given a name must have that column; one given None is looked for. A
    usual name other than the field's own is told in a notice; where several
    stand for a needed field, the user has to choose.
    """
    listed = ", ".join(columns) or "none"
    found: dict[str, str] = {}
    guessed: list[str] = []
    for field, name in wanted.items():
        if name is not None:
            if name in columns:
                found[field] = name
            else:
                findings.fault(f"{field}={name!r} is not a column; columns are: {listed}")
            continue
        usual = [column for column in _usual(field, columns) if column not in wanted.values()]
        if not usual:
            if field in needed:
                findings.fault(f"no column for {field}; pass {field}=… as one of: {listed}")
        elif len(usual) > 1 and field in needed and usual[0] != field:
            choice = ", ".join(usual)
            findings.fault(f"several columns may be the {field}: {choice}; pass {field}=…")
        else:
            found[field] = usual[0]
            if usual[0] != field:
                guessed.append(f"{field} from {usual[0]!r}")
    if guessed:
        findings.notice(f"columns taken by their names: {', '.join(guessed)}")
    return found


def _usual(field: str, columns: Sequence[str]) -> list[str]:
    """Return the columns with a usual name for the field, the most usual first."""
    plain = {_BETWEEN.sub("_", column.strip()).casefold(): column for column in columns}
    return [plain[name] for name in reading().columns[field] if name in plain]
