"""Turn what clients say into measures of how they engage, turn by turn."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from compassion_nlp.annotate import FormCounter
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.resources import resource


@dataclass(frozen=True, slots=True)
class ClientMeasure:
    """A measure of `client.toml`: what it counts, and where the idea comes from."""

    id: str
    title: str
    definition: str
    source: str
    any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ClientFile:
    measures: tuple[ClientMeasure, ...]
    lists: Mapping[str, tuple[str, ...]]


def client_measures() -> tuple[ClientMeasure, ...]:
    """Return the measures that are counted by forms; ``words`` comes on top."""
    return _file().measures


def client_counts(texts: Iterable[str]) -> Iterator[dict[str, int]]:
    """Yield, per text of a client, how often each measure's forms occur."""
    groups = {measure.id: measure.any for measure in _file().measures}
    # Made anew each time: a tokenizer that is kept would keep the words it has seen.
    yield from FormCounter(groups, packaged_lexicon(), lists=_file().lists).counts(texts)


@cache
def _file() -> _ClientFile:
    path = resource("sessions") / "client.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return _ClientFile(
        measures=tuple(
            ClientMeasure(**{**entry, "any": tuple(entry["any"])}) for entry in data["measure"]
        ),
        lists={name: tuple(words) for name, words in data["lists"].items()},
    )
