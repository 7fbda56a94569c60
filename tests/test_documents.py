from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
LINKS = [
    (path.name, link)
    for path in ROOT.glob("*.md")
    for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_the_readmes_code_runs(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize(("document", "link"), LINKS)
def test_links_between_documents_hold(document: str, link: str) -> None:
    assert (ROOT / link).exists(), f"{document} points to {link}"


def test_ci_runs_the_readmes_command() -> None:
    assert "make check" in (ROOT / "README.md").read_text("utf-8")
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8")
