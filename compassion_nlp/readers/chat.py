"""Turn CHAT transcripts (.cha) into utterances."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.roles import role_named
from compassion_nlp.readers.utterance import Utterance
from compassion_nlp.schema import Role

_TIMES = re.compile(r"\x15(\d+)_(\d+)\x15")
_BULLET = re.compile(r"\x15[^\x15]*\x15")
_MAIN = re.compile(r"\*([^\s:]+):[ \t]*(.*)", re.DOTALL)

# The codes of the CHAT manual that stand for no word, or around words, each with
# what is left of it. Words retraced or replaced stay as they were said.
_CODES = tuple(
    (re.compile(pattern), left)
    for pattern, left in (
        (r"\[[^\[\]]*\]", " "),  # [/] [//] [: word] [=! laughs] [+ code]
        (r"\(\d*\.+\d*\)", " "),  # pauses (.) (..) (2.5)
        (r"&[=+]\S+", " "),  # events (&=laughs), pieces of words (&+wo)
        (r"&[-~]?(?=\w)", ""),  # fillers: &-uh
        (r"\+[\w\"/.,<^+!?]*", " "),  # terminators and links: +... +/. +" +<
        (r"\b(?:xxx|yyy|www)\b", " "),  # not understood, not transcribed
        (r"[<>‹›⌈⌉⌊⌋„‡↑↓]", " "),  # groups, overlaps, tone
        (r"(?<=\w)@\w+(?::\w+)?", ""),  # special forms: gumma@c
        (r"\((\w+)\)", r"\1"),  # left-out sounds: (be)cause
    )
)
_SPACE_BEFORE = re.compile(r"\s+([.!?,;:])")
_UNDERSCORE = re.compile(r"(?<=\w)_(?=\w)")


def read_chat(text: str, findings: Findings) -> list[Utterance]:
    """Read the main tiers; dependent tiers (%) and headers (@) hold no speech."""
    spoken: list[Utterance] = []
    roles: dict[str, Role] = {}
    tiers = list(_tiers(text))
    if not any(line.startswith("@Begin") for _, line in tiers):
        findings.fault("no @Begin header; expected a CHAT transcript; export it again")
    if not any(line.startswith("@End") for _, line in tiers):
        findings.notice("no @End header: the transcript may be cut short")
    for number, line in tiers:
        if line.startswith("@Participants:"):
            roles = _participants(line)
        elif line.startswith("*"):
            found = _MAIN.match(line)
            if not found:
                findings.fault("found a main tier without a colon; expected *CODE: text", number)
                continue
            code, said = found[1], found[2]
            times = _TIMES.search(said)
            start, end = (int(times[1]) / 1000, int(times[2]) / 1000) if times else (None, None)
            spoken.append(Utterance(_words(said), code, number, start, end, roles.get(code)))
        elif not line.startswith(("@", "%")) and line.strip():
            findings.fault("found a line that opens with none of @ * % or a tab", number)
    return spoken


def _tiers(text: str) -> Iterator[tuple[int, str]]:
    """Join each line with the continuation lines that open with a tab."""
    first, tier = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("\t", " ")) and tier:
            tier += " " + line.strip()
            continue
        if tier:
            yield first, tier
        first, tier = number, line
    if tier:
        yield first, tier


def _participants(line: str) -> dict[str, Role]:
    """Read "INV Ana Investigator, PAR Participant"."""
    roles: dict[str, Role] = {}
    for entry in line.partition(":")[2].split(","):
        code, *title = entry.split()[:3] or [""]
        role = role_named(" ".join(title))
        if code and role:
            roles[code] = role
    return roles


def _words(said: str) -> str:
    bare = _BULLET.sub(" ", said)
    for pattern, left in _CODES:
        bare = pattern.sub(left, bare)
    words = " ".join(_UNDERSCORE.sub(" ", bare).split())
    return _SPACE_BEFORE.sub(r"\1", words)
