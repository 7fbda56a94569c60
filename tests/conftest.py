"""Fixtures that several test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import compassion_nlp as cn


@pytest.fixture(scope="session")
def analyzer() -> cn.Analyzer:
    return cn.load()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout; tests that need it skip without it."""
    folder = Path(os.environ.get("COMPASSION_SHARED", Path(__file__).parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip("the development data (../shared) is not here")
    return folder
