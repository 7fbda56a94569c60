"""Sessions with cues of the real lexicon and scores made up, so that pages need no model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import compassion_nlp as cn
from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.schema import (
    MINDSETS,
    Analysis,
    Contribution,
    Cue,
    Flags,
    Session,
    Transcript,
    Turn,
    Unit,
)


@cache
def annotator() -> TextAnnotator:
    return TextAnnotator(packaged_lexicon())


def session_of(transcript: Transcript) -> Session:
    units = transcript.units()
    read = iter(annotator().annotate(unit for unit in units if unit.role == "helper"))
    return Session(
        transcript,
        tuple(
            scored(unit, next(read)) if unit.role == "helper" else unscored(unit) for unit in units
        ),
    )


def conversation(words: Iterable[str], *, name: str = "made") -> Session:
    """Return a session of a client and a helper who take turns, the client first."""
    turns = [
        Turn(
            ("Jo", "Ann (counselor)")[i % 2],
            text,
            ("client", "helper")[i % 2],
            8.0 * i,
            8.0 * (i + 1),
        )
        for i, text in enumerate(words)
    ]
    return session_of(Transcript(name, tuple(turns), "Ann (counselor)"))


def sample() -> Session:
    """Return the sample session, with a cue in it that a model found."""
    session = session_of(cn.sample("session"))
    turns = list(session.turns)
    place = next(i for i, turn in enumerate(turns) if turn.role == "helper")
    heard = Cue("warmth_concern", "care", "compassion", 0, len(turns[place].text), 1, by="model")
    turns[place] = replace(turns[place], cues=(heard, *turns[place].cues))
    return replace(session, turns=tuple(turns))


def analysis_of(text: str, genre: str = "note", context: str | None = None) -> Analysis:
    unit = Unit(text, genre, context)
    return scored(unit, annotator().annotate([unit])[0])


def unscored(unit: Unit) -> Analysis:
    return Analysis(unit.text, unit.genre, id=unit.id, speaker=unit.speaker, role=unit.role)


def scored(unit: Unit, found) -> Analysis:
    strength = {
        code: max((c.strength for c in found.cues if c.asserted and c.mindset == code), default=0)
        for code in MINDSETS
    }
    parts = (
        Contribution("words." + unit.text.split()[0].lower() if unit.text else "words", 1, 0.4),
        Contribution("intercept", 1, -1.5),
        Contribution("cue.open_question", 1, 1.2),
    )
    return Analysis(
        text=unit.text,
        genre=unit.genre,
        cues=found.cues,
        scores={code: (0.06, 0.62, 0.94)[n] for code, n in strength.items()},
        intensity={code: (0.1, 0.8, 1.7)[n] for code, n in strength.items()},
        levels=strength,
        contributions=dict.fromkeys(MINDSETS, parts),
        flags=Flags(
            client_move=found.client_move, context_missing=found.context_missing, uncertain=True
        ),
        id=unit.id,
        speaker=unit.speaker,
        role=unit.role,
        model="made@000000000000",
        lexicon=packaged_lexicon().hash,
    )
