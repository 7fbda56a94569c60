"""Every benchmark runs on a few rows of its corpus, and names what it measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("script", "file", "measures"),
    [
        pytest.param(
            *("annomi", "annomi_dev.csv", ("question: macro-F1", "MI quality AUC")),
            marks=pytest.mark.slow,  # 50 fits
        ),
        ("pair", "pair_dev.csv", ("all pairs",)),
        ("epitome", "epitome_er_dev.csv", ("levels: macro-F1", "rationales: token F1")),
    ],
)
def test_it_runs_on_60_rows(shared, tmp_path, script, file, measures) -> None:
    command = [sys.executable, SCRIPTS / f"{script}.py", shared / "corpora" / file]
    subprocess.run([*command, "--rows", "60", "--out", tmp_path], check=True, capture_output=True)
    (made,) = tmp_path.glob("*.json")
    record = json.loads(made.read_text())
    assert len(record["data"][file]) == 64
    for measure in measures:
        assert any(figure["measure"].startswith(measure) for figure in record["figures"])
    for figure in record["figures"]:
        assert figure["n"] > 0
        assert figure["split"]
        assert 0 <= figure["low"] <= figure["ours"] <= figure["high"] <= 1
    assert f"`{file}`" in made.with_suffix(".md").read_text()
