"""Turn labels into a REFI-QDA project (``.qdpx``), and such projects into labels.

The exchange format of NVivo, ATLAS.ti, MAXQDA, QualCoder and others: REFI-QDA 1.5,
schema ``urn:QDA-XML:project:1.0`` (Project.xsd of 18 March 2019). A unit is a plain-text
source: its cues are codings, its levels integer variables, its context the source's
description (the document's memo), where coders can read it.

Positions count Unicode code points from the start of the source (REFI-QDA 1.5, section
10.2). What a line end counts differs between tools: two in NVivo's files, one in those of
ATLAS.ti although it writes two characters (QualCoder's ``refi.py`` tells of both). So
sources are written with a newline alone, which all count as one, and the variable
``line_ends`` keeps what was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import ValidationError

from compassion_nlp.exchange.archive import read_parts, write_parts
from compassion_nlp.exchange.codebook import add_codes, guid
from compassion_nlp.exchange.fields import (
    LEVEL,
    Span,
    check_writable,
    left_out,
    read_units,
    unit,
    whole,
)
from compassion_nlp.exchange.markup import child, document, parse
from compassion_nlp.exchange.offsets import index, lf_starts, line_ends, to_lf, with_line_ends
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.readers.labels import LabelError, check, faults_at

_PROJECT = "urn:QDA-XML:project:1.0"
_US = "compassion_nlp"
_LINE_ENDS = "line_ends"
_SOURCE = re.compile(r"sources/[^/\\]+", re.IGNORECASE)  # MAXQDA: sources, NVivo: Sources
_INTERNAL = re.compile(r"internal://([^/\\]+)")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Project:
    """What the sources of a project refer to, by GUID."""

    codes: Mapping[str, str]
    variables: Mapping[str, str]
    users: Mapping[str, str]
    origin: str
    files: Mapping[str, bytes]


def write_refi_qda(
    labels: Labels, path: str | Path, *, lexicon: Lexicon | str | Path | None = None
) -> None:
    """Write a project with a source per unit and the lexicon as codebook.

    An empty context or group is none. LabelError for characters that XML cannot hold,
    and for spans that end inside a line end.
    """
    path = Path(path)
    check_writable(labels)
    texts = {}
    root = ET.Element("Project", {"xmlns": _PROJECT, "name": path.stem, "origin": _US})
    child(child(root, "Users"), "User", guid=guid("user", _US), name=_US)
    codes = load_lexicon(lexicon)
    used = dict.fromkeys(cue for spans in labels.spans for cue, _, _ in spans)
    add_codes(child(root, "CodeBook"), codes, [name for name in used if name not in codes.by_id])
    variables = child(root, "Variables")
    for name, kind in _variables(labels).items():
        child(variables, "Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)
    sources = child(root, "Sources")
    for row, spans in zip(labels.rows, labels.spans, strict=True):
        try:
            _add_source(sources, row, spans)
        except LabelError as error:
            raise LabelError(f"unit {row.id!r}: {error}") from None
        texts[f"Sources/{guid('source', row.id)}.txt"] = to_lf(row.text).encode()
    write_parts(path, {"project.qde": document(root), **texts})


def read_refi_qda(path: str | Path, *, coder: str | None = None) -> Labels:
    r"""Read the plain-text sources of a project: ids are their names, cues the codings on them.

    The codings of all coders are taken together, or those of one (``coder``, a user's
    name). Texts come with ``\n`` as line ends where ``line_ends`` does not tell of
    others. Sources of other kinds are left out with a warning. Nothing is unpacked to
    disk; LabelError refuses archives beyond 500 MB, document type declarations and
    sources outside of the archive, and names every source at fault.
    """
    path = Path(path)
    files = read_parts(path, lambda name: name.endswith(".qde") or bool(_SOURCE.fullmatch(name)))
    described = [name for name in files if name.endswith(".qde")]
    if len(described) != 1:
        raise LabelError(f"{path}: {len(described)} .qde files; expected a project with one")
    root = parse(files[described[0]], f"{path}, {described[0]}")
    project = _project(root, files)
    if coder is not None and coder not in project.users.values():
        known = ", ".join(project.users.values()) or "nobody"
        raise LabelError(f"{path}: no coder {coder!r}; coders are: {known}")
    rows: list[LabelledUnit] = []
    faults: list[str] = []
    sources = [source for group in root.findall("Sources") for source in group]
    texts = [source for source in sources if source.tag == "TextSource"]
    for number, source in enumerate(texts, start=1):
        try:
            rows.append(_unit(source, project, coder))
        except (LabelError, ValidationError) as error:
            faults += faults_at(f"{path}, source {number}", error)
    check(faults)
    left_out(path, len(sources) - len(texts), "sources are no plain text")
    return read_units(path, rows)


def _variables(labels: Labels) -> dict[str, str]:
    """Return the variables that the units need, with their type."""
    codes = dict.fromkeys(code for row in labels.rows for code in row.labels)
    return {
        "genre": "Text",
        "group": "Text",
        "development": "Boolean",
        _LINE_ENDS: "Text",
        **{LEVEL + code: "Integer" for code in codes},
    }


def _add_source(sources: ET.Element, row: LabelledUnit, spans: tuple[Span, ...]) -> None:
    name = guid("source", row.id)
    source = child(
        sources, "TextSource", guid=name, name=row.id, plainTextPath=f"internal://{name}.txt"
    )
    if row.context:
        child(source, "Description", row.context)
    starts = lf_starts(row.text)
    user = guid("user", _US)
    for number, (cue, start, end) in enumerate(spans):
        selection = child(
            source,
            "PlainTextSelection",
            guid=guid("selection", row.id, str(number)),
            startPosition=str(index(starts, start)),
            endPosition=str(index(starts, end)),
            creatingUser=user,
        )
        coding = child(
            selection, "Coding", guid=guid("coding", row.id, str(number)), creatingUser=user
        )
        child(coding, "CodeRef", targetGUID=guid("code", cue))
    values: dict[str, tuple[str, str]] = {"genre": ("TextValue", row.genre)}
    if row.group:
        values["group"] = ("TextValue", row.group)
    if row.development:
        values["development"] = ("BooleanValue", "true")
    if "\r" in row.text:
        values[_LINE_ENDS] = ("TextValue", line_ends(row.text))
    values |= {LEVEL + code: ("IntegerValue", str(n)) for code, n in row.labels.items()}
    for variable, (kind, value) in values.items():
        element = child(source, "VariableValue")
        child(element, "VariableRef", targetGUID=guid("variable", variable))
        child(element, kind, value)


def _project(root: ET.Element, files: Mapping[str, bytes]) -> _Project:
    def names(tag: str) -> dict[str, str]:
        return {_guid(e.get("guid")): e.get("name") or "" for e in root.iter(tag)}

    return _Project(
        codes=names("Code"),
        variables=names("Variable"),
        users=names("User"),
        origin=root.get("origin") or "",
        files={name.rpartition("/")[2]: content for name, content in files.items()},
    )


def _unit(source: ET.Element, project: _Project, coder: str | None) -> LabelledUnit:
    values = dict(_values(source, project))
    found = _text(source, project)
    as_lf = to_lf(found)
    text = with_line_ends(as_lf, values[_LINE_ENDS]) if values.get(_LINE_ENDS) else as_lf
    # ATLAS.ti writes CR LF and counts it as one character.
    counted = as_lf if "ATLAS" in project.origin.upper() else found
    before, after = lf_starts(counted), lf_starts(text)
    spans = [
        (cue, after[index(before, start)], after[index(before, end)])
        for cue, start, end in _codings(source, project, coder)
    ]
    known = {
        "id": source.get("name"),
        "context": source.findtext("Description"),
        **{name: values.get(name) for name in ("genre", "group", "development")},
    }
    levels = {
        name.removeprefix(LEVEL): whole(f"variable {name}", value)
        for name, value in values.items()
        if name.startswith(LEVEL)
    }
    return unit(known, text, spans, levels)


def _text(source: ET.Element, project: _Project) -> str:
    path = source.get("plainTextPath")
    if path is None:
        return source.findtext("PlainTextContent") or ""
    inside = _INTERNAL.fullmatch(path)
    if not inside or inside[1] not in project.files:
        raise LabelError(
            "its text is not in the project file; export the project with its sources inside"
        )
    try:
        text = project.files[inside[1]].decode()
    except UnicodeDecodeError:
        raise LabelError("its text is not UTF-8, as REFI-QDA asks for; export it again") from None
    return text if project.origin == _US else text.removeprefix(_BOM)


def _codings(source: ET.Element, project: _Project, coder: str | None) -> Iterator[Span]:
    for selection in source.findall("PlainTextSelection"):
        start, end = (whole(name, selection.get(name)) for name in ("startPosition", "endPosition"))
        for coding in selection.findall("Coding"):
            whose = coding.get("creatingUser") or selection.get("creatingUser")
            if coder is not None and project.users.get(_guid(whose)) != coder:
                continue
            reference = coding.find("CodeRef")
            code = _guid(None if reference is None else reference.get("targetGUID"))
            if code not in project.codes:
                raise LabelError(f"coding [{start}, {end}] has a code that the codebook lacks")
            yield project.codes[code], start, end


def _values(source: ET.Element, project: _Project) -> Iterator[tuple[str, str]]:
    """Yield the variables of a source that have a value."""
    for element in source.findall("VariableValue"):
        reference = element.find("VariableRef")
        name = project.variables.get(
            _guid(None if reference is None else reference.get("targetGUID"))
        )
        value = next((part.text for part in element if part.tag != "VariableRef"), None)
        if name and value:
            yield name, value


def _guid(value: Any) -> str:
    """Return a GUID in one spelling: the schema allows braces and either case."""
    return (value or "").strip("{}").lower()
