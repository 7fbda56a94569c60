"""The component in spaCy pipelines of all kinds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from compassion_nlp.annotate import ASSERTED, SET_ASIDE, CompassionCues
from compassion_nlp.lexicon import packaged_lexicon

NOTE = "Known drug seeker. She said 'I am just a junkie' and refused meds."
TURN = "You should try the patch. It makes sense you'd be tired."

Found = list[tuple[str, str, int, Any, Any, Any, Any]]


def pipeline(**config: Any) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("compassion_cues", config=config)
    return nlp


def found(doc: Doc, key: str = ASSERTED) -> Found:
    """Return a span group as plain values: label, text and the parallel attributes."""
    group = doc.spans[key]
    names = ("strength", "mindset", "facet", "by", "reason")
    columns = [group.attrs[name] for name in names]
    return [
        (span.label_, span.text, *values) for span, *values in zip(group, *columns, strict=True)
    ]


def everything(doc: Doc) -> tuple[Found, Found, dict[str, Any]]:
    return found(doc), found(doc, SET_ASIDE), doc.user_data["compassion"]


def labels(doc: Doc) -> list[str]:
    return [span.label_ for span in doc.spans[ASSERTED]]


def run(script: str, tmp_path: Path) -> str:
    """Run a script in a fresh interpreter, warnings as errors; return what it prints."""
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_entry_point_works_without_importing_the_package(tmp_path: Path) -> None:
    script = f"""
import spacy
nlp = spacy.blank("en")
nlp.add_pipe("compassion_cues")
doc = nlp({NOTE!r})
print([span.label_ for span in doc.spans["compassion"]])
"""
    assert run(script, tmp_path) == str(labels(pipeline()(NOTE)))


def test_processes_that_are_spawned_find_the_same(tmp_path: Path) -> None:
    script = f"""
import multiprocessing
import spacy
from spacy.tokens import Doc

def main():
    multiprocessing.set_start_method("spawn")
    nlp = spacy.blank("en")
    nlp.add_pipe("compassion_cues", config={{"genre": "note"}})
    for doc in nlp.pipe([{NOTE!r}] * 4, n_process=2, batch_size=2):
        print([(s.label_, s.text) for s in doc.spans["compassion"]], doc.user_data["compassion"])

if __name__ == "__main__":
    main()
"""
    doc = pipeline()(NOTE)
    line = f"{[(s.label_, s.text) for s in doc.spans[ASSERTED]]} {doc.user_data['compassion']}"
    assert run(script, tmp_path).splitlines() == [line] * 4


def test_two_components_with_different_lexicons_do_not_meet() -> None:
    full, reduced = pipeline(), pipeline(off=["stigmatizing_label"])
    before = everything(full(NOTE))
    assert "stigmatizing_label" in labels(full(NOTE))
    assert "stigmatizing_label" not in labels(reduced(NOTE))
    assert everything(full(NOTE)) == before


def test_added_twice_the_last_one_decides() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("compassion_cues", name="as_note", config={"genre": "note"})
    nlp.add_pipe("compassion_cues", name="as_turn", config={"genre": "turn"})
    assert nlp.pipe_names == ["as_note", "as_turn"]
    assert everything(nlp(TURN)) == everything(pipeline(genre="turn")(TURN))


def test_an_unknown_genre_is_refused() -> None:
    with pytest.raises(ValueError, match="genre: found 'memo'; use one of turn, note"):
        pipeline(genre="memo")


def test_bytes_and_disk_give_the_same_component_back(tmp_path: Path) -> None:
    nlp = pipeline(genre="turn", off=["open_question"])
    component = nlp.get_pipe("compassion_cues")
    data = component.to_bytes()
    again = CompassionCues(spacy.blank("en"), lexicon=packaged_lexicon()).from_bytes(data)
    assert again.lexicon == component.lexicon
    assert again.genre == "turn"
    assert again.to_bytes() == data
    component.to_disk(tmp_path / "cues")
    from_disk = CompassionCues(spacy.blank("en"), lexicon=packaged_lexicon())
    assert from_disk.from_disk(tmp_path / "cues").to_bytes() == data


def test_a_saved_pipeline_finds_the_same(tmp_path: Path) -> None:
    nlp = pipeline(genre="turn", off=["open_question"])
    nlp.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert everything(loaded(TURN)) == everything(nlp(TURN))
    other = pipeline().from_bytes(nlp.to_bytes())
    assert everything(other(TURN)) == everything(nlp(TURN))


def test_a_doc_bin_keeps_spans_and_findings() -> None:
    nlp = pipeline()
    doc = nlp(NOTE)
    packed = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(packed).get_docs(nlp.vocab)
    assert everything(back) == everything(doc)
    assert found(back) != []
    assert found(back, SET_ASIDE) != []


def test_other_components_and_their_extensions_are_left_alone() -> None:
    @Language.component("test_fake_parser")
    def fake_parser(doc: Doc) -> Doc:
        for token in doc:
            token.head, token.dep_, token.pos_ = doc[token.i - 1 if token.i else 0], "dep", "NOUN"
        doc.ents = [Span(doc, 0, 1, label="X")]
        return doc

    Doc.set_extension("test_mark", default=None, force=True)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("compassion_cues")
    nlp.add_pipe("test_fake_parser", first=True)
    doc = nlp.make_doc(NOTE)
    doc._.test_mark = "mine"
    doc.user_data["other"] = 1
    doc = nlp(doc)
    assert found(doc) == found(pipeline()(NOTE))
    assert (doc._.test_mark, doc.user_data["other"]) == ("mine", 1)
    assert [entity.label_ for entity in doc.ents] == ["X"]
    assert {token.pos_ for token in doc} == {"NOUN"}
    Doc.remove_extension("test_mark")


def test_no_global_extension_is_registered(tmp_path: Path) -> None:
    script = f"""
import spacy
from spacy.tokens import Doc, Span, Token
from spacy.tokens.underscore import Underscore
nlp = spacy.blank("en")
nlp.add_pipe("compassion_cues")
nlp({NOTE!r})
print(Underscore.doc_extensions, Underscore.span_extensions, Underscore.token_extensions)
"""
    assert run(script, tmp_path) == "{} {} {}"


def test_the_first_doc_is_read_like_the_second() -> None:
    """Forms are compiled when a genre first comes up, and only then are their words known."""
    for genre, text in (("note", NOTE), ("turn", TURN)):
        nlp = pipeline(genre=genre)
        first = found(nlp(text))
        assert first == found(nlp(text)) != []


def test_the_same_doc_twice_gives_the_same() -> None:
    nlp = pipeline(genre="turn")
    doc = nlp.make_doc(TURN)
    doc.user_data["compassion"] = {"genre": "turn", "context": "What should I do?"}
    first = everything(nlp(doc))
    assert everything(nlp(doc)) == first
    assert first[2]["client_move"] == "request"
    assert first[2]["context"] == "What should I do?"


def test_what_one_doc_was_given_does_not_leak_into_the_next() -> None:
    given = {"genre": "turn", "context": "What should I do?"}
    nlp = pipeline()
    doc = nlp.make_doc(TURN)
    doc.user_data["compassion"] = given
    nlp(doc)
    assert given == {"genre": "turn", "context": "What should I do?"}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t", "\u200b", "...", "?!", "(", "“”", "🙂"])
@pytest.mark.parametrize("genre", ["note", "turn"])
def test_a_doc_without_words_has_no_cues(text: str, genre: str) -> None:
    doc = pipeline(genre=genre)(text)
    assert found(doc) == found(doc, SET_ASIDE) == []


@pytest.mark.parametrize(
    ("context", "move", "missing"),
    [(None, "none", True), ("", "none", False), ("  ", "none", False), ("Hi.", "logistics", False)],
)
def test_a_turn_without_context_says_so(context: str | None, move: str, *, missing: bool) -> None:
    """Rule K6: no context is not the same as a client who said nothing."""
    nlp = pipeline(genre="turn")
    doc = nlp.make_doc(TURN)
    doc.user_data["compassion"] = {"context": context}
    nlp(doc)
    assert doc.user_data["compassion"]["client_move"] == move
    assert doc.user_data["compassion"]["context_missing"] is missing


def test_a_cue_at_the_very_end_ends_with_the_text() -> None:
    note = "He chose what to say. One line 'needs a breather sometimes.' His words his call"
    nlp = pipeline(genre="note")
    doc = nlp(note)
    assert all(span.end <= len(doc) for key in (ASSERTED, SET_ASIDE) for span in doc.spans[key])
