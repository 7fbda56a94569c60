"""Sentences say families of cues; what no form found becomes a cue."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compassion_nlp.analysis import Analyzer
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.mindsets.classifier import MindsetClassifier
from compassion_nlp.mindsets.cue_layer import Families, clearest, thresholds

LEXICON = packaged_lexicon()


def test_a_family_is_said_when_any_of_its_cues_is() -> None:
    families = Families(("validation", "normalizing", "own_code"), LEXICON)
    assert families.names == ("legitimising", "own_code")
    said = families.probabilities(np.array([[0.5, 0.5, 0.2]]))
    np.testing.assert_allclose(said, [[0.75, 0.2]])


def test_a_text_says_what_its_clearest_sentence_says() -> None:
    said = np.array([[0.1, 0.9], [0.4, 0.2], [0.3, 0.3]])
    np.testing.assert_array_equal(
        clearest(np.array([0, 0, 2]), said, 3), [[0.4, 0.9], [0, 0], [0.3, 0.3]]
    )


def test_what_is_added_must_be_right_in_six_of_ten() -> None:
    said = np.linspace(0, 1, 101)[:, None].repeat(2, axis=1)
    shown = np.stack([said[:, 0] > 0.5, said[:, 0] > 0.8], axis=1)
    nothing = np.zeros_like(shown)
    lenient = thresholds(said, shown, nothing, np.array([False, False]))
    strict = thresholds(said, shown, nothing, np.array([False, True]))
    assert lenient[0] == lenient[1] == strict[0]
    assert strict[1] > strict[0]
    assert shown[said >= lenient].mean() >= 0.6
    assert shown[said[:, 1] >= strict[1], 1].mean() >= 0.6


def test_without_evidence_nothing_is_added() -> None:
    said, nothing = np.full((50, 1), 0.95), np.zeros((50, 1), bool)
    assert thresholds(said, nothing, nothing, np.array([False]))[0] > 1
    everything = ~nothing  # the forms found it all, so that nothing is left to judge by
    assert thresholds(said, everything, everything, np.array([False]))[0] > 1


@pytest.fixture(scope="module")
def fitted() -> MindsetClassifier:
    """A made-up code that the word *zebra* shows, in texts whose spans say so."""
    texts, levels, spans, groups = [], [], [], []
    for i in range(120):
        shows = i % 3 == 0
        filler = ("tall", "green", "old", "wide", "thin")[i % 5]
        middle = "We met a zebra there." if shows else "We met a horse there."
        texts.append(f"The {filler} house stands on hill {i}. {middle} It was {filler} too.")
        start = texts[-1].index(middle)
        levels.append(int(shows))
        spans.append([("warmth_concern", start, start + len(middle))] if shows else [])
        groups.append(f"g{i % 8}")
    table = pd.DataFrame({"text": texts, "genre": "turn"})
    model = MindsetClassifier(folds=3)
    return model.fit(table, pd.DataFrame({"compassion": levels}), groups=groups, spans=spans)


def test_spans_teach_what_single_sentences_say(fitted: MindsetClassifier) -> None:
    assert "says.care" in fitted.model_.space.signs
    assert fitted.said_.shape == (120, 1)
    shown = np.arange(120) % 3 == 0
    assert fitted.said_[shown].min() > fitted.said_[~shown].max()


def test_a_cue_that_no_form_found_is_marked_as_the_models(fitted: MindsetClassifier) -> None:
    analyzer = Analyzer(fitted.model_, LEXICON)
    text = "Today is Monday. We met a zebra there.  Good."
    (cue,) = [c for c in analyzer.analyze(text, genre="turn").cues if c.by == "model"]
    assert (cue.id, cue.mindset, cue.strength) == ("warmth_concern", "compassion", 1)
    assert text[cue.start : cue.end] == "We met a zebra there."
    assert cue.asserted


def test_contributions_still_add_up(fitted: MindsetClassifier) -> None:
    analysis = Analyzer(fitted.model_, LEXICON).analyze("We met a zebra there.", genre="turn")
    parts = analysis.contributions["compassion"]
    assert any(part.feature == "says.care" and part.spans for part in parts)
    assert sum(p.contribution for p in parts) == pytest.approx(analysis.decision["compassion"])


def test_spans_must_be_as_many_as_texts() -> None:
    with pytest.raises(ValueError, match="X has 2 texts and spans 1 rows"):
        MindsetClassifier().fit(["a", "b"], [0, 1], spans=[[]])


def test_spans_that_show_too_little_are_refused() -> None:
    with pytest.raises(ValueError, match="no code has 5 spans or more"):
        MindsetClassifier().fit(["a", "b"], [0, 1], spans=[[("validation", 0, 1)], []])
