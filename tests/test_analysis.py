from __future__ import annotations

import json
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import compassion_nlp as cn
from compassion_nlp.schema import MINDSETS, Transcript, Turn

CONTEXT = "I haven't slept in three days and I'm scared."


class TestArticleSmoke:
    """The promises that the README makes to everybody."""

    def test_a_plain_i_understand_is_validation(self, analyzer: cn.Analyzer) -> None:
        a = analyzer.analyze("I understand what you're feeling", genre="turn", context=CONTEXT)
        assert "validation" in {c.id for c in a.cues if c.asserted}

    def test_an_open_question_needs_no_mark(self, analyzer: cn.Analyzer) -> None:
        a = analyzer.analyze("What was that like for you", genre="turn", context=CONTEXT)
        assert "open_question" in {c.id for c in a.cues if c.asserted}

    def test_helping_not_enabling_is_a_healthy_boundary(self, analyzer: cn.Analyzer) -> None:
        a = analyzer.analyze("We're helping, not enabling.", genre="note")
        assert "healthy_boundary" in {c.id for c in a.cues if c.asserted}
        assert a.flags.boundary == "healthy"

    def test_not_understanding_is_not_validation(self, analyzer: cn.Analyzer) -> None:
        a = analyzer.analyze("I don't understand why you'd do that", genre="turn", context=CONTEXT)
        assert "validation" not in {c.id for c in a.cues if c.asserted}


def test_contributions_add_up_to_the_decision(analyzer: cn.Analyzer) -> None:
    for genre in ("turn", "note"):
        a = analyzer.analyze(
            "No wonder you're worn out. Client refused again.", genre=genre, context=CONTEXT
        )
        for code in MINDSETS:
            total = sum(part.contribution for part in a.contributions[code])
            assert total == pytest.approx(a.decision[code], abs=1e-9)


def test_every_contribution_of_a_cue_points_at_its_words(analyzer: cn.Analyzer) -> None:
    a = analyzer.analyze("What was that like for you", genre="turn", context=CONTEXT)
    spans = {(c.start, c.end) for c in a.cues}
    parts = [p for p in a.contributions["compassion"] if p.feature.startswith("cue.")]
    assert parts
    assert all(p.spans and set(p.spans) <= spans for p in parts)


def test_scores_are_probabilities_and_levels_whole(analyzer: cn.Analyzer) -> None:
    a = analyzer.analyze("You always have an excuse.", genre="turn", context=CONTEXT)
    assert set(a.scores) == set(a.intensity) == set(a.levels) == set(MINDSETS)
    assert all(0 <= s <= 1 for s in a.scores.values())
    assert all(0 <= i <= 2 for i in a.intensity.values())
    assert all(level in (0, 1, 2) for level in a.levels.values())


def test_a_long_note_takes_its_strongest_passage(analyzer: cn.Analyzer) -> None:
    plain = " ".join(
        f"BP {n}/82 taken lying down, UDS negative, no concerns." for n in range(120, 140)
    )
    hard = "Client is a manipulative drug seeker."
    a = analyzer.analyze(f"{plain} {hard} {plain}", genre="note")
    start, end = a.evidence["detachment"]
    assert hard in a.text[start:end]
    assert end - start < len(a.text) / 2
    assert a.scores["detachment"] > analyzer.analyze(plain, genre="note").scores["detachment"]


def test_without_context_the_flag_says_so(analyzer: cn.Analyzer) -> None:
    assert analyzer.analyze("Okay.", genre="turn").flags.context_missing
    assert not analyzer.analyze("Okay.", genre="turn", context=CONTEXT).flags.context_missing
    assert not analyzer.analyze("Okay.", genre="note").flags.context_missing


@pytest.mark.parametrize("text", ["", " ", "\n\n", "👋🏽", "\x00", "a" * 5000, "\u200b\u202e?"])
def test_odd_texts_are_scored_without_complaint(analyzer: cn.Analyzer, text: str) -> None:
    for genre in ("turn", "note"):
        a = analyzer.analyze(text, genre=genre, context=text)
        assert a.error is None
        assert set(a.scores) == set(MINDSETS)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200), st.sampled_from(["turn", "note"]), st.none() | st.text(max_size=80))
def test_offsets_always_lie_in_the_text(text: str, genre: str, context: str | None) -> None:
    a = ANALYZER.analyze(text, genre=genre, context=context)
    for cue in a.cues:
        assert 0 <= cue.start < cue.end <= len(text)
        assert text[cue.start : cue.end].strip() == text[cue.start : cue.end]


ANALYZER = cn.load()


def test_offsets_count_code_points(analyzer: cn.Analyzer) -> None:
    a = analyzer.analyze("😀😀 What was that like for you?", genre="turn", context=CONTEXT)
    cue = next(c for c in a.cues if c.id == "open_question")
    assert a.text[cue.start : cue.end].startswith("What was")


class TestFrame:
    FRAME = pd.DataFrame(
        {
            "note": ["Client refused again.", None, "BP 128/82.", ""],
            "kind": ["note", "note", "turn", "note"],
        },
        index=[7, 3, 9, 1],
    )

    def test_index_order_and_schema_are_kept(self, analyzer: cn.Analyzer) -> None:
        table = analyzer.analyze_frame(self.FRAME, text="note", genre="note")
        assert list(table.index) == [7, 3, 9, 1]
        assert {c: str(t) for c, t in table.dtypes.items()} == dict(cn.FRAME_SCHEMA)
        assert list(table.columns) == list(cn.FRAME_SCHEMA)

    def test_a_missing_text_becomes_an_error_in_its_row(self, analyzer: cn.Analyzer) -> None:
        table = analyzer.analyze_frame(self.FRAME, text="note")
        assert table["error"].notna().tolist() == [False, True, False, False]
        assert np.isnan(table.loc[3, "compassion"])

    def test_the_frame_itself_is_not_changed(self, analyzer: cn.Analyzer) -> None:
        before = self.FRAME.copy()
        analyzer.analyze_frame(self.FRAME, text="note", genre="kind")
        pd.testing.assert_frame_equal(self.FRAME, before)

    def test_rows_agree_with_single_texts(self, analyzer: cn.Analyzer) -> None:
        table = analyzer.analyze_frame(self.FRAME, text="note")
        single = analyzer.analyze("Client refused again.")
        assert table.loc[7, "detachment"] == pytest.approx(single.scores["detachment"])
        assert json.loads(table.loc[7, "cues"]) == [c.to_dict() for c in single.cues]

    def test_an_unknown_column_is_named_with_those_there_are(self, analyzer: cn.Analyzer) -> None:
        with pytest.raises(KeyError, match="text='txt': no such column; columns are: note, kind"):
            analyzer.analyze_frame(self.FRAME, text="txt")

    def test_an_empty_frame_gives_an_empty_frame(self, analyzer: cn.Analyzer) -> None:
        table = analyzer.analyze_frame(self.FRAME.iloc[:0], text="note")
        assert len(table) == 0
        assert list(table.columns) == list(cn.FRAME_SCHEMA)


def test_an_analyzer_can_be_pickled(analyzer: cn.Analyzer) -> None:
    again = pickle.loads(pickle.dumps(analyzer))
    text = "Client refused again."
    assert again.analyze(text).to_dict() == analyzer.analyze(text).to_dict()


def test_order_and_company_do_not_change_a_score(analyzer: cn.Analyzer) -> None:
    texts = ["Client refused again.", "She chose the evening group.", "UDS negative."]
    frame = pd.DataFrame({"text": texts})
    forward = analyzer.analyze_frame(frame)
    backward = analyzer.analyze_frame(frame.iloc[::-1])
    pd.testing.assert_frame_equal(forward, backward.sort_index())


def test_prevalence_moves_scores_but_not_their_order(analyzer: cn.Analyzer) -> None:
    rare = cn.load(prevalence={"detachment": 0.01})
    texts = ["Client refused again.", "UDS negative."]
    usual = [analyzer.analyze(t).scores["detachment"] for t in texts]
    fewer = [rare.analyze(t).scores["detachment"] for t in texts]
    assert all(b < a for a, b in zip(usual, fewer, strict=True))
    assert (usual[0] > usual[1]) == (fewer[0] > fewer[1])


@pytest.mark.parametrize(("code", "share"), [("kindness", 0.1), ("compassion", 0.0)])
def test_a_prevalence_that_makes_no_sense_is_refused(code: str, share: float) -> None:
    with pytest.raises(ValueError, match="prevalence"):
        cn.load(prevalence={code: share}).analyze("x")


class TestSession:
    TURNS = tuple(
        Turn(speaker, text, role)
        for _ in range(3)
        for speaker, text, role in (
            ("Jo", CONTEXT, "client"),
            ("Ann", "That makes sense.", "helper"),
            ("Sam", "Coffee?", "other"),
        )
    )

    def test_only_the_helper_is_scored(self, analyzer: cn.Analyzer) -> None:
        session = analyzer.analyze_session(Transcript("s", self.TURNS))
        assert [bool(t.scores) for t in session.turns] == [False, True, False] * 3

    def test_the_client_turn_is_context(self, analyzer: cn.Analyzer) -> None:
        session = analyzer.analyze_session(Transcript("s", self.TURNS))
        assert session.turns[1].flags.client_move == "distress"

    def test_a_short_session_has_no_score(self, analyzer: cn.Analyzer) -> None:
        summary = analyzer.analyze_session(Transcript("s", self.TURNS)).summary()
        assert summary["note"].str.startswith("too short: 3 helper turns").all()
        assert summary["mean_intensity"].isna().all()

    def test_a_long_session_has_intervals_around_its_means(self, analyzer: cn.Analyzer) -> None:
        summary = analyzer.analyze_session(cn.sample("session")).summary()
        assert (summary["mean_intensity_low"] <= summary["mean_intensity"]).all()
        assert (summary["mean_intensity"] <= summary["mean_intensity_high"]).all()


def test_the_record_has_the_documented_keys(analyzer: cn.Analyzer) -> None:
    record = analyzer.analyze("Client refused again.", id="n1").to_dict()
    assert list(record) == [
        "id", "genre", "speaker", "role", "scores", "intensity", "levels", "cues",
        "evidence", "flags", "error", "model", "lexicon",
    ]  # fmt: skip
    assert set(record["flags"]) == {
        "boundary", "client_move", "context_missing", "uncertain", "self_authority_only",
        "calibrated",
    }  # fmt: skip
    assert {"id", "family", "mindset", "start", "end", "strength", "asserted", "by"} <= set(
        record["cues"][0]
    )
    json.dumps(record)


def test_the_packaged_model_and_lexicon_match(analyzer: cn.Analyzer) -> None:
    assert analyzer.analyze("x").flags.calibrated


@pytest.mark.parametrize(("text", "genre"), [(None, "note"), (3, "note")])
def test_a_text_that_is_none_is_refused(analyzer: cn.Analyzer, text: object, genre: str) -> None:
    with pytest.raises(TypeError, match="expected str"):
        analyzer.analyze(text, genre=genre)


def test_an_unknown_genre_is_refused(analyzer: cn.Analyzer) -> None:
    with pytest.raises(ValueError, match="use one of turn, note"):
        analyzer.analyze("x", genre="poem")
