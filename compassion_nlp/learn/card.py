"""Turn a model's description and measured figures into its card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from compassion_nlp.mindsets import load_model
from compassion_nlp.schema import ModelError

FIGURES = "figures.json"
"""Beside the model: what ``evaluate --card`` measured, by the name of the data."""

AUDIT = "audit.json"
"""Beside the model: what ``benchmarks/audit.py`` measured of changes that should not matter."""


def write_card(folder: Path) -> str:
    """Write ``README.md`` into a model folder from the model and its figures; return it."""
    model = load_model(folder)
    figures, audit = read_figures(folder), _read(folder / AUDIT)
    stale = [name for name, found in figures.items() if found["model"] != model.name]
    stale += [AUDIT] if audit and audit["model"] != model.name else []
    if stale:
        raise ModelError(
            f"{folder / FIGURES}: {', '.join(stale)} measured another model than {model.name}; "
            "measure again with `compassion-nlp evaluate --card`"
        )
    environment = Environment(
        loader=PackageLoader("compassion_nlp.learn"),
        autoescape=False,  # noqa: S701 - Markdown from our own figures
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    card = environment.get_template("card.md.j2").render(
        name=model.name,
        codes=model.codes,
        about=model.about,
        figures=figures,
        audit=audit,
        columns=len(model.space.names),
        prevalence=dict(zip(model.codes, model.prevalence, strict=True)),
    )
    (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
    return card


def keep_figures(folder: Path, data: str, figures: Mapping[str, Any]) -> None:
    """Store what was measured on some data beside the model; other models' figures go."""
    model = load_model(folder)
    kept = {name: f for name, f in read_figures(folder).items() if f["model"] == model.name}
    kept[data] = figures
    text = json.dumps(kept, indent=1, sort_keys=True) + "\n"
    (folder / FIGURES).write_text(text, encoding="utf-8", newline="\n")


def read_figures(folder: Path) -> Mapping[str, Any]:
    """Return the figures beside a model; empty where none were measured."""
    return _read(folder / FIGURES)


def _read(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
