"""What is too long for every change: the model made anew, long fuzzing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import compassion_nlp as cn
from compassion_nlp.learn import train
from compassion_nlp.mindsets import load_model
from compassion_nlp.resources import resource

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
ANALYZER = cn.load()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_shipped_model_comes_out_of_the_corpus_again(tmp_path: Path) -> None:
    again = train((ROOT / "data" / "corpus").glob("*.jsonl"), tmp_path, name="default")
    shipped = load_model(resource("models") / "default")
    assert again.space.names == shipped.space.names
    frame = cn.sample("notes").rename(columns={"note": "text"})
    ours, theirs = (
        cn.Analyzer(model, ANALYZER.lexicon).analyze_frame(frame)["detachment"]
        for model in (load_model(tmp_path), shipped)
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


WORDS = st.sampled_from(
    ["you", "I", "not", "'", "“", "”", "(", "…", "?", ".", "\n", "\u200b", "addict", "policy",
     "feel", "should", "refused", "—", "-", "👩🏽‍⚕️", "\u202e", "said", "he", "just", "whatever"]
)  # fmt: skip


@settings(deadline=None, max_examples=5000)
@given(st.lists(WORDS | st.text(max_size=8), max_size=60), st.sampled_from(["turn", "note"]))
def test_no_text_breaks_the_analyzer_or_its_offsets(words: list[str], genre: str) -> None:
    text = " ".join(words)
    for cue in ANALYZER.analyze(text, genre=genre, context=text).cues:
        assert text[cue.start : cue.end].strip()


def test_cost_is_linear_in_the_length_of_a_text() -> None:
    import time

    sentence = "I hear how worn out you are and you should just call them. "
    spent = []
    for times in (200, 2000):
        start = time.process_time()
        ANALYZER.analyze(sentence * times, genre="note")
        spent.append(time.process_time() - start)
    assert spent[1] < 25 * spent[0]
