"""Turn one row of a table into a unit."""

from __future__ import annotations

from collections.abc import Mapping

from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.roles import role_named, stated_role
from compassion_nlp.readers.tables import Row, TableFormat, written
from compassion_nlp.schema import GENRES, BadRow, Genre, Role, Unit

_FIELDS = ("text", "id", "context", "speaker", "role", "genre")


class UnitMaker:
    """What every row of a table is read with; called on a row, it returns the unit."""

    def __init__(
        self,
        columns: Mapping[str, str],
        kind: TableFormat,
        findings: Findings,
        genre: Genre,
        helper: str | None,
    ) -> None:
        # Later records of JSON Lines may have fields that the first ones lack.
        fallback = {field: field for field in _FIELDS} if kind == "jsonl" else {}
        self._columns = fallback | dict(columns)
        self._findings = findings
        self._genre = genre
        self._helper = helper.strip().casefold() if helper else None

    def __call__(self, row: Row) -> Unit | BadRow:
        """Return the unit, or what keeps the row from being one."""
        key = self._field(row, "id") or str(row.number)
        try:
            return self._unit(row, key)
        except _BadFieldError as fault:
            return BadRow(key, row.number, f"{self._findings.at(row.place)}: {fault}")

    def _unit(self, row: Row, key: str) -> Unit:
        if row.error:
            raise _BadFieldError(row.error)
        text = row.values.get(self._columns["text"])
        if not isinstance(text, str | None):
            kind = type(text).__name__
            raise _BadFieldError(f"text is {kind}; expected a string")
        if not text or text.isspace():
            raise _BadFieldError("text is empty; expected a note or turn")
        genre = self._field(row, "genre").casefold() or self._genre
        if genre not in GENRES:
            raise _BadFieldError(f"genre is unknown; expected {' or '.join(GENRES)}")
        speaker = self._field(row, "speaker") or None
        context = self._field(row, "context") or None
        role = self._role(row, speaker)
        return Unit(text, genre, context, key, speaker, role, row.place)

    def _field(self, row: Row, field: str) -> str:
        column = self._columns.get(field)
        value = row.values.get(column) if column else None
        return "" if value is None else written(value).strip()

    def _role(self, row: Row, speaker: str | None) -> Role:
        stated = self._field(row, "role")
        if stated:
            role = stated_role(stated)
            if role is None:
                raise _BadFieldError("role is unknown; expected helper, client or other")
            return role
        if speaker is None:
            return "helper"
        if self._helper is not None:
            named = role_named(speaker)
            is_helper = speaker.casefold() == self._helper
            return "helper" if is_helper else "client" if named == "client" else "other"
        return role_named(speaker) or "helper"


class _BadFieldError(ValueError):
    """A field of one row is not what a unit can have; it never leaves this module."""
