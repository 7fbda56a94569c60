"""Turn things that have a place in a text into answers about what stands where.

Cues are judged by what is near them. Asking all that was found about every cue
would cost the square of a text's length; asking these costs what is near.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

_WIDTH = 32  # word classes of one shelf: about a sentence


class Placed(Protocol):
    """Anything with a place; the end is exclusive."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Place(NamedTuple):
    """Where something with a name occurs: a marker, an exclusion of a cue, a client move."""

    name: str
    start: int
    end: int


T = TypeVar("T", bound=Placed)


class Places(Generic[T]):
    """Things kept by where they stand, on shelves of a fixed width."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._shelves: defaultdict[int, list[T]] = defaultdict(list)
        for thing in things:
            self.add(thing)

    def add(self, thing: T) -> None:
        """Put one more thing in its place."""
        for shelf in range(thing.start // _WIDTH, thing.end // _WIDTH + 1):
            self._shelves[shelf].append(thing)

    def over(self, start: int, end: int) -> Iterator[T]:
        """Yield the things that share words with a stretch; a long one may come again."""
        for shelf in range(start // _WIDTH, end // _WIDTH + 1):
            for thing in self._shelves.get(shelf, ()):
                if thing.start < end and start < thing.end:
                    yield thing

    def any_over(self, start: int, end: int) -> bool:
        """Whether anything shares words with a stretch."""
        return any(True for _ in self.over(start, end))


class Cover:
    """The stretches that some things cover together; how many do, and which, is forgotten."""

    def __init__(self, things: Iterable[Placed]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((thing.start, thing.end) for thing in things):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def any_over(self, start: int, end: int) -> bool:
        """Whether a stretch shares words with what is covered."""
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._ends[before - 1]


def any_between(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the sorted places lies in a stretch."""
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end
