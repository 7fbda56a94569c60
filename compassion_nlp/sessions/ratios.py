"""Turn the analyses of a session, or of a note's sentences, into ratios of counts per unit.

Every measure is a sum over a sum, so that one set of resampled units serves all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from compassion_nlp.bootstrap import Floats
from compassion_nlp.schema import OPPORTUNITIES, Analysis
from compassion_nlp.sessions.miti import miti

WITHOUT_AUTHORITY = "self_centeredness_without_authority"
"""Self-centeredness where it does not rest on S-b alone: verdict, advice, orders (codebook A.3)."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Kind = Literal["0-2", "share", "share of words", "ratio", "per 100", "words"]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measure of a session: the total of ``above`` over that of ``below``.

    ``code`` is the mindset or cue measured, if any. Both arrays have an entry per
    unit. ``kind`` is what a value is in; ``per 100`` means times 100.
    """

    measure: str
    code: str
    kind: Kind
    above: Floats
    below: Floats


@dataclass(frozen=True, slots=True)
class Exchange:
    """A helper's turn, with the client's words since the helper's last one."""

    turn: Analysis
    client_words: int


def word_count(text: str) -> int:
    """Return the number of words; a contraction is one."""
    return sum(1 for _ in _WORD.finditer(text))


def exchanges(turns: Sequence[Analysis]) -> list[Exchange]:
    """Return the helper's turns in order; words after the last belong to the last."""
    found: list[Exchange] = []
    said = 0
    for turn in turns:
        if turn.error is not None:
            continue
        if turn.role == "helper":
            found.append(Exchange(turn, said))
            said = 0
        elif turn.role == "client":
            said += word_count(turn.text)
    if found and said:
        found[-1] = Exchange(found[-1].turn, found[-1].client_words + said)
    return found


def turn_ratios(turns: Sequence[Exchange], cues: Sequence[str]) -> list[Ratio]:
    """Return all measures of a conversation, an entry per helper turn."""
    spoken = [exchange.turn for exchange in turns]
    return [
        *_mindsets(spoken),
        *_responses(spoken),
        *_interviewing(spoken),
        *_talk(turns),
        *_cues(spoken, cues),
    ]


def note_ratios(sentences: Sequence[Analysis], cues: Sequence[str]) -> list[Ratio]:
    """Return the measures that a note has, an entry per sentence."""
    return [*_mindsets(sentences), *_cues(sentences, cues)]


def _mindsets(units: Sequence[Analysis]) -> Iterator[Ratio]:
    codes = tuple(units[0].scores) if units else ()
    one = np.ones(len(units))
    for code in codes:
        intensity = _array(unit.intensity[code] for unit in units)
        level = _array(unit.levels[code] for unit in units)
        yield from _levels(code, intensity, level, one)
        if code == "self_centeredness":
            rest = _array(not unit.flags.self_authority_only for unit in units)
            yield from _levels(WITHOUT_AUTHORITY, intensity * rest, level * rest, one)


def _levels(code: str, intensity: Floats, level: Floats, one: Floats) -> Iterator[Ratio]:
    yield Ratio("mean_intensity", code, "0-2", intensity, one)
    yield Ratio("share_present", code, "share", (level >= 1).astype(float), one)
    yield Ratio("share_strong", code, "share", (level >= 2).astype(float), one)  # noqa: PLR2004


def _responses(turns: Sequence[Analysis]) -> Iterator[Ratio]:
    """Yield how opportunities (codebook A.2, the set O) were met."""
    chance = _array(turn.flags.client_move in OPPORTUNITIES for turn in turns)
    codes = turns[0].levels.keys() if turns else ()
    for name, met_by in (
        ("response_compassion", ("compassion",)),
        ("response_distance", ("detachment", "indifference")),
    ):
        if set(met_by) <= set(codes):
            met = _array(any(turn.levels[code] for code in met_by) for turn in turns)
            yield Ratio(name, "", "share", met * chance, chance)


def _interviewing(turns: Sequence[Analysis]) -> Iterator[Ratio]:
    has = {
        code: _array(any(c.asserted and c.id in cues for c in turn.cues) for turn in turns)
        for code, cues in miti().codes.items()
    }
    complex_ = has["complex_reflection"]
    reflections = np.maximum(complex_, has["simple_reflection"])
    questions = np.maximum(has["open_question"], has["closed_question"])
    behaviour = has["consistent"] + has["inconsistent"]
    yield Ratio("reflections_to_questions", "", "ratio", reflections, questions)
    yield Ratio("open_question_share", "", "share", has["open_question"], questions)
    yield Ratio("complex_reflection_share", "", "share", complex_, reflections)
    yield Ratio("mi_consistent_share", "", "share", has["consistent"], behaviour)


def _talk(turns: Sequence[Exchange]) -> Iterator[Ratio]:
    helper = _array(word_count(exchange.turn.text) for exchange in turns)
    client = _array(exchange.client_words for exchange in turns)
    # Without a word of a client, as in a table of helper turns, nobody's share is known.
    both = (helper + client) * client.any()
    yield Ratio("talk_share", "", "share of words", helper, both)
    yield Ratio("words_per_turn", "", "words", helper, np.ones(len(turns)))


def _cues(units: Sequence[Analysis], cues: Sequence[str]) -> Iterator[Ratio]:
    counts = np.zeros((len(units), len(cues)))
    place = {cue: number for number, cue in enumerate(cues)}
    for row, unit in enumerate(units):
        for cue in unit.cues:
            if cue.asserted and cue.id in place:
                counts[row, place[cue.id]] += 1
    one = np.ones(len(units))
    for name, number in place.items():
        yield Ratio("cue_rate", name, "per 100", counts[:, number], one)


def _array(numbers: Iterable[float]) -> Floats:
    return np.array([float(number) for number in numbers])
