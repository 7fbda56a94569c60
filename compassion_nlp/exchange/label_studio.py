"""Turn labels into Label Studio tasks with their labeling config, and its export into labels.

Label Studio counts code points since its frontend counts emoji right (pull request
308 of label-studio-frontend); before, it counted UTF-16 code units. Each region holds
its words, by which the two are told apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import BaseModel, ConfigDict, ValidationError

from compassion_nlp.exchange.codebook import colour
from compassion_nlp.exchange.fields import (
    LEVEL,
    MOST_LEVEL,
    Span,
    about,
    check_writable,
    left_out,
    read_units,
    unit,
    whole,
)
from compassion_nlp.exchange.markup import child, document
from compassion_nlp.exchange.offsets import index, utf16_starts
from compassion_nlp.learn.labels import RATIONALE, LabelledUnit, Labels
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.output import whole_file, write_whole
from compassion_nlp.readers.labels import LabelError, check, faults_at
from compassion_nlp.schema import MINDSETS

_CUE = "cue"
_TEXT = "text"
# White space in a region's words may differ from the text's (Label Studio issue 3078).
_UNSURE = re.compile(r"\s|\\[nrt]")


class _Result(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    type: str = ""
    from_name: str = ""
    value: dict[str, Any] = {}


class _Region(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    start: int
    end: int
    text: str | None = None
    labels: tuple[str, ...]


class _Annotation(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    completed_by: int | str | dict[str, Any] | None = None
    was_cancelled: bool = False
    result: tuple[_Result, ...] = ()

    @property
    def coder(self) -> str:
        who = self.completed_by
        return str(who.get("id", "") if isinstance(who, dict) else "" if who is None else who)


class _Task(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int | str | None = None
    data: dict[str, Any]
    annotations: tuple[_Annotation, ...] = ()


def write_label_studio(labels: Labels, path: str | Path, *, suggested: bool = False) -> None:
    """Write tasks in Label Studio's JSON format, for a project with `write_label_studio_config`.

    Labels stand in them as finished annotations; ``suggested`` makes them
    predictions, which coders correct.
    """
    check_writable(labels)
    tasks = []
    for row, spans in zip(labels.rows, labels.spans, strict=True):
        coded: dict[str, Any] = {"result": [*_regions(row.text, spans), *_choices(row.labels)]}
        tasks.append(
            # The config shows the context, and Label Studio refuses tasks that lack it.
            {"data": {"context": "", **about(row), _TEXT: row.text}}
            | (
                {"predictions": [{"model_version": "compassion_nlp", **coded}]}
                if suggested
                else {"annotations": [coded]}
            )
        )
    write_whole(Path(path), json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")


def read_label_studio(path: str | Path, *, coder: str | None = None) -> Labels:
    """Read Label Studio's JSON export (not JSON-MIN): the regions and levels of one coder.

    ``coder`` is the id in ``completed_by``; it must be named when a task has several
    annotations. Tasks without an annotation, or with a cancelled one, are left out with
    a warning; predictions are nobody's labels. LabelError names every task at fault.
    """
    path = Path(path)
    rows: list[LabelledUnit] = []
    faults: list[str] = []
    tasks = _tasks(path)
    for number, task in enumerate(tasks, start=1):
        try:
            row = _unit(_Task.model_validate(task), coder)
        except (ValidationError, LabelError) as error:
            faults += faults_at(f"{path}, task {number}", error)
        else:
            rows += [row] if row else []
    check(faults)
    whose = "" if coder is None else f" by coder {coder}"
    left_out(path, len(tasks) - len(rows), f"tasks have no annotation{whose}")
    return read_units(path, rows)


def write_label_studio_config(
    path: str | Path,
    lexicon: Lexicon | str | Path | None = None,
    *,
    codes: Iterable[str] = MINDSETS,
    most: int = MOST_LEVEL,
) -> None:
    """Write a labeling config: the cues as labels, levels 0 to ``most`` of each code as choices."""
    root = ET.Element("View")
    child(root, "Text", name="context", value="$context")
    labels = child(root, "Labels", name=_CUE, toName=_TEXT)
    for cue in load_lexicon(lexicon).cues:
        child(labels, "Label", value=cue.id, background=colour(cue), hint=cue.definition)
    child(labels, "Label", value=RATIONALE, hint="The words that the levels rest on")
    child(root, "Text", name=_TEXT, value="$text")
    for code in codes:
        child(root, "Header", value=code)
        shown = child(
            root, "Choices", name=LEVEL + code, toName=_TEXT, choice="single", showInline="true"
        )
        for level in range(most + 1):
            child(shown, "Choice", value=str(level))
    with whole_file(Path(path)) as file:
        # Label Studio takes the config as a string, which may declare no encoding.
        file.write(document(root, declared=False))


def _regions(text: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"cue{number}",
            "from_name": _CUE,
            "to_name": _TEXT,
            "type": "labels",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [cue]},
        }
        for number, (cue, start, end) in enumerate(spans, start=1)
    ]


def _choices(labels: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"level{number}",
            "from_name": LEVEL + code,
            "to_name": _TEXT,
            "type": "choices",
            "value": {"choices": [str(level)]},
        }
        for number, (code, level) in enumerate(labels.items(), start=1)
    ]


def _tasks(path: Path) -> list[Any]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise LabelError(f"{path}, line {error.lineno}: not JSON ({error.msg})") from None
    except UnicodeDecodeError:
        raise LabelError(f"{path}: not UTF-8 text; expected Label Studio's JSON export") from None
    if not isinstance(tasks, list):
        raise LabelError(
            f"{path}: found no list; expected Label Studio's JSON export, a list of tasks"
        )
    return tasks


def _unit(task: _Task, coder: str | None) -> LabelledUnit | None:
    text = task.data.get(_TEXT)
    if not isinstance(text, str):
        raise LabelError("data: no text; expected the task's text under 'text'")
    annotation = _one(task.annotations, coder)
    if annotation is None:
        return None
    spans = [
        span
        for result in annotation.result
        if result.type == "labels"
        for span in _spans(text, _Region.model_validate(result.value))
    ]
    levels = {
        result.from_name.removeprefix(LEVEL): _level(result)
        for result in annotation.result
        if result.type == "choices" and result.from_name.startswith(LEVEL)
    }
    id_ = task.data.get("id", task.id)
    return unit({**task.data, "id": None if id_ is None else str(id_)}, text, spans, levels)


def _one(annotations: Iterable[_Annotation], coder: str | None) -> _Annotation | None:
    done = [a for a in annotations if not a.was_cancelled and coder in (None, a.coder)]
    if len(done) > 1:
        coders = ", ".join(sorted({a.coder or "unknown" for a in done}))
        raise LabelError(
            f"{len(done)} annotations by {coders}; expected one: name a coder who has one"
        )
    return done[0] if done else None


def _spans(text: str, region: _Region) -> list[Span]:
    """Return the region in code points, whichever way it was counted."""
    start, end = region.start, region.end
    if region.text is not None and not _same(region.text, text[start:end]):
        starts = utf16_starts(text)
        start, end = index(starts, start), index(starts, end)
        if not _same(region.text, text[start:end]):
            raise LabelError(
                f"region [{region.start}, {region.end}] has other words than the text there; "
                "expected the text as it was exported"
            )
    return [(cue, start, end) for cue in region.labels]


def _same(one: str, other: str) -> bool:
    return _UNSURE.sub("", one) == _UNSURE.sub("", other)


def _level(result: _Result) -> int:
    chosen = result.value.get("choices")
    if not (isinstance(chosen, list) and len(chosen) == 1):
        raise LabelError(f"{result.from_name}: expected one choice")
    return whole(result.from_name, chosen[0])
