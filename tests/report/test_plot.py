from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.report import made


@pytest.fixture(autouse=True)
def pyplot() -> Iterator[object]:
    mpl = pytest.importorskip("matplotlib")
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    yield plt
    plt.close("all")


def test_a_session_is_drawn_as_a_line_per_mindset() -> None:
    session = made.sample()
    axes = session.plot()
    helped = sum(bool(turn.scores) for turn in session.turns)
    assert [len(line.get_xdata()) for line in axes.get_lines()] == [helped] * 4


def test_plots_are_drawn_where_they_are_told(pyplot) -> None:
    _, ax = pyplot.subplots()
    assert made.sample().plot(ax=ax) is ax
    assert made.analysis_of("What was that like?").plot("compassion", ax=ax) is ax


def test_the_bars_of_an_account_add_up_to_the_decision_value() -> None:
    analysis = made.analysis_of("What was that like?")
    axes = analysis.plot("compassion")
    total = sum(part.contribution for part in analysis.contributions["compassion"])
    assert sum(bar.get_width() for bar in axes.patches) == pytest.approx(total)


def test_a_mindset_without_an_account_names_those_that_have_one() -> None:
    with pytest.raises(ValueError, match="no account of it here; there are: compassion"):
        made.analysis_of("x").plot("kindness")
