"""Turn lexicon files into one checked, frozen lexicon."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from compassion_nlp.lexicon.definition import (
    ContextFile,
    CueType,
    Family,
    FamilyFile,
    MovesFile,
    WordsFile,
)
from compassion_nlp.lexicon.pattern import parse_form
from compassion_nlp.resources import resource
from compassion_nlp.schema import LexiconError

_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True)
class Lexicon:
    """All cues with the words, triggers and client moves that go with them."""

    families: tuple[Family, ...]
    cues: tuple[CueType, ...]
    context: ContextFile
    moves: MovesFile
    words: WordsFile

    def __getitem__(self, cue_id: str) -> CueType:
        """Return the cue of that id; KeyError lists the ids there are."""
        try:
            return self.by_id[cue_id]
        except KeyError:
            known = ", ".join(self.by_id)
            raise KeyError(f"{cue_id!r} is no cue of this lexicon; cues are: {known}") from None

    @cached_property
    def by_id(self) -> Mapping[str, CueType]:
        """The cues by their id."""
        return {cue.id: cue for cue in self.cues}

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits that change with anything that can change a result."""
        content = self.to_dict()
        for cue in content["cues"]:
            for words in ("finds", "skips", "definition", "source", "suggestion", "severity"):
                cue.pop(words)
        content["context"].pop("trap")
        for move in content["moves"]["move"]:
            move.pop("examples")
        packed = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()[:12]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data; `from_dict` is its inverse."""
        return {
            "families": [family.model_dump(mode="json") for family in self.families],
            "cues": [cue.model_dump(mode="json") for cue in self.cues],
            "context": self.context.model_dump(mode="json"),
            "moves": self.moves.model_dump(mode="json"),
            "words": self.words.model_dump(mode="json"),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """Rebuild a lexicon from `to_dict`."""
        return cls(
            families=tuple(Family.model_validate(f) for f in data["families"]),
            cues=tuple(CueType.model_validate(c) for c in data["cues"]),
            context=ContextFile.model_validate(data["context"]),
            moves=MovesFile.model_validate(data["moves"]),
            words=WordsFile.model_validate(data["words"]),
        )

    def without(self, off: Iterable[str]) -> Lexicon:
        """Return the lexicon with some cues switched off."""
        names = set(off)
        unknown = sorted(names - self.by_id.keys())
        if unknown:
            raise LexiconError(
                f"cannot switch off {', '.join(unknown)}: no such cue; "
                f"cues are: {', '.join(self.by_id)}"
            )
        kept = tuple(cue for cue in self.cues if cue.id not in names)
        return Lexicon(self.families, kept, self.context, self.moves, self.words)

    def extended(self, path: Path) -> Lexicon:
        """Return the lexicon with the cues of one more family file.

        A cue whose id exists replaces the packaged one; a new one is added.
        """
        addition = read_file(path, FamilyFile)
        replaced = {cue.id: cue for cue in addition.cue}
        cues = tuple(replaced.pop(cue.id, cue) for cue in self.cues)
        known = {family.id for family in self.families}
        families = self.families + ((addition.family,) if addition.family.id not in known else ())
        words = _with_lists(self.words, [(path, addition)])
        _check_forms(path, addition, words)
        return Lexicon(families, cues + tuple(replaced.values()), self.context, self.moves, words)


@cache
def packaged_lexicon() -> Lexicon:
    """Return the lexicon that ships with the package."""
    return read_lexicon(resource("lexicon"))


def load_lexicon(
    lexicon: Lexicon | str | Path | None = None, *, off: Iterable[str] = ()
) -> Lexicon:
    """Return the packaged lexicon, with a user's file added and cues switched off."""
    if isinstance(lexicon, Lexicon):
        base = lexicon
    else:
        base = packaged_lexicon()
        if lexicon is not None:
            base = base.extended(Path(lexicon))
    off = tuple(off)
    return base.without(off) if off else base


def read_lexicon(folder: Path) -> Lexicon:
    """Read a folder of family files with its words, context and client moves."""
    files = [(path, read_file(path, FamilyFile)) for path in sorted(folder.glob("F*.toml"))]
    cues = tuple(cue for _, file in files for cue in file.cue)
    ids = [cue.id for cue in cues]
    doubled = sorted({cue_id for cue_id in ids if ids.count(cue_id) > 1})
    if doubled:
        raise LexiconError(f"{folder}: cue ids used twice: {', '.join(doubled)}; rename one")
    return Lexicon(
        families=tuple(file.family for _, file in files),
        cues=cues,
        context=read_file(folder / "context.toml", ContextFile),
        moves=read_file(folder / "client_moves.toml", MovesFile),
        words=_with_lists(read_file(folder / "words.toml", WordsFile), files),
    )


def _with_lists(words: WordsFile, files: Iterable[tuple[Path, FamilyFile]]) -> WordsFile:
    """Add the families' own word lists to the common ones."""
    lists = dict(words.lists)
    for path, file in files:
        taken = sorted(lists.keys() & file.lists.keys())
        if taken:
            raise LexiconError(
                f"{path}: lists: found {', '.join(taken)}, which exist already; choose other names"
            )
        lists |= file.lists
    return words.model_copy(update={"lists": lists})


def _check_forms(path: Path, file: FamilyFile, words: WordsFile) -> None:
    """Read every form of a user's file, so that faults are told before any text is read."""
    faults = []
    for cue in file.cue:
        groups = [forms.any for forms in cue.forms]
        for form in (*chain.from_iterable(groups), *cue.stronger, *cue.exclusions):
            try:
                parse_form(form, words.lists)
            except LexiconError as error:
                faults.append(f"  cue ({cue.id}): {error}")
    if faults:
        raise LexiconError("\n".join((f"{path}:", *faults)))


def read_file(path: Path, kind: type[_File]) -> _File:
    """Read one TOML file as the kind given; every fault is told at once."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; give the path of a lexicon file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: not readable as TOML in UTF-8: {error}") from None
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        faults = "\n".join(_fault(data, fault) for fault in error.errors())
        raise LexiconError(f"{path}:\n{faults}") from None


def _fault(data: Any, fault: Mapping[str, Any]) -> str:
    """Name the entry and key of one fault, what was found and what was expected."""
    where, entry = "", data
    for key in fault["loc"]:
        try:
            entry = entry[key]
        except (KeyError, IndexError, TypeError):
            entry = None
        name = entry.get("id") or entry.get("name") if isinstance(entry, dict) else None
        label = f"{key} ({name})" if name else str(key)
        where += f" > {label}" if where else label
    found = "nothing" if fault["type"] == "missing" else repr(fault["input"])
    if len(found) > 80:  # noqa: PLR2004 - enough to recognise the entry
        found = found[:77] + "..."
    return f"  {where}: found {found}; expected: {fault['msg']}"
