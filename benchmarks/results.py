"""Turn a benchmark's figures into a JSON file and a Markdown table that name their data."""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from compassion_nlp.bootstrap import cluster_draws, percentile_interval

RESULTS = Path(__file__).parent / "results"
RESAMPLES = 300

Measure = Callable[[Any, Any], float]


@dataclass(frozen=True)
class Figure:
    """One measured figure, its 95 % interval and what stands beside it."""

    measure: str
    split: str
    n: int
    ours: float
    low: float
    high: float
    beside: str = ""


@dataclass(frozen=True)
class Benchmark:
    """A script's options and when it started."""

    name: str
    path: Path
    rows: int | None
    out: Path
    started: float

    def named(self, name: str) -> Benchmark:
        """Return the same benchmark, whose results are kept under another name."""
        return replace(self, name=name)

    def write(self, title: str, files: Iterable[Path], figures: Sequence[Figure]) -> None:
        """Write ``<name>.json`` and ``<name>.md``, and print the table."""
        hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        seconds = round(time.perf_counter() - self.started)
        self.out.mkdir(parents=True, exist_ok=True)
        record = {
            "benchmark": title,
            "data": hashes,
            "seconds": seconds,
            "figures": [asdict(figure) for figure in figures],
        }
        (self.out / f"{self.name}.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        table = _markdown(title, hashes, seconds, figures)
        (self.out / f"{self.name}.md").write_text(table, "utf-8")
        print(table)


def start(name: str, described: str | None, *further: tuple[str, dict[str, Any]]) -> Any:
    """Read the command line: a path, ``--rows`` for a quick trial, ``--out``; return both.

    ``further`` are arguments of argparse's ``add_argument``.
    """
    parser = argparse.ArgumentParser(
        description=described, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, help="the published file, or the folder of files")
    parser.add_argument("--rows", type=int, help="use only so many rows, to try the script")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the results")
    for flag, settings in further:
        parser.add_argument(flag, **settings)
    options = parser.parse_args()
    benchmark = Benchmark(name, options.path, options.rows, options.out, time.perf_counter())
    return benchmark, options


def measured(
    name: str,
    measure: Measure,
    gold: Any,
    found: Any,
    groups: Sequence[Any],
    *,
    split: str,
    beside: str = "",
) -> Figure:
    """Return a figure with its bootstrap interval over whole groups."""
    gold, found = np.asarray(gold), np.asarray(found)
    draws = cluster_draws([str(group) for group in groups], resamples=RESAMPLES)
    again = []
    for times in draws.astype(int):
        drawn = np.repeat(np.arange(len(gold)), times)
        # A draw of one class only has no AUC; it is left out like any undefined one.
        defined = len(np.unique(gold[drawn])) > 1 or len(np.unique(gold)) == 1
        again.append(measure(gold[drawn], found[drawn]) if defined else np.nan)
    low, high = percentile_interval(again)
    return Figure(name, split, len(gold), measure(gold, found), low, high, beside)


def macro_f1(gold: Any, found: Any) -> float:
    """Return the mean F1 of all classes."""
    return float(f1_score(gold, found, average="macro", zero_division=0))


def presence_f1(gold: Any, found: Any) -> float:
    """Return the F1 of class 1."""
    return float(f1_score(gold, found, zero_division=0))


def _markdown(title: str, hashes: dict[str, str], seconds: int, figures: Sequence[Figure]) -> str:
    data = ", ".join(f"`{name}` (SHA-256 {digest[:12]})" for name, digest in hashes.items())
    lines = [
        f"### {title}",
        "",
        f"Data: {data}. {seconds} s.",
        "",
        "| figure | split | n | ours | 95 % interval | beside it |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {f.measure} | {f.split} | {f.n:,} | {f.ours:.3f} | {f.low:.3f} to {f.high:.3f} "
        f"| {f.beside} |"
        for f in figures
    ]
    return "\n".join(lines) + "\n"
