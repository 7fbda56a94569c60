"""Measure what each layer costs, as a ratio to spaCy's blank tokenizer in the same run.

Run: ``python benchmarks/speed.py [--json speed.json]``. Texts are sentences of
the project's own corpus, joined to about 28 words; rounds of all rows are
interleaved, and medians are shown.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import spacy

import compassion_nlp as cn
from compassion_nlp.lexicon import packaged_lexicon

ROUNDS = 7
TEXTS = 2000
WORDS = 28


def texts() -> list[str]:
    """Return about 2,000 texts of about 28 words from the corpus in ``data/``."""
    words: list[str] = []
    for path in sorted((Path(__file__).parents[1] / "data" / "corpus").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words += json.loads(line)["text"].split()
    made = [" ".join(words[i : i + WORDS]) for i in range(0, len(words), WORDS)]
    return (made * (TEXTS // len(made) + 1))[:TEXTS]


def main() -> None:
    """Time the rows and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    given = texts()
    frame = pd.DataFrame({"text": given})
    blank = spacy.blank("en")
    nlp = spacy.blank("en")
    nlp.add_pipe("compassion_cues")
    analyzer = cn.load()
    packaged_lexicon()
    rows: dict[str, Callable[[], object]] = {
        "tokenizer (spacy.blank)": lambda: [blank.tokenizer(text) for text in given],
        "cues + context (nlp.pipe)": lambda: list(nlp.pipe(given)),
        "analyze_frame, everything": lambda: analyzer.analyze_frame(frame, genre="note"),
    }
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(options.rounds):
        for name, run in rows.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    reference = statistics.median(times["tokenizer (spacy.blank)"])
    result = {
        name: {
            "us_per_text": round(statistics.median(spent) / len(given) * 1e6, 1),
            "ratio": round(statistics.median(spent) / reference, 2),
        }
        for name, spent in times.items()
    }
    singles = []
    for text in given[:300]:
        start = time.perf_counter()
        analyzer.analyze(text)
        singles.append(time.perf_counter() - start)
    result["one text, warm (ms)"] = {"median": round(statistics.median(singles) * 1e3, 3)}
    for name, figures in result.items():
        print(f"{name:28} " + "  ".join(f"{k} {v}" for k, v in figures.items()))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
