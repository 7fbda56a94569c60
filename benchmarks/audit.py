"""Measure how scores move under changes that should not matter, and whether explanations hold.

    python benchmarks/audit.py [--model models/default] [--card]

``--card`` keeps the figures beside the model (``audit.json``) for its card.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import compassion_nlp as cn
from compassion_nlp.learn import read_labels
from compassion_nlp.learn.card import AUDIT, write_card
from compassion_nlp.schema import MINDSETS, Analysis, Unit

ROOT = Path(__file__).parents[1]
CHANGES = tomllib.loads((ROOT / "data" / "audit" / "changes.toml").read_text(encoding="utf-8"))
RULES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "unpunctuated": lambda text: re.sub(r"[,.;:](?=\s|$)", "", text),
    "typographic": lambda text: re.sub(r"(?<=\w)'", "’", re.sub(r'"([^"]*)"', r"“\1”", text)),
    "spaced": lambda text: text.replace(" ", "  ") + " ",
}


def replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Replace whole words, at once, keeping a capital first letter."""
    table = {word.lower(): new for word, new in pairs}
    pattern = r"(?<![\w'’])(" + "|".join(map(re.escape, table)) + r")(?![\w'’])"

    def new(found: re.Match[str]) -> str:
        word = table[found[0].lower()]
        return word[0].upper() + word[1:] if found[0][0].isupper() else word

    return re.sub(pattern, new, text.replace("’", "'"), flags=re.IGNORECASE)


def change(
    analyzer: cn.Analyzer, units: Sequence[Unit], edit: Callable[[str], str]
) -> dict[str, Any]:
    """Return how far scores and levels move where the edit changes anything."""
    pairs = [(unit, replace(unit, text=edit(unit.text))) for unit in units]
    pairs = [(one, other) for one, other in pairs if one.text != other.text]
    if not pairs:
        return {"texts": 0}
    before = list(analyzer.analyze_units([one for one, _ in pairs]))
    after = list(analyzer.analyze_units([other for _, other in pairs]))
    shift = np.array(
        [[b.scores[m] - a.scores[m] for m in MINDSETS] for a, b in zip(before, after, strict=True)]
    )
    flips = np.array(
        [
            [(a.levels[m] > 0) != (b.levels[m] > 0) for m in MINDSETS]
            for a, b in zip(before, after, strict=True)
        ]
    )
    return {
        "texts": len(pairs),
        "mean_shift": dict(zip(MINDSETS, shift.mean(axis=0).round(4).tolist(), strict=True)),
        "mean_absolute_shift": float(np.abs(shift).mean().round(4)),
        "p95_absolute_shift": float(np.quantile(np.abs(shift), 0.95).round(4)),
        "flips_per_100": float((100 * flips.mean()).round(2)),
    }


def occlusion(analyzer: cn.Analyzer, units: Sequence[Unit]) -> dict[str, Any]:
    """Take out the span that weighs most for a decided mindset; does its score fall?"""
    held: list[bool] = []
    for unit in units:
        found = analyzer.analyze(unit.text, genre=unit.genre, context=unit.context)
        for mindset in MINDSETS:
            span = _weightiest(found, mindset) if found.levels[mindset] else None
            if span is None:
                continue
            rest = unit.text[: span[0]] + unit.text[span[1] :]
            if not rest.strip():
                continue
            without = analyzer.analyze(rest, genre=unit.genre, context=unit.context)
            held.append(without.decision[mindset] < found.decision[mindset])
    return {"cases": len(held), "fell": float(np.mean(held).round(3))}


def _weightiest(found: Analysis, mindset: str) -> tuple[int, int] | None:
    """Return the span whose features add most to the decision value."""
    weight: dict[tuple[int, int], float] = {}
    for part in found.contributions[mindset]:
        for span in part.spans:
            weight[span] = weight.get(span, 0.0) + part.contribution / len(part.spans)
    best = max(weight, key=weight.__getitem__, default=None)
    return best if best is not None and weight[best] > 0 else None


def main() -> None:
    """Run all changes and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "default")
    parser.add_argument("--card", action="store_true")
    options = parser.parse_args()
    analyzer = cn.load(options.model)
    units = read_labels(sorted((ROOT / "data" / "corpus").glob("*.jsonl"))).units
    found: dict[str, Any] = {"model": analyzer.model.name, "changes": []}
    for entry in CHANGES["change"]:
        edit = (
            RULES[entry["rule"]]
            if "rule" in entry
            else (lambda text, pairs=entry["replace"]: replaced(text, pairs))
        )
        figures = change(analyzer, units, edit)
        found["changes"].append({"name": entry["name"], "kind": entry["kind"], **figures})
        print(found["changes"][-1], flush=True)
    words, (first, *others) = CHANGES["names"]["words"], CHANGES["names"]["names"]
    named = [replace(u, text=replaced(u.text, [(w, first) for w in words])) for u in units]
    named = [new for new, old in zip(named, units, strict=True) if new.text != old.text]
    for name in others:
        figures = change(analyzer, named, lambda text, name=name: replaced(text, [(first, name)]))
        found["changes"].append({"name": f"{first} to {name}", "kind": "bias", **figures})
        print(found["changes"][-1], flush=True)
    found["occlusion"] = occlusion(analyzer, units[::5])
    print(found["occlusion"])
    if options.card:
        (options.model / AUDIT).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        write_card(options.model)


if __name__ == "__main__":
    main()
