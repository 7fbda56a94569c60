"""Turn XML into elements without ever expanding an entity, and elements into XML."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from compassion_nlp.readers.labels import LabelError

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even escaped (XML 1.0, production 2)."""


def parse(content: bytes, source: str) -> ET.Element:
    """Return the root of a document, its names without their namespace.

    Raises LabelError for a document type declaration, the only place where entities
    can be declared (so that none is expanded and nothing outside is fetched), and for
    what is no XML.
    """

    def refuse(*_: Any) -> None:
        raise LabelError(
            f"{source}: declares a document type, which could hide entities; "
            "expected none; export the project again"
        )

    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: builder.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: builder.end(_local(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise LabelError(
            f"{source}, line {error.lineno}: damaged XML ({expat.ErrorString(error.code)})"
        ) from None
    except LookupError:
        raise LabelError(f"{source}: in an encoding nobody knows; expected UTF-8") from None
    root: ET.Element = builder.close()
    return root


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element with text to another; LabelError for characters that XML cannot hold."""
    for value in (text or "", *attributes.values()):
        found = _NOT_XML.search(value)
        if found:
            raise LabelError(
                f"a {tag} would hold the character U+{ord(found[0]):04X} at {found.start()}, "
                "which XML cannot; remove it"
            )
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def document(root: ET.Element, *, declared: bool = True) -> bytes:
    """Return the document of a root element in UTF-8, with or without its XML declaration."""
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=declared)
    # A bare carriage return in text would be read as a newline.
    return content.replace(b"\r", b"&#13;") + b"\n"


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
