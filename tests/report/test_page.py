from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import compassion_nlp as cn
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.report import notes_page
from compassion_nlp.report.page import Filters
from compassion_nlp.report.tables import mindset_table
from compassion_nlp.schema import Cue, Session, Transcript, Turn
from tests.report import made

HOSTILE = '<script>alert(1)</script> "&amp; onload=x \u202e 👩🏽‍⚕️ what was that like for you?'
CANARY = "quixotterel"


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data) -> None:
        self.words.append(data)

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def session() -> Session:
    return made.sample()


@pytest.fixture(scope="module")
def page(session: Session) -> str:
    return session.to_html()


@pytest.fixture(scope="module")
def bare(session: Session) -> str:
    return session.to_html(with_text=False)


@pytest.mark.parametrize("with_text", [True, False])
def test_a_page_fetches_nothing_and_runs_nothing(session: Session, with_text: bool) -> None:
    reader = read(session.to_html(with_text=with_text))
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & reader.names
    attributes = {name for _, attrs in reader.tags for name in attrs}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
    assert all(link.startswith("#") for link in reader.values("href"))
    assert "url(" not in session.to_html()


def test_the_policy_allows_the_pages_own_style_and_nothing_else(page: str) -> None:
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in page


def test_hostile_text_is_inert() -> None:
    turns = (Turn("<u>Jo</u>", HOSTILE, "client"), Turn("Ann & Co", HOSTILE, "helper"))
    session = made.session_of(Transcript("<s>", turns, "Ann & Co", ("<u>a notice</u>",)))
    pages = (session.to_html(), session._repr_html_(), session.turns[1]._repr_html_())
    for html in (*pages, session.transcript._repr_html_()):
        reader = read(html)
        assert not {"script", "u", "s"} & reader.names
        assert "<script>alert(1)</script>" in "".join(reader.words)


def test_characters_that_a_page_cannot_hold_are_replaced(tmp_path) -> None:
    session = made.conversation(["Hello.", "Okay.", "a\0b\ud800c"])
    page = session.to_html(tmp_path / "page.html")
    assert "a\ufffdb?c" in page
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page


def test_ids_of_foreign_cues_stay_out_of_the_style_sheet() -> None:
    evil = Cue("x}</style><script>", "y}</style>", "</style>", 0, 4, 1)
    session = made.conversation(["Hello.", "Okay then."])
    session = replace(session, turns=(session.turns[0], replace(session.turns[1], cues=(evil,))))
    assert "script" not in read(session.to_html()).names


def test_every_cue_is_marked_once_and_every_mark_has_its_card(session: Session, page: str) -> None:
    cues = [cue for turn in session.turns for cue in turn.cues]
    reader = read(page)
    buttons = [attrs for tag, attrs in reader.tags if tag == "button" and "aria-label" in attrs]
    assert len(buttons) == len(cues)
    cards = [attrs["id"] for _, attrs in reader.tags if "popover" in attrs]
    assert {button["popovertarget"] for button in buttons} == set(cards)
    assert len(cards) == len(set(cards))


def test_a_card_tells_definition_source_reason_and_suggestion() -> None:
    session = made.conversation(["I lost my housing.", "It could be worse."])
    (cue,) = session.turns[1].cues
    kind = packaged_lexicon()[cue.id]
    words = "".join(read(session.to_html()).words)
    for told in (kind.definition, kind.source, kind.suggestion, "Counts towards Indifference"):
        assert told in words


def test_a_cue_set_aside_tells_why() -> None:
    session = made.conversation(["He was rude.", 'He told you, "you need to calm down".'])
    aside = [cue for cue in session.turns[1].cues if not cue.asserted]
    assert aside
    assert "set aside, so it does not count" in session.to_html()


def test_cues_that_a_model_found_look_and_read_differently(page: str) -> None:
    assert 'class="compassion by-model' in page
    assert (
        'aria-label="warmth concern: compassion &amp; understanding, found by the model">♡' in page
    )


def test_every_filter_of_the_style_sheet_is_on_the_page(page: str) -> None:
    style = page[page.index("<style>") : page.index("</style>")]
    named = set(re.findall(r":has\(#([\w-]+)", style))
    assert named
    assert named <= set(read(page).values("id"))


def test_all_cues_and_families_of_a_page_can_be_filtered(session: Session, page: str) -> None:
    cues = {cue.id: cue.family for turn in session.turns for cue in turn.cues}
    options = [attrs for tag, attrs in read(page).tags if tag == "option"]
    assert len(options) == 3 + len(cues) + len(set(cues.values()))
    for cue in cues:
        assert f">{cue.replace('_', ' ')}</option>" in page


def test_filters_of_no_cues_are_the_finders() -> None:
    assert Filters.of([]).classes == ("by-lexicon", "by-model")


@pytest.mark.parametrize("with_text", [True, False])
def test_ids_are_unique_and_links_lead_somewhere(session: Session, with_text: bool) -> None:
    reader = read(session.to_html(with_text=with_text))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in reader.values("href")} <= set(ids)
    assert set(reader.values("popovertarget")) <= set(ids)


@pytest.mark.parametrize("with_text", [True, False])
def test_headings_go_down_one_step_at_a_time(session: Session, with_text: bool) -> None:
    reader = read(session.to_html(with_text=with_text))
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    steps = zip(reader.headings, reader.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert reader.values("lang") == ["en"]


def canary_session() -> Session:
    """A session in which every word, name and feature is a canary or a cue around one."""
    said = [
        f"{CANARY}a is so {CANARY}b.",
        f"{CANARY}e. No wonder you're {CANARY}c. What was {CANARY}d like?",
    ]
    turns = tuple(
        Turn(f"{CANARY}{role}", text, role)
        for role, text in zip(("client", "helper"), said, strict=True)
    )
    notices = (f"helper taken to be '{CANARY}helper': it says so", "rows 3-4 joined")
    return made.session_of(Transcript("id", turns, f"{CANARY}helper", notices))


def test_without_text_no_word_and_no_name_is_there() -> None:
    session = canary_session()
    assert session.turns[1].cues
    assert CANARY in session.to_html()
    bare = session.to_html(with_text=False)
    assert CANARY not in bare.lower()
    assert "rows 3-4 joined" in bare


def test_without_text_notes_are_bare_too() -> None:
    notes = [replace(made.analysis_of(f"{CANARY} claims he is an addict."), speaker=CANARY)]
    assert CANARY in notes_page(notes, title="notes.csv")
    bare = notes_page(notes, title="notes.csv", with_text=False)
    assert CANARY not in bare
    assert "Texts, without their words" in bare


def test_without_text_all_else_stays(session: Session, page: str, bare: str) -> None:
    with_text, without = read(page), read(bare)
    for tag in ("article", "svg", "rect", "table", "option", "details", "button"):
        count = [t for t, _ in with_text.tags].count(tag)
        assert count
        # Cards of different forms are one where forms, which are words, are not named.
        assert [t for t, _ in without.tags].count(tag) <= count
        if tag != "button":
            assert [t for t, _ in without.tags].count(tag) == count


def test_words_of_the_text_are_one_reason_without_text() -> None:
    session = canary_session()
    assert f"“{CANARY}e.” +0.40" in session.to_html()
    assert "the wording +0.40" in session.to_html(with_text=False)


def test_a_long_session_in_a_notebook_says_what_it_leaves_out() -> None:
    session = made.conversation(["Hello.", "Okay then."] * 50)
    assert "and 40 more turns" in session._repr_html_()
    assert "and 40 more turns" in session.transcript._repr_html_()


def test_plain_forms_hold_no_word_and_no_name() -> None:
    session = canary_session()
    values = (session, session.transcript, *session.turns)
    for value in values:
        assert CANARY not in repr(value)
    for part in (*session.transcript.turns, *session.transcript.units()):
        assert not re.search(rf"{CANARY}[a-e]\b", repr(part))
    assert repr(session) == "<Session 'id': 2 turns, 1 scored, 2 cues>"


def test_a_text_that_was_not_read_says_so() -> None:
    broken = replace(made.analysis_of("x"), scores={}, error="row 3: text is missing")
    assert "Not read: row 3: text is missing" in notes_page([broken], title="notes")


def test_every_measure_of_the_summary_has_a_row_with_a_title() -> None:
    session = made.sample()
    table = mindset_table(session)
    assert len(table.rows) == len(session.summary())
    assert not [row.head for row in table.rows if "_" in row.head]
    assert {len(row.cells) for row in table.rows} == {len(table.columns) - 1}


def test_a_session_too_short_to_measure_says_so() -> None:
    page = made.conversation(["Hello.", "Okay then."]).to_html()
    assert "too short: 1 helper turns, 20 needed" in page


def test_nothing_at_all_makes_a_page() -> None:
    empty = Session(Transcript("empty", ()), ())
    assert read(empty.to_html()).headings
    assert read(notes_page([], title="none")).headings
    assert empty._repr_html_()


def test_a_session_is_written_where_it_is_told(session: Session, tmp_path) -> None:
    path = tmp_path / "s.html"
    assert session.to_html(path) == path.read_text(encoding="utf-8")


def test_codes_of_a_users_own_are_shown_as_they_are() -> None:
    session = made.conversation(["Hello.", "What was that like?"])
    own = replace(
        session.turns[1],
        scores={"warmth": 0.8},
        intensity={"warmth": 0.8},
        levels={"warmth": 1},
        contributions={},
    )
    page = replace(session, turns=(session.turns[0], own)).to_html()
    assert "★" in page
    assert "warmth" in page


def test_a_report_of_real_scores_adds_up(analyzer: cn.Analyzer) -> None:
    session = analyzer.analyze_session(cn.sample("session"))
    page = session.to_html()
    for turn in session.turns:
        for code, value in turn.decision.items():
            assert turn.contributions[code]
            assert f"together {value:+.2f}".replace("-", "−") in page
