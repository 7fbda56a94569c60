"""The built wheel does the main job in an empty folder with no checkout near."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
_MOST_MEGABYTES = 15


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_is_pure_small_and_typed(wheel: Path) -> None:
    assert wheel.name.endswith("py3-none-any.whl")
    assert wheel.stat().st_size < _MOST_MEGABYTES * 2**20
    names = ZipFile(wheel).namelist()
    assert "compassion_nlp/py.typed" in names
    assert "compassion_nlp/_data/models/default/weights.npz" in names
    assert "compassion_nlp/_data/lint/findings.toml" in names
    assert "compassion_nlp/_data/report/wording.toml" in names
    assert not [name for name in names if name.endswith((".pkl", ".joblib"))]


def test_the_demo_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    pip = ["-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, *pip], check=True, capture_output=True)
    env = os.environ | {"PYTHONPATH": str(site)}
    code = (
        "import compassion_nlp, sys; assert compassion_nlp.__file__.startswith(sys.argv[1]); "
        "from compassion_nlp.cli import main; main(['demo'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(site)],
        cwd=work,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "<mark" in (work / "compassion-demo.html").read_text(encoding="utf-8")
