from __future__ import annotations

from pathlib import Path

import pytest

import compassion_nlp as cn
from compassion_nlp.lexicon import Lexicon, load_lexicon, packaged_lexicon

FILE = """
[family]
id = "house_words"
code = "F99"
title = "Words of our house"

[[cue]]
id = "tea"
genre = "both"
polarity = "+"
definition = "Offers tea."
source = "ours"
scores = [{ mindset = "compassion", strengths = [1] }]
[[cue.forms]]
name = "offer"
any = ["cup of tea"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_cue_of_ones_own_is_found(tmp_path: Path) -> None:
    analyzer = cn.load(lexicon=write(tmp_path, FILE))
    found = analyzer.analyze("Would you like a cup of tea?", genre="turn")
    assert [(c.start, c.end) for c in found.cues if c.id == "tea"] == [(17, 27)]
    assert found.flags.calibrated is False


def test_a_cue_of_the_same_id_replaces_the_packaged_one(tmp_path: Path) -> None:
    text = FILE.replace('id = "tea"', 'id = "validation"').replace("house_words", "legitimising")
    lexicon = load_lexicon(write(tmp_path, text))
    assert lexicon["validation"].definition == "Offers tea."
    assert len(lexicon.cues) == len(packaged_lexicon().cues)


def test_a_cue_switched_off_is_gone_and_changes_the_hash() -> None:
    lexicon = load_lexicon(off=["validation"])
    assert "validation" not in lexicon.by_id
    assert lexicon.hash != packaged_lexicon().hash


def test_switching_off_an_unknown_cue_lists_the_known() -> None:
    with pytest.raises(
        cn.LexiconError, match=r"cannot switch off validaton: no such cue; .*summary"
    ):
        load_lexicon(off=["validaton"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('genre = "both"', 'genre = "poem"'), r"cue > 0 \(tea\) > genre: found 'poem'; expected"),
        (("strengths = [1]", "strengths = []"), r"strengths: found \[\]; expected"),
        (('source = "ours"', ""), r"cue > 0 \(tea\) > source: found nothing; expected"),
        (('name = "offer"', 'name = "offer"\ncolour = "red"'), "colour: found 'red'; expected"),
        (("[family]", "[family"), "not readable as TOML"),
    ],
)
def test_a_fault_names_file_entry_key_found_and_expected(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = write(tmp_path, FILE.replace(*change))
    with pytest.raises(cn.LexiconError, match=message) as caught:
        load_lexicon(path)
    assert str(path) in str(caught.value)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    broken = FILE.replace('genre = "both"', 'genre = "poem"').replace(
        'polarity = "+"', 'polarity = "x"'
    )
    with pytest.raises(cn.LexiconError, match=r"(?s)genre.*polarity"):
        load_lexicon(write(tmp_path, broken))


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("cup of (tea", r"'\(' is never closed"),
        ("cup) of tea", "with nothing open"),
        ("@nothing tea", "no word list @nothing"),
        ("(tea)?", "could match nothing"),
        ("cup <9-2> tea", "gap <9-2> found"),
    ],
)
def test_a_faulty_form_is_shown_with_what_is_wrong(tmp_path: Path, form: str, message: str) -> None:
    path = write(tmp_path, FILE.replace("cup of tea", form))
    with pytest.raises(cn.LexiconError, match=message):
        cn.load(lexicon=path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(cn.LexiconError, match=r"none\.toml: no such file"):
        load_lexicon(tmp_path / "none.toml")


def test_a_lexicon_survives_its_dictionary() -> None:
    lexicon = packaged_lexicon()
    again = Lexicon.from_dict(lexicon.to_dict())
    assert again == lexicon
    assert again.hash == lexicon.hash


def test_two_analyzers_with_different_lexicons_do_not_meet(tmp_path: Path) -> None:
    mine, packaged = cn.load(lexicon=write(tmp_path, FILE)), cn.load()
    text = "Cup of tea?"
    assert [c.id for c in mine.analyze(text).cues if c.id == "tea"] == ["tea"]
    assert [c.id for c in packaged.analyze(text).cues if c.id == "tea"] == []
