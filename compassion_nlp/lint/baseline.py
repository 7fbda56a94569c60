"""Turn findings into a file of hashes that tells a later run which of its findings are new."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from compassion_nlp.lint.finding import Finding


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings as salted hashes of file, cue and sentence, each with how often it occurs.

    Files are named as seen from ``folder``, where the baseline lies. Lines are no
    part of a hash: text added above a finding leaves it old, a change of its
    sentence makes it new. Who has the file can try guesses at short sentences, so
    it belongs where the notes belong.
    """

    folder: Path
    salt: str
    counts: Mapping[str, int] = field(default_factory=dict)

    def hash_of(self, finding: Finding, file: Path | None) -> str:
        """Return the hash of a finding in a file; None stands for standard input."""
        name = "-" if file is None else Path(os.path.relpath(file, self.folder)).as_posix()
        words = f"{name}\0{finding.cue}\0{finding.sentence}"
        return blake2b(words.encode(), key=self.salt.encode(), digest_size=12).hexdigest()

    def of(self, hashes: Iterable[str]) -> Baseline:
        """Return this baseline with other findings in it."""
        return replace(self, counts=Counter(hashes))

    def known(self) -> Callable[[Path | None, Finding], bool]:
        """Return a test for old findings; of one sentence written twice, one may be new."""
        left = Counter(self.counts)

        def is_known(file: Path | None, finding: Finding) -> bool:
            key = self.hash_of(finding, file)
            left[key] -= 1
            return left[key] >= 0

        return is_known

    def to_json(self) -> str:
        """Return what `read_baseline` reads; it holds no text."""
        findings = dict(sorted(self.counts.items()))
        file = _File(version=1, salt=self.salt, findings=findings)
        return file.model_dump_json(indent=1) + "\n"


def read_baseline(path: Path) -> Baseline:
    """Read a baseline; ValueError says what is wrong with the file."""
    try:
        file = _File.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise ValueError(
            f"{path}: no such baseline; write one with --write-baseline {path}"
        ) from None
    except ValidationError:  # its message would show what the file holds
        raise ValueError(
            f"{path}: found something else than a baseline of lint, version 1; "
            "give another name, or delete the file and write it anew with --write-baseline"
        ) from None
    return Baseline(path.parent, file.salt, file.findings)


def new_baseline(path: Path) -> Baseline:
    """Return an empty baseline for a path; one that is there lends its salt.

    So the same findings make the same file, and a file that is no baseline is
    refused rather than overwritten.
    """
    if path.exists():
        return read_baseline(path).of(())
    return Baseline(path.parent, secrets.token_hex(16))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    salt: str
    findings: dict[str, int]
