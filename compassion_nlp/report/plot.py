"""Turn sessions and analyses into matplotlib plots."""

from __future__ import annotations

from typing import Any

from compassion_nlp.report.facts import curve, title_of
from compassion_nlp.report.wording import packaged_wording
from compassion_nlp.schema import Analysis, Session

_STYLES = {
    "compassion": ("#0072B2", "-"),
    "self_centeredness": ("#D55E00", "--"),
    "detachment": ("#009E73", "-."),
    "indifference": ("#7A5195", ":"),
}
"""Okabe & Ito's colours, told apart by line style as well."""

_SHOWN = 10  # features


def plot_session(session: Session, *, ax: Any = None) -> Any:
    """Draw the expected intensity of every mindset over the helper's turns; return the axes."""
    ax = ax or _axes(3)
    codes = dict.fromkeys(code for turn in session.turns for code in turn.intensity)
    for code in codes:
        values = curve(session, code)
        colour, line = _STYLES.get(code, (None, "-"))
        ax.plot(
            range(1, len(values) + 1), values, color=colour, linestyle=line, label=title_of(code)
        )
    ax.set(xlabel="helper turn", ylabel="expected intensity (0-2)", ylim=(0, 2.05))
    if codes:
        ax.legend(loc="upper right", fontsize="small", frameon=False)
    return ax


def plot_reasons(analysis: Analysis, mindset: str, *, ax: Any = None) -> Any:
    """Draw what raised and lowered a mindset's decision value; return the axes.

    The bars add up to the value: the strongest parts, then all others in one.
    """
    if mindset not in analysis.contributions:
        known = ", ".join(analysis.contributions) or "none: analyze() explains, tables do not"
        raise ValueError(f"plot({mindset!r}): no account of it here; there are: {known}")
    parts = analysis.contributions[mindset]
    named = [(packaged_wording().feature(p.feature), p.contribution) for p in parts[:_SHOWN]]
    if rest := parts[_SHOWN:]:
        named.append(("all else", sum(part.contribution for part in rest)))
    ax = ax or _axes(4)
    colour, _ = _STYLES.get(mindset, ("#57606a", "-"))
    names, values = zip(*reversed(named), strict=True)
    ax.barh(range(len(names)), values, color=colour, tick_label=names)
    ax.axvline(0, color="0.4", linewidth=0.8)
    ax.set(xlabel=f"added to the decision value of {title_of(mindset)}")
    return ax


def _axes(height: float) -> Any:
    try:
        from matplotlib import pyplot as plt  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ImportError("plots need matplotlib: install compassion-nlp[plot]") from None
    _, ax = plt.subplots(figsize=(8, height), layout="constrained")
    return ax
