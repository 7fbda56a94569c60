from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import compassion_nlp as cn
from compassion_nlp.exchange import FORMATS, LabelError, LabelledUnit, Labels, export, load

FILES = [
    "a.jsonl",
    "a.json",
    "a.doccano.jsonl",
    "a.prodigy.jsonl",
    "a.csv",
    "a.qdpx",
]


TOLD = cn.Analysis(
    "No wonder you're worn out.",
    "turn",
    cues=(
        cn.Cue("validation", "legitimising", "compassion", 0, 9, 1),
        cn.Cue("affirmation", "valuing", "compassion", 3, 9, 1, asserted=False, reason="quoted"),
    ),
    scores={"compassion": 0.9},
    levels={"compassion": 1},
    id="t1",
)


@pytest.mark.parametrize("name", FILES)
def test_labels_come_back_as_they_went(labels, tmp_path, name) -> None:
    export(labels, tmp_path / name)
    assert load(tmp_path / name) == labels


@pytest.mark.parametrize("name", FILES)
def test_the_same_labels_make_the_same_file(labels, tmp_path, name) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        export(labels, tmp_path / folder / name)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_an_id_that_occurs_twice_is_refused(plain, tmp_path, name) -> None:
    with pytest.raises(LabelError, match=r"1 ids occur twice \('a1'\)"):
        export(Labels(plain.rows * 2), tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", FILES)
def test_half_a_character_is_refused_by_number_alone(tmp_path, name) -> None:
    broken = Labels((LabelledUnit(id="a", text="zebrafinch \ud83d"),))
    with pytest.raises(LabelError, match="unit 1: holds half a character") as raised:
        export(broken, tmp_path / name)
    assert "zebrafinch" not in str(raised.value)


@pytest.mark.parametrize("name", [name for name in FILES if name != "a.jsonl"])
def test_a_file_without_units_is_refused(tmp_path, name) -> None:
    export(Labels(()), tmp_path / name)
    with pytest.raises(LabelError, match="no labelled units found"):
        load(tmp_path / name, format=_format(name))


def test_content_tells_which_json_lines_these_are(plain, tmp_path) -> None:
    for name in ("labels", "doccano", "prodigy"):
        path = tmp_path / f"{name}.jsonl"
        export(plain, path, format=name)
        assert cn.exchange.format_of(path) == name
        assert load(path) == plain


def test_a_suffix_that_tells_nothing_is_refused(plain, tmp_path) -> None:
    with pytest.raises(LabelError, match=r"a\.txt: suffix tells no format; expected \.json"):
        export(plain, tmp_path / "a.txt")


def test_analysis_cannot_be_written(plain, tmp_path) -> None:
    with pytest.raises(LabelError, match="no labels can be written as analysis; expected labels"):
        export(plain, tmp_path / "a.jsonl", format="analysis")


def test_a_coder_is_asked_for_only_where_files_name_them(plain, tmp_path) -> None:
    export(plain, tmp_path / "a.csv")
    with pytest.raises(LabelError, match="files of csv name no coder"):
        load(tmp_path / "a.csv", coder="1")


def test_every_format_has_a_name() -> None:
    assert set(FORMATS) == {
        "labels",
        "analysis",
        "label-studio",
        "doccano",
        "prodigy",
        "csv",
        "refi-qda",
    }


def test_an_empty_context_is_none(plain, tmp_path) -> None:
    row = plain.rows[0].model_copy(update={"context": "", "group": ""})
    for name in FILES[1:]:
        export(Labels((row,)), tmp_path / name)
        assert load(tmp_path / name) == plain


TEXTS = st.text(
    st.one_of(
        st.sampled_from("a'=+-@\t\r\n\"😢\u0301\u200d\u202e\ufeffשa,;é\x00\x0b"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
NAMES = st.text(st.sampled_from("aé='😢-_ \"<"), min_size=1, max_size=5)


@st.composite
def units(draw) -> Labels:
    rows = []
    for id_ in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        text = draw(TEXTS)
        # No span ends between CR and LF: REFI-QDA refuses those by name.
        ends = [i for i in range(len(text) + 1) if not (i > 0 and text[i - 1 : i + 1] == "\r\n")]
        spans = [
            (name, ends[a], ends[b])
            for name, a, b in draw(
                st.lists(
                    st.tuples(NAMES, *[st.integers(0, len(ends) - 1)] * 2).filter(
                        lambda span: span[1] < span[2]
                    ),
                    max_size=3,
                )
                if len(ends) > 1
                else st.just([])
            )
        ]
        rows.append(
            LabelledUnit(
                id=id_,
                text=text,
                genre=draw(st.sampled_from(["turn", "note"])),
                context=draw(NAMES | st.none()),
                labels=draw(st.dictionaries(NAMES, st.integers(0, 9), max_size=2)),
                cues=tuple(spans),
                group=draw(NAMES | st.none()),
                development=draw(st.booleans()),
            )
        )
    return Labels(tuple(rows))


@pytest.mark.parametrize("name", FILES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(labels=units())
def test_any_labels_come_back_as_they_went(tmp_path, name, labels) -> None:
    export(labels, tmp_path / name)
    assert load(tmp_path / name) == labels


@pytest.mark.parametrize("name", ["a.doccano.jsonl", "a.prodigy.jsonl", "a.csv", "a.qdpx"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(data=st.data())
def test_any_damage_is_read_or_refused_with_one_kind_of_error(tmp_path, plain, name, data) -> None:
    path = tmp_path / name
    export(plain, path)
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        content[place] = byte
    path.write_bytes(content[: data.draw(places) + 1] if data.draw(st.booleans()) else content)
    try:
        load(path, format=_format(name))
    except LabelError as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right
        assert "zebrafinch" not in str(error)  # noqa: PT017


def test_analyses_become_labels_with_asserted_cues_alone(tmp_path) -> None:
    path = analyses(tmp_path, TOLD, replace(TOLD, id="t0", role="client", scores={}, levels={}))
    with pytest.warns(UserWarning, match="1 records carry no scores"):
        found = load(path)
    assert found == Labels(
        (
            LabelledUnit(
                id="t1",
                text=TOLD.text,
                genre="turn",
                labels={"compassion": 1},
                cues=(("validation", 0, 9),),
            ),
        )
    )


@pytest.mark.parametrize(
    ("record", "with_text", "said"),
    [
        (TOLD, False, "line 1: no text; write the records with analyze --with-text"),
        (replace(TOLD, id=None), True, "line 1: no id; give the texts ids"),
    ],
)
def test_an_analysis_that_lacks_something_says_what_to_do(tmp_path, record, with_text, said):
    with pytest.raises(LabelError, match=said):
        load(analyses(tmp_path, record, with_text=with_text))


def analyses(folder, *records: cn.Analysis, with_text: bool = True):
    path = folder / "found.jsonl"
    lines = [json.dumps(each.to_dict(with_text=with_text)) + "\n" for each in records]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _format(name: str):
    return "doccano" if "doccano" in name else "prodigy" if "prodigy" in name else None
