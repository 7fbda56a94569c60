"""Colours are read from the style sheet, so that a change to one is judged as well."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

CSS = (files("compassion_nlp.report") / "templates" / "style.css").read_text(encoding="utf-8")
MINDSETS = ("c", "s", "d", "i")
# Machado, Oliveira & Fernandes 2009: severity 1.0, on linear RGB.
BLINDNESS = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def palettes() -> dict[str, dict[str, str]]:
    found = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
        for block in re.findall(r"\.cn \{ (--c.*?)\}", CSS, re.DOTALL)
    ]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / (0.9505, 1.0, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("look", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_all_text_and_signs_can_be_read(look: str, ground: str) -> None:
    palette = palettes()[look]
    for name in (*MINDSETS, "ink", "soft"):
        ratio = contrast(palette[name], palette[ground])
        assert ratio >= 4.5, f"{name} on {ground}: {ratio:.2f}"  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_edges_of_controls_can_be_seen(look: str) -> None:
    palette = palettes()[look]
    assert contrast(palette["edge"], palette["paper"]) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("look", ["light", "dark", "print"])
@pytest.mark.parametrize("eye", ["full", *BLINDNESS])
def test_mindsets_can_be_told_apart_by_every_eye(look: str, eye: str) -> None:
    seen = np.array(BLINDNESS.get(eye, np.eye(3)))
    for one, other in combinations(MINDSETS, 2):
        a, b = (lab(seen @ linear(palettes()[look][name])) for name in (one, other))
        # 2.3 is just noticeable (CIE 1976); thin lines and small signs need far more.
        assert np.linalg.norm(a - b) >= 20, (one, other)


def test_what_has_the_focus_is_outlined() -> None:
    assert re.search(r":focus-visible \{ outline: [23]px solid", CSS)
    assert "outline: none" not in CSS
    assert "outline: 0" not in CSS
