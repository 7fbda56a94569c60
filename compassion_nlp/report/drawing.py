"""Turn a session's intensities into the lines and dots of a drawing that needs no script."""

from __future__ import annotations

from dataclasses import dataclass

from compassion_nlp.report.facts import KINDS, curve, mark_of, title_of
from compassion_nlp.schema import Session

WIDTH, HEIGHT = 1000, 100  # units of the drawing, stretched to the width of the page
_TOP = 2.0
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """One mindset over the session: expected intensity of each helper turn, 0 to 2.

    ``line`` and ``dots`` are SVG path data; a dot stands where the level is at
    least 1.
    """

    code: str
    kind: str
    title: str
    mark: str
    line: str
    dots: str
    label: str


def panels(session: Session) -> list[Panel]:
    """Return a panel for every mindset that the session's turns are scored on."""
    scored = [(n, turn) for n, turn in enumerate(session.turns, start=1) if turn.scores]
    codes = list(dict.fromkeys(code for _, turn in scored for code in turn.intensity))
    found = []
    for code in codes:
        values = curve(session, code)
        places = [_place(i, value, len(values)) for i, value in enumerate(values)]
        reached = [turn.levels.get(code, 0) > 0 for _, turn in scored if code in turn.intensity]
        highest = max(range(len(values)), key=values.__getitem__)
        found.append(
            Panel(
                code=code,
                kind=code if code in KINDS else "descriptive",
                title=title_of(code),
                mark=mark_of(code),
                line="M" + "L".join(places),
                dots="".join(
                    f"M{place}h0" for place, has in zip(places, reached, strict=True) if has
                ),
                label=(
                    f"{title_of(code)}: expected intensity of {len(values)} helper turns, "
                    f"highest {values[highest]:.1f} in turn {scored[highest][0]}"
                ),
            )
        )
    return found


def ticks(session: Session) -> list[int]:
    """Return the numbers of a few scored turns, evenly spaced, for the foot of the drawing."""
    numbers = [n for n, turn in enumerate(session.turns, start=1) if turn.scores]
    last = len(numbers) - 1
    if last < _TICKS:
        return numbers
    return [numbers[round(i * last / (_TICKS - 1))] for i in range(_TICKS)]


def _place(index: int, value: float, count: int) -> str:
    across = WIDTH * (index / (count - 1) if count > 1 else 0.5)
    up = HEIGHT * (1 - min(value, _TOP) / _TOP)
    return f"{across:.1f} {up:.1f}"
