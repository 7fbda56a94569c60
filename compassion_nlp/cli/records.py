"""Turn analyses into JSON Lines, CSV or Parquet, a batch at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Any, Literal

from compassion_nlp.analysis import Analyzer
from compassion_nlp.output import spreadsheet_safe
from compassion_nlp.schema import Analysis

RecordFormat = Literal["jsonl", "csv", "parquet"]

_BATCH = 5000
Write = Callable[[Iterable[Analysis], IO[bytes]], None]


def record_format(given: str | None, suffix: str) -> RecordFormat:
    """Return the format asked for, else the one that the output's suffix names."""
    by_suffix: dict[str, RecordFormat] = {
        "": "jsonl",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".csv": "csv",
        ".parquet": "parquet",
    }
    found = given or by_suffix.get(suffix.lower())
    if found not in ("jsonl", "csv", "parquet"):
        raise ValueError(
            f"output ends in {suffix!r}; expected .jsonl, .csv or .parquet, or give --format"
        )
    return found  # type: ignore[return-value] # the line above narrows it


def writer(kind: RecordFormat, analyzer: Analyzer, *, with_text: bool) -> Write:
    """Return a function that writes analyses to a binary file as they come."""

    def jsonl(analyses: Iterable[Analysis], file: IO[bytes]) -> None:
        for analysis in analyses:
            record = analysis.to_dict(with_text=with_text)
            file.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    def csv(analyses: Iterable[Analysis], file: IO[bytes]) -> None:
        for number, frame in enumerate(_frames(analyses, analyzer, with_text=with_text)):
            for column in frame.columns[frame.dtypes == "string"]:
                frame[column] = frame[column].map(spreadsheet_safe, na_action="ignore")
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            frame.to_csv(text, index=False, header=number == 0)
            text.detach()

    def parquet(analyses: Iterable[Analysis], file: IO[bytes]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        target: Any = None
        for frame in _frames(analyses, analyzer, with_text=with_text):
            table = pa.Table.from_pandas(frame, preserve_index=False)
            target = target or pq.ParquetWriter(file, table.schema)
            target.write_table(table.cast(target.schema))
        if target:
            target.close()

    return {"jsonl": jsonl, "csv": csv, "parquet": parquet}[kind]


def _frames(analyses: Iterable[Analysis], analyzer: Analyzer, *, with_text: bool) -> Iterator[Any]:
    import pandas as pd

    schema = {"id": "string", **analyzer.frame_schema()} | ({"text": "string"} if with_text else {})
    remaining = iter(analyses)
    batch = list(islice(remaining, _BATCH))
    while True:
        rows = [[a.id, *analyzer.frame_row(a), *([a.text] if with_text else [])] for a in batch]
        yield pd.DataFrame(rows, columns=list(schema)).astype(schema)
        batch = list(islice(remaining, _BATCH))
        if not batch:
            return
