"""Tell in which format a file is, and send it to the functions that know it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from compassion_nlp.exchange.doccano import read_doccano, write_doccano
from compassion_nlp.exchange.label_studio import read_label_studio, write_label_studio
from compassion_nlp.exchange.prodigy import read_prodigy, write_prodigy
from compassion_nlp.exchange.records import read_analysis, write_labels
from compassion_nlp.exchange.refi_qda import read_refi_qda, write_refi_qda
from compassion_nlp.exchange.spreadsheet import read_csv, write_csv
from compassion_nlp.learn.labels import Labels, read_labels
from compassion_nlp.readers.labels import LabelError

FormatName = Literal["labels", "analysis", "label-studio", "doccano", "prodigy", "csv", "refi-qda"]
"""``labels`` are our own label files, ``analysis`` what ``analyze --with-text`` writes."""

FORMATS: tuple[FormatName, ...] = get_args(FormatName)

_BY_SUFFIX: dict[str, FormatName] = {
    ".json": "label-studio",
    ".csv": "csv",
    ".qdpx": "refi-qda",
    ".doccano.jsonl": "doccano",
    ".prodigy.jsonl": "prodigy",
    ".jsonl": "labels",
    ".ndjson": "labels",
}

# Keys that only one kind of JSON Lines has, the first that is found decides.
_BY_KEY: dict[str, FormatName] = {
    "scores": "analysis",
    "spans": "prodigy",
    "unit_id": "doccano",
    "label": "doccano",
    "entities": "doccano",
}


def export(
    labels: Labels,
    path: str | Path,
    *,
    format: FormatName | None = None,  # noqa: A002 - the word that users know
    suggested: bool = False,
) -> None:
    """Write labels for a coders' tool; the suffix tells the format where none is given.

    ``suggested``: the labels are a model's, to be corrected; Label Studio then shows
    them as predictions.
    """
    write: dict[FormatName, Callable[[Labels, Path], None]] = {
        "labels": write_labels,
        "label-studio": partial(write_label_studio, suggested=suggested),
        "doccano": write_doccano,
        "prodigy": write_prodigy,
        "csv": write_csv,
        "refi-qda": write_refi_qda,
    }
    path = Path(path)
    name = format or _by_suffix(path)
    if name not in write:
        raise LabelError(f"{path}: no labels can be written as {name}; expected {_or(write)}")
    write[name](labels, path)


def load(
    path: str | Path,
    *,
    format: FormatName | None = None,  # noqa: A002 - the word that users know
    coder: str | None = None,
) -> Labels:
    """Read labels from a coders' tool; suffix and content tell the format where none is given.

    ``coder`` is the one whose labels are read, in formats that hold several coders'
    (Label Studio: the id; REFI-QDA: the name).
    """
    path = Path(path)
    name = format or format_of(path)
    read: dict[FormatName, Callable[[Path], Labels]] = {
        "labels": lambda path: read_labels([path]),
        "analysis": read_analysis,
        "label-studio": partial(read_label_studio, coder=coder),
        "doccano": read_doccano,
        "prodigy": read_prodigy,
        "csv": read_csv,
        "refi-qda": partial(read_refi_qda, coder=coder),
    }
    if name not in read:
        raise LabelError(f"{path}: no format {name!r}; expected {_or(read)}")
    if coder is not None and name not in ("label-studio", "refi-qda"):
        raise LabelError(f"{path}: files of {name} name no coder; leave coder out")
    return read[name](path)


def format_of(path: str | Path) -> FormatName:
    """Return the format of an existing file, by its suffix and its first line."""
    path = Path(path)
    name = _by_suffix(path)
    if name != "labels":
        return name
    first = _first_object(path)
    return next((name for key, name in _BY_KEY.items() if key in first), name)


def _by_suffix(path: Path) -> FormatName:
    for suffix, name in _BY_SUFFIX.items():
        if path.name.lower().endswith(suffix):
            return name
    raise LabelError(f"{path}: suffix tells no format; expected {_or(_BY_SUFFIX)}, or name one")


def _first_object(path: Path) -> dict[str, object]:
    """Return the first line's object; what is wrong with a line is for its reader to say."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            found = json.loads(next(filter(str.strip, file), "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _or(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"
