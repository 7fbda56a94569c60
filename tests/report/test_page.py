from __future__ import annotations

from html.parser import HTMLParser

import pytest

import compassion_nlp as cn
from compassion_nlp.schema import Transcript, Turn

HOSTILE = '<script>alert(1)</script> "&amp; onload=x \u202e 👩🏽‍⚕️ what was that like for you?'


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def page(analyzer: cn.Analyzer) -> str:
    return analyzer.analyze_session(cn.sample("session")).to_html()


def test_a_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    reader = read(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    names = {name for name, _ in reader.attributes}
    assert not {"src", "href", "onclick", "onload"} & names
    assert "default-src 'none'" in page


def test_hostile_text_is_inert(analyzer: cn.Analyzer) -> None:
    turns = (Turn("<u>Jo</u>", HOSTILE, "client"), Turn("Ann & Co", HOSTILE, "helper"))
    session = analyzer.analyze_session(Transcript("<s>", turns))
    for html in (session.to_html(), session._repr_html_(), session.turns[1]._repr_html_()):
        reader = read(html)
        assert not {"script", "u", "s"} & set(reader.tags)
        assert "".join(reader.words).count("<script>alert(1)</script>") >= 1


def test_every_cue_is_marked_and_explained(analyzer: cn.Analyzer, page: str) -> None:
    session = analyzer.analyze_session(cn.sample("session"))
    cues = [cue for turn in session.turns for cue in turn.cues]
    assert read(page).tags.count("mark") >= len({(c.start, c.end) for c in cues})
    assert page.count('class="card') == len(cues)


def test_without_text_no_word_of_it_is_there(analyzer: cn.Analyzer) -> None:
    session = analyzer.analyze_session(cn.sample("session"))
    page = session.to_html(with_text=False)
    for word in ("fridge", "brother", "kitchen", "Thursday"):
        assert word not in page


def test_marks_put_together_give_the_text_again(analyzer: cn.Analyzer) -> None:
    from compassion_nlp.report.facts import turn_facts

    a = analyzer.analyze("I hear you, but you need to calm down, right?", genre="turn")
    assert "".join(piece.text for piece in turn_facts(a).pieces) == a.text


def test_a_session_is_written_where_it_is_told(analyzer: cn.Analyzer, tmp_path) -> None:
    session = analyzer.analyze_session(cn.sample("session"))
    path = tmp_path / "s.html"
    assert session.to_html(path) == path.read_text(encoding="utf-8")


def test_plots_return_axes(analyzer: cn.Analyzer) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    axes = analyzer.analyze_session(cn.sample("session")).plot()
    assert len(axes.get_lines()) == 4
    mpl.pyplot.close("all")
