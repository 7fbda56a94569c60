"""Word documents that would do harm."""

import zipfile

import pytest

from compassion_nlp.readers import read_transcript
from compassion_nlp.schema import TranscriptError


def replaced(path, part, content):
    """Write a copy of a document with another content of one part."""
    copy = path.with_name("copy.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return copy


def test_document_that_unpacks_to_too_much_is_refused(write_docx):
    path = replaced(write_docx("a.docx", "Nurse: Hi."), "word/document.xml", b" " * 30_000_000)
    with pytest.raises(TranscriptError, match="would unpack to more than a transcript can need"):
        read_transcript(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_with_entities_is_refused(write_docx, encoding):
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    path = replaced(write_docx("a.docx", "x"), "word/document.xml", bomb.encode(encoding))
    with pytest.raises(TranscriptError, match="declares XML entities"):
        read_transcript(path)


def test_damaged_document_is_said(write_docx):
    path = replaced(write_docx("a.docx", "x"), "word/document.xml", b"<w:document")
    with pytest.raises(TranscriptError, match=r"damaged Word document \(XMLSyntaxError\)"):
        read_transcript(path)


def test_cut_document_is_said(write_docx):
    path = write_docx("a.docx", "x")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(TranscriptError, match="looks like a ZIP archive"):
        read_transcript(path)
