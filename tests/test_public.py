from __future__ import annotations

import subprocess
import sys

import pytest

import compassion_nlp as cn


def test_every_public_name_is_there_once() -> None:
    assert len(cn.__all__) == len(set(cn.__all__))
    for name in cn.__all__:
        assert getattr(cn, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'kindness'"):
        _ = cn.kindness


@pytest.mark.parametrize("heavy", ["spacy", "sklearn", "pandas", "scipy", "pyarrow"])
def test_importing_the_package_loads_nothing_heavy(heavy: str) -> None:
    code = f"import compassion_nlp, sys; sys.exit('{heavy}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("heavy", ["sklearn", "pandas", "scipy", "pyarrow", "matplotlib"])
def test_scoring_one_text_needs_only_spacy_and_numpy(heavy: str) -> None:
    code = (
        "import compassion_nlp as cn, sys; cn.load().analyze('x'); "
        f"sys.exit('{heavy}' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_samples_are_named_when_one_is_not_there() -> None:
    with pytest.raises(ValueError, match="there are 'session' and 'notes'"):
        cn.sample("poem")
