"""Turn CSV, TSV, JSON Lines and Parquet into rows, one at a time."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

from compassion_nlp.readers.encoding import encoding_of, marked_encoding
from compassion_nlp.readers.findings import Findings

TableFormat = Literal["csv", "tsv", "jsonl", "parquet"]

_PEEKED = 100
"""Records looked at, at most, for one that has the columns asked for."""

_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its number from 1, its place in the file, its values or its fault."""

    number: int
    place: int
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table; ``rows`` reads the named ones, once, in order."""

    columns: tuple[str, ...]
    rows: Callable[[Sequence[str]], Iterator[Row]]


def open_table(
    stream: BinaryIO, kind: TableFormat, findings: Findings, *, text: Sequence[str] = ()
) -> Table:
    """Read a table's columns and make its rows ready.

    Records of JSON Lines may differ: their columns are those of the records up
    to the first one that has one of the ``text`` columns.
    """
    if kind == "jsonl":
        return _json_lines(stream, findings, frozenset(text))
    if kind == "parquet":
        findings.place = "row"
        return _parquet(stream, findings)
    return _delimited(stream, kind, findings)


def _delimited(stream: BinaryIO, kind: TableFormat, findings: Findings) -> Table:
    encoding = encoding_of(stream, findings)
    lines = io.TextIOWrapper(stream, encoding=encoding, newline="")
    first = lines.readline()
    lines.seek(0)
    delimiter = "\t" if kind == "tsv" else _delimiter(first, findings)
    records = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(records, [])]
    except csv.Error as error:
        raise findings.stop(f"the header cannot be read ({error}); mend its quotes", 1) from None
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise findings.stop(f"found columns named twice: {', '.join(twice)}; rename one", 1)
    if not any(header):
        raise findings.stop("the first line is empty; expected the names of the columns", 1)

    def rows(_wanted: Sequence[str]) -> Iterator[Row]:
        yield from _records(records, header)
        lines.detach()

    return Table(tuple(header), rows)


def _delimiter(header: str, findings: Findings) -> str:
    """Return the separator that divides the header most."""
    found = max(",;\t|", key=header.count)
    if found != "," and header.count(found):
        findings.notice(f"columns are divided by {'tabs' if found == chr(9) else repr(found)}")
        return found
    return ","


def _records(records: Any, header: Sequence[str]) -> Iterator[Row]:
    number = 0
    while True:
        place = records.line_num + 1
        try:
            values = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, place, error=_quoting_fault(str(error), place, records.line_num))
            continue
        if not values:
            continue
        number += 1
        if any(values[len(header) :]):
            yield Row(
                number,
                place,
                error=f"found {len(values)} fields; expected {len(header)} as in the header; "
                "put quotes around text that holds the separator",
            )
        else:
            yield Row(number, place, dict(zip(header, values, strict=False)))


def _quoting_fault(error: str, first: int, last: int) -> str:
    """Say what is wrong with a record, for the csv module never quotes its text."""
    until = f" (read to line {last})" if last > first else ""
    return f"the record cannot be divided into fields{until}: {error}; mend its quotes"


def _json_lines(stream: BinaryIO, findings: Findings, text: frozenset[str]) -> Table:
    lines: Iterable[bytes | str] = stream
    if stream.seekable():
        marked = marked_encoding(stream.read(4))
        stream.seek(0)
        if marked and marked != "utf-8-sig":
            lines = io.TextIOWrapper(stream, encoding=encoding_of(stream, findings), newline="\n")
    records = _objects(lines)
    peeked: list[Row] = []
    columns: dict[str, None] = {}
    for row in itertools.islice(records, _PEEKED):
        peeked.append(row)
        columns.update(dict.fromkeys(row.values))
        if text & columns.keys():
            break
    if not peeked:
        raise findings.stop("the file holds no records; expected one JSON object per line")
    if not columns:
        raise findings.stop(str(peeked[0].error), peeked[0].place)

    def rows(_wanted: Sequence[str]) -> Iterator[Row]:
        yield from itertools.chain(peeked, records)
        if isinstance(lines, io.TextIOWrapper):
            lines.detach()

    return Table(tuple(columns), rows)


def _objects(lines: Iterable[bytes | str]) -> Iterator[Row]:
    number = 0
    for place, line in enumerate(lines, start=1):
        if line.strip():
            number += 1
            yield _object(line, number, place)


def _object(line: bytes | str, number: int, place: int) -> Row:
    try:
        text = line if isinstance(line, str) else line.decode("utf-8-sig")
        value = json.loads(text.rstrip("\r\n"))
        if "\\ud" in text or "\\uD" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        error = "the line is not UTF-8; save the file as UTF-8"
    except UnicodeEncodeError:
        error = "found half a character (an unpaired surrogate); write the record anew"
    except json.JSONDecodeError as fault:
        error = f"not JSON at column {fault.colno}: {fault.msg}; expected one object per line"
    except (ValueError, RecursionError):
        error = "not JSON that can be read: numbers too long or lists too deep"
    else:
        if isinstance(value, dict):
            return Row(number, place, value)
        error = f"found a JSON {type(value).__name__}; expected one object per line"
    return Row(number, place, error=error)


def _parquet(stream: BinaryIO, findings: Findings) -> Table:
    import pyarrow as pa  # noqa: PLC0415 - 0.2 s that other formats need not pay
    import pyarrow.parquet as pq  # noqa: PLC0415

    damaged = "damaged Parquet file; write it again"
    try:
        file = pq.ParquetFile(stream)
    except (pa.ArrowException, OSError):
        raise findings.stop(damaged) from None

    def rows(wanted: Sequence[str]) -> Iterator[Row]:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=_BATCH, columns=list(wanted)):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, number, values)
        except (pa.ArrowException, OSError):
            raise findings.stop(damaged, number + 1) from None

    return Table(tuple(file.schema_arrow.names), rows)


def written(value: Any) -> str:
    """Write a cell as text; what is missing is empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return value if isinstance(value, str) else str(value)
