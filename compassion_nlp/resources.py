"""Find the files that ship with the package, in a wheel or in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def resource(name: str) -> Path:
    """Return the path of ``lexicon``, ``lint``, ``report``, ``models``, ``samples``, ``sessions``.

    The build backend copies them into ``compassion_nlp/_data`` of the wheel; in
    a checkout they lie in the top folders ``data`` and ``models``.
    """
    installed = _PACKAGE / "_data" / name
    if installed.exists():
        return installed
    root = _PACKAGE.parent
    return root / "models" if name == "models" else root / "data" / name
