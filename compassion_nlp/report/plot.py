"""Turn a session into a matplotlib plot."""

from __future__ import annotations

from typing import Any

from compassion_nlp.report.facts import TITLES, curve
from compassion_nlp.schema import Session

_STYLES = {
    "compassion": ("#0072B2", "-"),
    "self_centeredness": ("#D55E00", "--"),
    "detachment": ("#009E73", "-."),
    "indifference": ("#7A5195", ":"),
}
"""Okabe & Ito's colours, told apart by line style as well."""


def plot_session(session: Session, *, ax: Any = None) -> Any:
    """Draw the expected intensity of every mindset over the helper's turns; return the axes."""
    if ax is None:
        try:
            from matplotlib import pyplot as plt  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise ImportError("plots need matplotlib: install compassion-nlp[plot]") from None
        _, ax = plt.subplots(figsize=(8, 3), layout="constrained")
    for code, (colour, line) in _STYLES.items():
        values = curve(session, code)
        ax.plot(range(1, len(values) + 1), values, color=colour, linestyle=line, label=TITLES[code])
    ax.set(xlabel="helper turn", ylabel="expected intensity (0-2)", ylim=(0, 2.05))
    ax.legend(loc="upper right", fontsize="small", frameon=False)
    return ax
