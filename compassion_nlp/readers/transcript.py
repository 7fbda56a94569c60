"""Turn a file into transcripts: turns, roles and notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from compassion_nlp.readers.chat import read_chat
from compassion_nlp.readers.docx import document_lines
from compassion_nlp.readers.encoding import text_of
from compassion_nlp.readers.findings import Findings, numbers
from compassion_nlp.readers.formats import Format, check_content, format_of
from compassion_nlp.readers.plain import read_plain
from compassion_nlp.readers.roles import Cast, cast
from compassion_nlp.readers.sessions import Session, read_sessions
from compassion_nlp.readers.srt import read_srt
from compassion_nlp.readers.utterance import Utterance
from compassion_nlp.readers.vtt import read_vtt
from compassion_nlp.schema import Role, Transcript, Turn


def read_transcript(
    path: str | Path,
    *,
    helper: str | None = None,
    client: str | None = None,
    default_speaker: str | None = None,
    merge: bool = True,
    collapse: bool = True,
    suffix: str | None = None,
    speaker: str | None = None,
    text: str | None = None,
    session: str | None = None,
    utterance: str | None = None,
    time: str | None = None,
    end: str | None = None,
    role: str | None = None,
) -> Transcript:
    r"""Read a file that holds one conversation; see `read_transcripts`.

    >>> from pathlib import Path
    >>> file = Path("week3.txt")
    >>> _ = file.write_text("Counselor: How was the week?\nJo: Long.\n")
    >>> week = read_transcript(file)
    >>> [(turn.role, turn.speaker, turn.text) for turn in week.turns]
    [('helper', 'Counselor', 'How was the week?'), ('client', 'Jo', 'Long.')]
    >>> week.notices
    ("helper taken to be 'Counselor': the name holds a helper's role",)
    >>> file.unlink()
    """
    found = read_transcripts(
        path,
        helper=helper,
        client=client,
        default_speaker=default_speaker,
        merge=merge,
        collapse=collapse,
        suffix=suffix,
        speaker=speaker,
        text=text,
        session=session,
        utterance=utterance,
        time=time,
        end=end,
        role=role,
    )
    if len(found) > 1:
        raise Findings(str(path)).stop(
            f"found {len(found)} sessions; expected one; use read_transcripts"
        )
    return found[0]


def read_transcripts(
    path: str | Path,
    *,
    helper: str | None = None,
    client: str | None = None,
    default_speaker: str | None = None,
    merge: bool = True,
    collapse: bool = True,
    suffix: str | None = None,
    speaker: str | None = None,
    text: str | None = None,
    session: str | None = None,
    utterance: str | None = None,
    time: str | None = None,
    end: str | None = None,
    role: str | None = None,
) -> list[Transcript]:
    """Read every conversation in a file: VTT, SRT, DOCX, CHAT, TXT or a table.

    The suffix tells the format, unless ``suffix`` is given; content that is
    plainly something else is refused. ``helper`` and ``client`` are speakers'
    names in any case; what is not given is told from role words in the names,
    never from what is said, and stands in the notices. ``default_speaker`` speaks
    where the source names nobody. ``merge=False`` leaves every cue, line or row
    a turn of its own; ``collapse=False`` keeps rows that repeat an utterance id.

    The other options name the columns of a table (CSV, TSV, JSON Lines, Parquet):
    ``session`` divides it into conversations, ``time`` and ``end`` are seconds or
    0:00:01. Without them usual names are recognised.

    Raises:
        TranscriptError: Everything wrong with the file at once, each fault with
            its line and without any text of the conversation.
    """
    path = Path(path)
    findings = Findings(str(path))
    columns = {
        "speaker": speaker,
        "text": text,
        "session": session,
        "utterance": utterance,
        "time": time,
        "end": end,
        "role": role,
    }
    known = (helper, client, default_speaker)
    kind = format_of(path, suffix, findings)
    with open_file(path, findings) as stream:
        check_content(stream, kind, findings)
        if kind in ("csv", "tsv", "jsonl", "parquet"):
            sessions = read_sessions(
                stream,
                kind,
                findings,
                columns=columns,
                collapse=collapse,
                default_speaker=default_speaker,
            )
        else:
            spoken = _conversation(stream, kind, findings, known)
            sessions = {"": Session(_attributed(spoken, kind, default_speaker, findings))}
    findings.check()
    transcripts = [
        transcript
        for name, one in sessions.items()
        if (
            transcript := _transcript(name or path.stem, one, findings, helper, client, merge=merge)
        )
    ]
    findings.check()
    if not transcripts:
        raise findings.stop("found no speech; expected at least one turn")
    return transcripts


def open_file(path: Path, findings: Findings) -> BinaryIO:
    """Open a file for its bytes."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise findings.stop("no such file; check the path") from None
    except IsADirectoryError:
        raise findings.stop("found a folder; expected a file; read its files one by one") from None
    except OSError as error:
        raise findings.stop(f"cannot be opened ({error.strerror}); check its permissions") from None


def _conversation(
    stream: BinaryIO, kind: Format, findings: Findings, known: Sequence[str | None]
) -> list[Utterance]:
    """Read a file that is one conversation with the reader of its format."""
    if kind == "docx":
        return read_plain(document_lines(stream, findings), findings, known=known)
    text = text_of(stream, findings)
    match kind:
        case "vtt":
            return read_vtt(text, findings, known=known)
        case "srt":
            return read_srt(text, findings, known=known)
        case "chat":
            return read_chat(text, findings)
        case _:
            lines = list(enumerate(text.split("\n"), start=1))
            return read_plain(lines, findings, known=known)


def _attributed(
    spoken: list[Utterance], kind: Format, default_speaker: str | None, findings: Findings
) -> list[Utterance]:
    """Settle what nobody is named for.

    That is the default speaker's; else the lines before the first speaker of a
    text or document are its title and are left out, and a cue is a fault.
    """
    nameless = [one.row for one in spoken if one.speaker is None]
    if not nameless:
        return spoken
    if default_speaker is not None:
        return [one if one.speaker else replace(one, speaker=default_speaker) for one in spoken]
    if len(nameless) == len(spoken):
        findings.fault(
            "no speaker is named; expected “Name: text” or a voice tag; "
            "export the transcript with its speakers, or pass default_speaker=…"
        )
    elif kind in ("txt", "docx"):
        findings.notice(
            f"left out {len(nameless)} {findings.place}s before the first speaker "
            f"({numbers(nameless)})"
        )
    else:
        for row in nameless:
            findings.fault("the cue names no speaker; pass default_speaker=…", row)
    return [one for one in spoken if one.speaker]


def _transcript(
    name: str,
    session: Session,
    findings: Findings,
    helper: str | None,
    client: str | None,
    *,
    merge: bool,
) -> Transcript | None:
    """Give a session its roles and turns; None with a fault, or where nothing is said."""
    notices = list(findings.notices)
    spoken = _one_spelling([one for one in session.utterances if one.text.strip()], notices)
    if not spoken:
        return None
    if session.repeats:
        notices.append(f"collapsed {session.repeats} rows that repeat an utterance id")
    speakers = tuple(dict.fromkeys(one.speaker or "" for one in spoken))
    stated: dict[str, Role] = {one.speaker or "": one.role for one in spoken if one.role}
    parts = cast(speakers, stated, findings, session=name, helper=helper, client=client)
    if parts is None:
        return None
    turns = tuple(_turns(spoken, parts, merge=merge))
    return Transcript(name, turns, parts.helper, (*notices, *parts.notices))


def _one_spelling(spoken: list[Utterance], notices: list[str]) -> list[Utterance]:
    """Take names that differ in case or spaces ("JO", "Jo") as the first one."""
    first: dict[str, str] = {}
    alike: dict[str, str] = {}
    for name in dict.fromkeys(one.speaker or "" for one in spoken):
        plain = " ".join(name.casefold().split())
        if first.setdefault(plain, name) != name:
            alike[name] = first[plain]
    notices += [f"speaker {name!r} taken to be {one!r}" for name, one in alike.items()]
    return [replace(one, speaker=alike.get(one.speaker or "", one.speaker)) for one in spoken]


def _turns(spoken: Sequence[Utterance], parts: Cast, *, merge: bool) -> Iterator[Turn]:
    """Join what one speaker says in a row, unless told otherwise."""
    group: list[Utterance] = []
    for one in spoken:
        if group and not (merge and one.speaker == group[-1].speaker):
            yield _turn(group, parts)
            group = []
        group.append(one)
    if group:
        yield _turn(group, parts)


def _turn(group: Sequence[Utterance], parts: Cast) -> Turn:
    speaker = group[0].speaker or ""
    ends = [one.end for one in group if one.end is not None]
    return Turn(
        speaker=speaker,
        text=" ".join(one.text.strip() for one in group),
        role=parts.roles[speaker],
        start=next((one.start for one in group if one.start is not None), None),
        end=ends[-1] if ends else None,
        rows=tuple(one.row for one in group),
    )
