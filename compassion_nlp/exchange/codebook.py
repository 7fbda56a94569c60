"""Turn a lexicon into the codes that coders' tools offer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from compassion_nlp.exchange.markup import child, document
from compassion_nlp.lexicon import CueType, Lexicon, load_lexicon
from compassion_nlp.output import whole_file

_CODEBOOK = "urn:QDA-XML:codebook:1.0"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "compassion_nlp")

# The colours of the report, so that a code looks the same in both.
_COLOURS = {
    "compassion": "#0072b2",
    "self_centeredness": "#b84a00",
    "detachment": "#00795a",
    "indifference": "#7a3e91",
}
_NO_MINDSET = "#57606a"


def write_codebook(path: str | Path, lexicon: Lexicon | str | Path | None = None) -> None:
    """Write a REFI-QDA codebook (``.qdc``): a code per cue below its family.

    ``lexicon`` is a lexicon, or a file whose cues are added to the packaged ones.
    """
    root = ET.Element("CodeBook", {"xmlns": _CODEBOOK, "origin": "compassion_nlp"})
    add_codes(root, load_lexicon(lexicon))
    with whole_file(Path(path)) as file:
        file.write(document(root))


def add_codes(parent: ET.Element, lexicon: Lexicon, others: Iterable[str] = ()) -> None:
    """Add REFI-QDA ``Codes``: the lexicon's cues by family, and any other names."""
    codes = child(parent, "Codes")
    for family in lexicon.families:
        group = child(
            codes,
            "Code",
            guid=guid("family", family.id),
            name=f"{family.code} {family.title}",
            isCodable="false",
        )
        for cue in lexicon.cues:
            if cue.family == family.id:
                code = child(
                    group,
                    "Code",
                    guid=guid("code", cue.id),
                    name=cue.id,
                    isCodable="true",
                    color=colour(cue),
                )
                child(code, "Description", described(cue))
    for name in others:
        child(codes, "Code", guid=guid("code", name), name=name, isCodable="true")


def described(cue: CueType) -> str:
    """Return what a coder needs to know of a cue: definition, source, what is found, what not."""
    lines = [cue.definition, f"Source: {cue.source}"]
    lines += [f"Found: {e.text.replace('⟦', '[').replace('⟧', ']')}" for e in cue.finds]
    lines += [f"Left alone: {e.text}" for e in cue.skips]
    return "\n".join(lines)


def colour(cue: CueType) -> str:
    """Return the colour of the mindset that a cue bears on."""
    return _COLOURS.get(cue.scores[0].mindset, _NO_MINDSET) if cue.scores else _NO_MINDSET


def guid(*names: str) -> str:
    """Return an identifier that is the same for the same names, so that files can be compared."""
    return str(uuid.uuid5(_OURS, "/".join(names)))
