"""Turn the names of our sample data into what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from compassion_nlp.readers import read_transcript
from compassion_nlp.resources import resource
from compassion_nlp.schema import Transcript

if TYPE_CHECKING:
    import pandas as pd


@overload
def sample(name: Literal["session"]) -> Transcript: ...
@overload
def sample(name: Literal["notes"]) -> pd.DataFrame: ...
def sample(name: str) -> Transcript | pd.DataFrame:
    """Return sample data written for this project.

    Args:
        name: ``"session"``, a recovery specialist's meeting with a client as a
            transcript, or ``"notes"``, a table of invented progress notes.
    """
    if name == "session":
        return read_transcript(sample_path("session"))
    if name == "notes":
        import pandas as pd  # noqa: PLC0415 - the session needs no pandas

        return pd.read_csv(sample_path("notes"))
    raise ValueError(f"sample({name!r}): no such sample; there are 'session' and 'notes'")


def sample_path(name: Literal["session", "notes"]) -> Path:
    """Return the file of a sample."""
    return resource("samples") / {"session": "session.vtt", "notes": "notes.csv"}[name]
