"""Decide who of the speakers is the helper and who the client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from compassion_nlp.readers.findings import Findings
from compassion_nlp.readers.reading import reading
from compassion_nlp.schema import Role

_WORD = re.compile(r"[^\W\d_]+")


_ROLES: dict[str, Role] = {"helper": "helper", "client": "client", "other": "other"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The role of every speaker; ``notices`` say what was guessed and why."""

    helper: str
    roles: Mapping[str, Role]
    notices: tuple[str, ...] = ()


def stated_role(value: str) -> Role | None:
    """Return the role that a column states, in our words or by a title."""
    return _ROLES.get(value.strip().casefold()) or role_named(value)


@lru_cache(maxsize=1024)
def role_named(name: str) -> Role | None:
    """Return the role that a name or title states ("Peer counselor"), if any."""
    words = reading().speakers
    for word in reversed(_WORD.findall(name.casefold())):
        if word in words.helper:
            return "helper"
        if word in words.client:
            return "client"
    return None


def cast(
    speakers: Sequence[str],
    stated: Mapping[str, Role],
    findings: Findings,
    *,
    session: str,
    helper: str | None = None,
    client: str | None = None,
) -> Cast | None:
    """Give every speaker a role, from what the user and the source say, else by name.

    None when the helper cannot be told; the fault is then in ``findings``.
    """
    seen = ", ".join(speakers)
    if client is not None and _same(client, speakers) is None:
        findings.fault(f"session {session}: client={client!r} is not among the speakers: {seen}")
        return None
    notices: list[str] = []
    if helper is not None:
        chosen = _same(helper, speakers)
        if chosen is None:
            findings.fault(
                f"session {session}: helper={helper!r} is not among the speakers: {seen}"
            )
            return None
    else:
        rest = [name for name in speakers if client is None or name != _same(client, speakers)]
        chosen, reason = _guess(rest, speakers, stated)
        if chosen is None:
            findings.fault(
                f"session {session}: cannot tell who the helper is ({reason}); "
                f"name one of the speakers with helper=…: {seen}"
            )
            return None
        notices.append(f"helper taken to be {chosen!r}: {reason}")
    roles = _others(chosen, speakers, stated, _same(client, speakers) if client else None, notices)
    return Cast(chosen, roles, tuple(notices))


def _same(wanted: str, speakers: Sequence[str]) -> str | None:
    """Return the speaker of that name, whatever the case."""
    plain = wanted.strip().casefold()
    return next((name for name in speakers if name.casefold() == plain), None)


def _guess(
    rest: Sequence[str], speakers: Sequence[str], stated: Mapping[str, Role]
) -> tuple[str | None, str]:
    """Return the helper, if the names tell one, with the reason."""
    said = [name for name in rest if stated.get(name) == "helper"]
    if said:
        return said[0], "the file states the role"
    named = [name for name in rest if name not in stated and role_named(name) == "helper"]
    if len(named) == 1:
        return named[0], "the name holds a helper's role"
    if named:
        return None, "several names hold a helper's role"
    others = [name for name in rest if _role(name, stated) != "client"]
    if len(speakers) == 2 and len(others) == 1:  # noqa: PLR2004 - a conversation of two
        return others[0], "the other speaker is the client"
    return None, "no name holds a helper's role"


def _role(name: str, stated: Mapping[str, Role]) -> Role | None:
    return stated.get(name) or role_named(name)


def _others(
    helper: str,
    speakers: Sequence[str],
    stated: Mapping[str, Role],
    client: str | None,
    notices: list[str],
) -> dict[str, Role]:
    """Give roles to everybody beside the helper."""
    roles: dict[str, Role] = {name: stated.get(name, "other") for name in speakers}
    roles[helper] = "helper"
    rest = [name for name in speakers if name != helper and name not in stated]
    if client is not None:
        roles[client] = "client"
    elif len(speakers) == 2:  # noqa: PLR2004 - a conversation of two
        roles.update(dict.fromkeys(rest, "client"))
    elif rest and "client" not in stated.values():
        named = [name for name in rest if role_named(name) == "client"]
        unnamed = [name for name in rest if role_named(name) is None]
        roles.update(dict.fromkeys(named or unnamed, "client"))
        if unnamed and not named:
            notices.append(
                f"no speaker is named as the client: taken to be {', '.join(unnamed)}; "
                "pass client=… to choose one"
            )
    return roles
