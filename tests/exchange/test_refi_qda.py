from __future__ import annotations

import zipfile
from xml.etree import ElementTree as ET

import pytest

from compassion_nlp.exchange import (
    LabelError,
    LabelledUnit,
    Labels,
    read_refi_qda,
    write_codebook,
    write_refi_qda,
)
from compassion_nlp.exchange import archive as archives
from compassion_nlp.lexicon import packaged_lexicon

from .conftest import CANARY, CRLF, EMOJI, where

NS = {"q": "urn:QDA-XML:project:1.0"}


def parts_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path, parts: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def project(plain, tmp_path):
    """Return the path of a project, and what replaces words in its description."""
    path = tmp_path / "a.qdpx"
    write_refi_qda(plain, path)

    def change(old: str, new: str, *, all_: bool = False):
        parts = parts_of(path)
        content = parts["project.qde"].decode()
        assert old in content
        parts["project.qde"] = content.replace(old, new, -1 if all_ else 1).encode()
        return rewrite(path, parts)

    return path, change


def test_positions_count_code_points_of_a_source_with_newlines_alone(labels, tmp_path) -> None:
    path = tmp_path / "a.qdpx"
    write_refi_qda(labels, path)
    parts = parts_of(path)
    root = ET.fromstring(parts["project.qde"])
    codes = {code.get("guid"): code.get("name") for code in root.iterfind(".//q:Code", NS)}
    marked = []
    for source in root.iterfind("q:Sources/q:TextSource", NS):
        name = source.get("plainTextPath").removeprefix("internal://")
        text = parts[f"Sources/{name}"].decode()
        assert "\r" not in text
        for selection in source.iterfind("q:PlainTextSelection", NS):
            code = codes[selection.find("q:Coding/q:CodeRef", NS).get("targetGUID")]
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            marked.append((source.get("name"), code, text[start:end]))
    assert ("s1:2", "validation", "No wonder 😢") in marked
    assert ("s1:2", "rationale", "worn out") in marked
    assert ("3", "charting", "\nRefused lunch.") in marked
    assert len(marked) == sum(map(len, labels.spans))


def test_elements_stand_in_the_order_of_the_schema(labels, tmp_path) -> None:
    write_refi_qda(labels, tmp_path / "a.qdpx")
    root = ET.fromstring(parts_of(tmp_path / "a.qdpx")["project.qde"])
    assert [e.tag.partition("}")[2] for e in root] == ["Users", "CodeBook", "Variables", "Sources"]
    order = ["Description", "PlainTextSelection", "VariableValue"]
    for source in root.iterfind("q:Sources/q:TextSource", NS):
        tags = [e.tag.partition("}")[2] for e in source]
        assert tags == sorted(tags, key=order.index)
    guids = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(guids) == len(set(guids))


def test_a_code_that_the_lexicon_lacks_is_added_to_the_codebook(labels, tmp_path) -> None:
    write_refi_qda(labels, tmp_path / "a.qdpx")
    root = ET.fromstring(parts_of(tmp_path / "a.qdpx")["project.qde"])
    top = [code.get("name") for code in root.iterfind("q:CodeBook/q:Codes/q:Code", NS)]
    assert "my_own_cue" in top
    assert "validation" not in top


def test_a_codebook_has_a_code_per_cue(tmp_path) -> None:
    write_codebook(tmp_path / "a.qdc")
    root = ET.parse(tmp_path / "a.qdc").getroot()
    ns = {"q": "urn:QDA-XML:codebook:1.0"}
    codes = root.findall("q:Codes/q:Code/q:Code", ns)
    lexicon = packaged_lexicon()
    assert {code.get("name") for code in codes} == set(lexicon.by_id)
    assert {family.get("isCodable") for family in root.iterfind("q:Codes/q:Code", ns)} == {"false"}
    first = next(code for code in codes if code.get("name") == "validation")
    assert first.findtext("q:Description", None, ns).startswith(lexicon["validation"].definition)


@pytest.mark.parametrize(
    ("origin", "after"), [("ATLAS.ti 23", 1), ("NVivo 14", 2)], ids=["ATLAS.ti", "NVivo"]
)
def test_a_windows_line_end_counts_as_its_tool_counts_it(tmp_path, origin, after) -> None:
    text = "Seen.\r\nThat makes sense"
    start = 5 + after
    rewrite(
        tmp_path / "b.qdpx",
        {
            "project.qde": foreign(
                origin, f'startPosition="{start}" endPosition="{start + 4}"'
            ).encode(),
            "sources/T.txt": b"\xef\xbb\xbf" + text.encode(),
        },
    )
    row = read_refi_qda(tmp_path / "b.qdpx").rows[0]
    assert row.text == "Seen.\nThat makes sense"
    assert [row.text[a:b] for _, a, b in row.cues] == ["That"]
    assert row.labels == {"compassion": 2}
    assert row.genre == "note"


def foreign(origin: str, positions: str) -> str:
    """A project as others write it: braces, capitals, floats, an unknown element."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}">
 <Users><User guid="{{AA}}" name="Ann"/><User guid="BB" name="Bo"/></Users>
 <CodeBook><Codes><Code guid="{{C0}}" name="validation" isCodable="true"/></Codes></CodeBook>
 <Variables>
  <Variable guid="v1" name="level_compassion" typeOfVariable="Float"/>
  <Variable guid="v2" name="group" typeOfVariable="Text"/>
 </Variables>
 <Sources>
  <TextSource guid="s" name="Interview 1" plainTextPath="internal://T.txt" creatingUser="aa">
   <PlainTextSelection guid="x" {positions}>
    <Coding guid="y" creatingUser="aa"><CodeRef targetGUID="c0"/></Coding>
   </PlainTextSelection>
   <PlainTextSelection guid="z" startPosition="0" endPosition="1"><Description>m</Description>
   </PlainTextSelection>
   <VariableValue><VariableRef targetGUID="V1"/><FloatValue>2.0</FloatValue></VariableValue>
   <VariableValue><VariableRef targetGUID="v2"/><TextValue/></VariableValue>
  </TextSource>
 </Sources>
</Project>"""


def test_one_coders_codings_can_be_read_alone(tmp_path) -> None:
    path = rewrite(
        tmp_path / "b.qdpx",
        {
            "project.qde": foreign("X", 'startPosition="0" endPosition="4"').encode(),
            "Sources/T.txt": b"Seen.",
        },
    )
    assert len(read_refi_qda(path, coder="Ann").rows[0].cues) == 1
    assert read_refi_qda(path, coder="Bo").rows[0].cues == ()
    with pytest.raises(LabelError, match="no coder 'Cy'; coders are: Ann, Bo"):
        read_refi_qda(path, coder="Cy")


def test_sources_of_other_kinds_are_left_out(project, plain) -> None:
    path, change = project
    change("</Sources>", '<PDFSource guid="p" name="b.pdf"/></Sources>')
    with pytest.warns(UserWarning, match="1 sources are no plain text; left out"):
        assert read_refi_qda(path) == plain


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("internal://", "absolute:///etc/passwd#", "source 1: its text is not in the project"),
        ("internal://", "internal://../../etc/", "source 1: its text is not in the project"),
        ("internal://", "internal://x", "source 1: its text is not in the project"),
        ('endPosition="20"', 'endPosition="900"', "source 1: position 900 is none between"),
        (
            'startPosition="11"',
            'startPosition="-1"',
            "source 1: startPosition: expected a whole number",
        ),
        (
            '<CodeRef targetGUID="',
            '<CodeRef targetGUID="f',
            "source 1: coding .* code that the cod",
        ),
        ("<IntegerValue>1", "<IntegerValue>1.5", "variable level_compassion: expected a whole"),
        ("</Project>", "</Projekt>", r"project\.qde, line \d+: damaged XML"),
    ],
)
def test_faults_name_the_source(project, old, new, said) -> None:
    path, change = project
    change(old, new)
    with pytest.raises(LabelError, match=said) as raised:
        read_refi_qda(path)
    assert str(raised.value).startswith(str(path))
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_any_entity_is_expanded(project, encoding) -> None:
    path, _ = project
    parts = parts_of(path)
    body = parts["project.qde"].decode().partition("?>")[2].replace('name="a1"', 'name="&a;"')
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE P [<!ENTITY a "{"b" * 9}">]>'
    rewrite(path, parts | {"project.qde": (bomb + body).encode(encoding)})
    with pytest.raises(LabelError, match="declares a document type, which could hide entities"):
        read_refi_qda(path)


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(project, monkeypatch) -> None:
    path, _ = project
    monkeypatch.setattr(
        zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked before it was weighed")
    )
    for limit, most in (("_MOST_BYTES", 100), ("_MOST_PARTS", 1)):
        with monkeypatch.context() as lowered:
            lowered.setattr(archives, limit, most)
            with pytest.raises(LabelError, match="would unpack to more than a project can need"):
                read_refi_qda(path)


def test_a_part_that_shrank_beyond_belief_is_refused(project) -> None:
    path, _ = project
    rewrite(path, parts_of(path) | {"Sources/b.txt": bytes(3 * 1024 * 1024)})
    with pytest.raises(LabelError, match="would unpack to more than a project can need"):
        read_refi_qda(path)


def test_what_is_no_archive_or_no_project_is_refused(tmp_path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(LabelError, match="a damaged or encrypted zip archive"):
        read_refi_qda(tmp_path / "a.qdpx")
    rewrite(tmp_path / "b.qdpx", {"x.txt": b""})
    with pytest.raises(LabelError, match=r"b\.qdpx: 0 \.qde files; expected a project with one"):
        read_refi_qda(tmp_path / "b.qdpx")


def test_a_changed_text_is_refused_where_its_line_ends_no_longer_fit(tmp_path) -> None:
    path = tmp_path / "a.qdpx"
    write_refi_qda(Labels((LabelledUnit(id="a", text=CRLF),)), path)
    parts = parts_of(path)
    name = next(name for name in parts if name.startswith("Sources"))
    rewrite(path, parts | {name: b"one line"})
    with pytest.raises(LabelError, match="source 1: line_ends has 4 letters, but the text 0 line"):
        read_refi_qda(path)


def test_a_span_inside_a_line_end_is_refused_by_unit(tmp_path) -> None:
    inside = Labels((LabelledUnit(id="a", text="a\r\nb", cues=(("x", 0, 2),)),))
    with pytest.raises(LabelError, match="unit 'a': position 2 is none between two characters"):
        write_refi_qda(inside, tmp_path / "a.qdpx")


def test_a_character_that_xml_cannot_hold_is_refused_by_unit(tmp_path) -> None:
    unit = LabelledUnit(id="a", text="b\x0b", context=f"{CANARY}\x0b")
    with pytest.raises(LabelError, match=r"unit 'a': a Description would hold .* U\+000B") as told:
        write_refi_qda(Labels((unit,)), tmp_path / "a.qdpx")
    assert CANARY not in str(told.value)
    fits = Labels((unit.model_copy(update={"context": None}),))
    write_refi_qda(fits, tmp_path / "a.qdpx")
    assert read_refi_qda(tmp_path / "a.qdpx") == fits


def test_emoji_before_a_span_do_not_move_it(tmp_path) -> None:
    span = where(EMOJI, "worn out")
    labels = Labels((LabelledUnit(id="a", text=EMOJI, cues=(("x", *span),)),))
    write_refi_qda(labels, tmp_path / "a.qdpx")
    assert f'startPosition="{span[0]}"'.encode() in parts_of(tmp_path / "a.qdpx")["project.qde"]


def test_an_unusual_packing_is_refused(project) -> None:
    path, _ = project
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("Sources/b.txt", b"b")
    with pytest.raises(LabelError, match="a damaged or encrypted zip archive"):
        read_refi_qda(path)
