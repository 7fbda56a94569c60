"""Turn labels kept by id into labelled units, with the texts of the user's copy of a corpus."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compassion_nlp.learn.labels import LabelledUnit
from compassion_nlp.readers.labels import LabelError, read_rows
from compassion_nlp.schema import Genre

SOURCES = "sources.toml"
"""The file beside label files that says how each published table is read."""


class Source(BaseModel):
    """How the rows of a published table become units.

    ``id`` and ``group`` are templates of column names; ``files`` the pattern of the
    tables' names. In tables of turns ``context`` names the speaker whose last
    utterance in the same group is the context.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: str
    citation: str
    terms: str
    files: str
    id: str
    group: str
    text: str
    genre: Genre
    speaker: str | None = None
    context: str | None = None


class IdLabel(BaseModel):
    """Labels of one published unit: no words of it, only its id and the hash of its text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    labels: dict[str, int]
    cues: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Joined:
    """What became of the labels: units whose text matched, and the ids of all others.

    ``changed`` stand in the copy with another text than the one that was labelled.
    """

    rows: tuple[LabelledUnit, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        """Say how many matched."""
        return (
            f"{len(self.rows)} matched, {len(self.changed)} with another text, "
            f"{len(self.missing)} not in this copy"
        )


def join_published(labels: Path, corpus: Path) -> Joined:
    """Join a file of labels by id to the published tables in the folder ``corpus``.

    Rows are matched by id and checked by hash. Cues count in the text with runs of
    white space as one space, which is also the text of the units.

    Raises:
        LabelError: The label file or its description cannot be read, the folder has
            no such table, or no row matches.
    """
    source = _source(labels)
    wanted = {row.id: row for row in read_rows([labels], IdLabel.model_validate)}
    paths = sorted(corpus.glob(source.files))
    if not paths:
        raise LabelError(
            f"{corpus}: no file {source.files}; give the folder with your copy of {source.citation}"
        )
    rows, changed = [], []
    for unit_id, group, text, context in _published(source, paths):
        label = wanted.pop(unit_id, None)
        if label is None:
            continue
        if text_hash(text) != label.sha256:
            changed.append(unit_id)
            continue
        rows.append(
            LabelledUnit(
                id=unit_id,
                text=plain(text),
                genre=source.genre,
                context=context,
                labels=label.labels,
                cues=label.cues,
                group=group,
            )
        )
    joined = Joined(tuple(rows), tuple(changed), tuple(wanted))
    if not rows:
        raise LabelError(
            f"{corpus}: of the labels in {labels.name}, {joined}; is it another edition?"
        )
    return joined


def kept_by_id(path: Path) -> bool:
    """Whether a label file keeps ids only: a description beside it says so."""
    return (path.parent / SOURCES).is_file()


def plain(text: str) -> str:
    """Return the text with runs of white space as one space: what labels and hashes are of."""
    return " ".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 that labels by id keep of a text."""
    return hashlib.sha256(plain(text).encode()).hexdigest()


def _source(labels: Path) -> Source:
    path = labels.parent / SOURCES
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
        sources = [Source.model_validate(entry) for entry in entries]
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
        raise LabelError(
            f"{path}: not a description of published tables ({type(error).__name__}); "
            "labels by id need one beside them"
        ) from None
    for source in sources:
        if source.labels == labels.name:
            return source
    raise LabelError(f"{path}: no source has labels = {labels.name!r}; add how its table is read")


def _published(source: Source, paths: Iterable[Path]) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield id, group, text and context of every row, each id once."""
    seen: set[str] = set()
    said: dict[str, str] = {}
    for row in _rows(source, paths):
        unit_id, group, text = (
            source.id.format_map(row),
            source.group.format_map(row),
            row[source.text],
        )
        if unit_id in seen:
            continue  # a row per annotator
        seen.add(unit_id)
        yield unit_id, group, text, said.get(group)
        if source.speaker and row[source.speaker] == source.context:
            said[group] = text


def _rows(source: Source, paths: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if source.text not in (table.fieldnames or ()):
                raise LabelError(
                    f"{path}: no column {source.text!r}; columns are "
                    f"{', '.join(table.fieldnames or ())}"
                )
            yield from table
