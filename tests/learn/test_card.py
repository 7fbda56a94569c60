from __future__ import annotations

from pathlib import Path

from compassion_nlp.learn.card import read_figures, write_card
from compassion_nlp.mindsets import load_model, save_model
from compassion_nlp.resources import resource


def test_the_shipped_card_is_the_one_its_model_and_figures_give(tmp_path: Path) -> None:
    shipped = resource("models") / "default"
    model = save_model(load_model(shipped), tmp_path)
    for name in ("figures.json", "audit.json"):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    assert write_card(tmp_path) == (shipped / "README.md").read_text(encoding="utf-8")
    assert {found["model"] for found in read_figures(shipped).values()} == {model.name}
