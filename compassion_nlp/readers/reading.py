"""Turn `reading.toml` into frozen word lists for the readers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from compassion_nlp.resources import resource


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """What a full stop after a word means; the file says it group by group."""

    never: frozenset[str]
    before: frozenset[str]
    before_number: frozenset[str]
    before_lower: frozenset[str]
    starters: frozenset[str]
    continues: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpeakerWords:
    """Words that make a name, and words in a name that tell its role."""

    helper: frozenset[str]
    client: frozenset[str]
    never: frozenset[str]
    sections: frozenset[str]
    inside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole file; ``columns`` keeps its order, the documented name first."""

    sentences: SentenceWords
    speakers: SpeakerWords
    columns: Mapping[str, tuple[str, ...]]


@cache
def reading() -> Reading:
    """Return the packaged word lists."""
    path = resource("lexicon") / "reading.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Reading(
        sentences=SentenceWords(**_sets(data["sentences"])),
        speakers=SpeakerWords(**_sets(data["speakers"])),
        columns={field: tuple(names) for field, names in data["columns"].items()},
    )


def _sets(lists: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lists.items()}
