"""Turn pairs of neighbouring turns into an association with its interval and test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compassion_nlp.bootstrap import (
    DETECTABLE,
    Floats,
    block_draws,
    cluster_draws,
    percentile_interval,
)
from compassion_nlp.sessions.pairs import Pairs

SESSIONS_TO_RESAMPLE = 10
"""With fewer sessions, blocks of turns within them are resampled in place of sessions."""

_BATCH = 200  # permutations at a time: memory stays flat
_NOTHING = 1e-12  # of a variance, that rounding leaves where nothing varies

_Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Association:
    """How y follows x, in standard deviations within sessions, adjusted.

    ``slope`` is the same in the measures' own units. ``detectable`` is the effect that
    would be found 4 times in 5, from the spread of the permuted effects.
    """

    effect: float
    low: float
    high: float
    slope: float
    p: float
    detectable: float
    resampled: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Stretches of turns, each without its mean and straight trend.

    ``rows`` are their places among the pairs. ``values`` holds covariates, x and y, a
    column each; ``basis`` spans the covariates; ``y`` is what they leave of y.
    """

    stretches: tuple[_Stretch, ...]
    rows: npt.NDArray[np.intp]
    values: Floats
    basis: Floats
    y: Floats


def association(
    pairs: Pairs, *, permutations: int = 1000, resamples: int = 1000, seed: int = 0
) -> Association | None:
    """Return the adjusted association; None where x or y does not vary.

    Taking a session's own mean and trend out biases the slope where y also acts on
    later x (Nickell 1981); the same slope in half sessions has twice that bias, so the
    split-session jackknife takes it away (Dhaene & Jochmans 2015).

    The test turns the series of x of each session round by a random number of places
    (so that its own ups and downs stay what they are) and fits again. Where x and y
    have no link, every turning is as likely.
    """
    whole = _part(pairs, pairs.stretches)
    halves = [(start, (start + stop) // 2, stop) for start, stop in pairs.stretches]
    parts = (
        whole,
        _part(pairs, [(start, middle) for start, middle, _ in halves]),
        _part(pairs, [(middle, stop) for _, middle, stop in halves]),
    )
    x = _rest(whole.values[:, -2], whole.basis)
    if any(part.y @ part.y <= _NOTHING or not _varies(part) for part in parts):
        return None
    own = whole.values[:, -2:].std(axis=0)
    scale = float(own[0] / own[1])
    slope = float(_jackknife([_slopes(part, x[None]) for part in parts])[0])
    null = _turned(parts, pairs.stretches, x, permutations, np.random.default_rng(seed))
    drawn, how = _drawn(parts, pairs, resamples, seed)
    low, high = percentile_interval(drawn * scale)
    return Association(
        effect=slope * scale,
        low=low,
        high=high,
        slope=slope,
        p=float((1 + (np.abs(null) >= abs(slope) - _NOTHING).sum()) / (1 + permutations)),
        detectable=DETECTABLE * float(null.std()) * scale,
        resampled=how,
    )


def _part(pairs: Pairs, stretches: Sequence[_Stretch]) -> _Part:
    rows = np.concatenate([np.arange(start, stop) for start, stop in stretches])
    values = np.column_stack((pairs.z, pairs.x, pairs.y))[rows]
    lengths = np.cumsum([0, *(stop - start for start, stop in stretches)])
    places = tuple(zip(lengths[:-1].tolist(), lengths[1:].tolist(), strict=True))
    for start, stop in places:
        level, line = _trend(stop - start)
        own = values[start:stop]
        values[start:stop] = own - np.outer(level, level @ own) - np.outer(line, line @ own)
    basis = _basis(values[:, :-2])
    return _Part(places, rows, values, basis, _rest(values[:, -1], basis))


def _trend(length: int) -> tuple[Floats, Floats]:
    """Return a level and a straight line, each of length 1 and at right angles."""
    steps = np.arange(length) - (length - 1) / 2
    return np.full(length, length**-0.5), steps / np.sqrt(steps @ steps)


def _basis(z: Floats) -> Floats:
    """Return orthonormal columns that span the covariates; those that do not vary drop out."""
    left, size, _ = np.linalg.svd(z, full_matrices=False)
    basis: Floats = left[:, size > _NOTHING * max(1.0, size.max(initial=0.0))]
    return basis


def _rest(value: Floats, basis: Floats) -> Floats:
    rest: Floats = value - basis @ (basis.T @ value)
    return rest


def _varies(part: _Part) -> bool:
    rest = _rest(part.values[:, -2], part.basis)
    return bool(rest @ rest > _NOTHING)


def _jackknife(slopes: Sequence[Floats]) -> Floats:
    whole, first, second = slopes
    corrected: Floats = 2 * whole - (first + second) / 2
    return corrected


def _slopes(part: _Part, x: Floats) -> Floats:
    """Return the adjusted slope of y on each row of x, (series, pairs)."""
    x = x[:, part.rows]
    square, shared = np.zeros(len(x)), x @ part.basis
    for start, stop in part.stretches:
        own = x[:, start:stop]
        level, line = _trend(stop - start)
        square += (own**2).sum(axis=1) - (own @ level) ** 2 - (own @ line) ** 2
    left = square - (shared**2).sum(axis=1)
    slopes: Floats = x @ part.y / np.where(left > _NOTHING, left, np.inf)
    return slopes


def _turned(
    parts: Sequence[_Part],
    sessions: Sequence[_Stretch],
    x: Floats,
    permutations: int,
    rng: np.random.Generator,
) -> Floats:
    """Return the slopes of y on x turned round within sessions."""
    found = []
    for first in range(0, permutations, _BATCH):
        turned = np.empty((min(_BATCH, permutations - first), len(x)))
        for start, stop in sessions:
            n = stop - start
            places = (np.arange(n) - rng.integers(0, n, len(turned))[:, None]) % n
            turned[:, start:stop] = x[start:stop][places]
        found.append(_jackknife([_slopes(part, turned) for part in parts]))
    return np.concatenate(found)


def _drawn(parts: Sequence[_Part], pairs: Pairs, resamples: int, seed: int) -> tuple[Floats, str]:
    """Return the slope in resampled sessions, or in resampled blocks of turns."""
    sessions = pairs.stretches
    if len(sessions) >= SESSIONS_TO_RESAMPLE:
        names = [str(number) for number in range(len(sessions))]
        draws = cluster_draws(names, resamples=resamples, seed=seed)
        totals = [draws @ _per_stretch(part) for part in parts]
        how = "sessions"
    else:
        draws = np.hstack(
            [
                block_draws(stop - start, resamples=resamples, seed=seed + number)
                for number, (start, stop) in enumerate(sessions)
            ]
        )
        totals = [draws[:, part.rows] @ _products(part) for part in parts]
        how = "blocks of turns within sessions"
    width = parts[0].values.shape[1]
    slopes = _jackknife([_solved(total.reshape(-1, width, width)) for total in totals])
    return slopes, how


def _products(part: _Part) -> Floats:
    """Return all products of two columns, (pairs, columns squared)."""
    values = part.values
    products: Floats = np.einsum("ni,nj->nij", values, values).reshape(len(values), -1)
    return products


def _per_stretch(part: _Part) -> Floats:
    sums: Floats = np.add.reduceat(_products(part), [start for start, _ in part.stretches], axis=0)
    return sums


def _solved(products: Floats) -> Floats:
    # Pseudo-inverse: a resample may hold a covariate that does not vary.
    inverse = np.linalg.pinv(products[:, :-1, :-1], hermitian=True)
    slopes: Floats = np.einsum("rj,rj->r", inverse[:, -1], products[:, :-1, -1])
    return slopes
