"""Turn the sentences of a text into what they say, and into cues that no form found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from compassion_nlp.features import UnitFacts
from compassion_nlp.features.matrix import Floats, Ints
from compassion_nlp.lexicon import CueType, Lexicon
from compassion_nlp.mindsets.model import MindsetModel, logistic
from compassion_nlp.schema import OPPORTUNITIES, Cue

Booleans = npt.NDArray[np.bool_]

_FLOOR = 0.01  # probabilities far below it are all the same
_UNIT = 0.5  # brings log-odds to the size of the other features


class CueLayer:
    """A linear model of sentences with one binary code per cue.

    A sentence says a family of cues when it says any cue of it (noisy or), a text
    what its clearest sentence says. A code that is no cue of the lexicon, such as
    a rationale of labels of your own, is a family of its own.
    """

    def __init__(self, model: MindsetModel, lexicon: Lexicon) -> None:
        self.model = model
        self.families = Families(model.codes, lexicon)
        self._threshold = np.array(
            [model.thresholds[members[0], 0] for members in self.families.members]
        )
        self._cues = [lexicon.by_id.get(code) for code in model.codes]

    def probabilities(self, sentences: Sequence[UnitFacts]) -> Floats:
        """Return the probability of each code in each sentence, shape (n, n_codes)."""
        return logistic(self.model.decisions(self.model.space.rows(sentences)))

    def read(
        self, units: Sequence[UnitFacts], sentences: Sequence[Sequence[UnitFacts]]
    ) -> tuple[list[UnitFacts], list[list[Cue]]]:
        """Return the units with what their sentences say, and each unit's further cues.

        There is a cue for each family that a sentence says and no form found in it.
        """
        flat = [one for of_unit in sentences for one in of_unit]
        owner = np.repeat(np.arange(len(units)), [len(of_unit) for of_unit in sentences])
        of_codes = self.probabilities(flat)
        said = self.families.probabilities(of_codes)
        cues: list[list[Cue]] = [[] for _ in units]
        for place, family in np.argwhere(said >= self._threshold).tolist():
            best = max(self.families.members[family], key=of_codes[place].__getitem__)
            cue, sentence = self._cues[best], flat[place]
            known = {found.family for found in sentence.facts.cues}
            if cue is not None and cue.family not in known and _may_be_said(cue, sentence):
                cues[owner[place]].append(_as_cue(cue, sentence))
        best_of = clearest(owner, said, len(units))
        return self._placed(with_says(units, self.families.names, best_of), flat, owner, said), cues

    def _placed(
        self, units: Sequence[UnitFacts], flat: Sequence[UnitFacts], owner: Ints, said: Floats
    ) -> list[UnitFacts]:
        """Tell in which sentence each unit says each family most clearly."""
        first = np.searchsorted(owner, np.arange(len(units) + 1))
        spans = [(one.start, one.end) for one in flat]
        placed = []
        for unit, begin, end in zip(units, first[:-1].tolist(), first[1:].tolist(), strict=True):
            where = said[begin:end].argmax(axis=0).tolist() if end > begin + 1 else None
            said_in = (
                [spans[begin + at] for at in where] if where else spans[begin:end] * said.shape[1]
            )
            placed.append(replace(unit, facts=replace(unit.facts, said_in=said_in)))
        return placed


class Families:
    """Which codes of a cue layer say the same family."""

    def __init__(self, codes: Sequence[str], lexicon: Lexicon) -> None:
        own = [lexicon.by_id[code].family if code in lexicon.by_id else code for code in codes]
        self.names = tuple(sorted(set(own)))
        self.members = [[i for i, name in enumerate(own) if name == f] for f in self.names]

    def probabilities(self, of_codes: Floats) -> Floats:
        """Return the probability of each family, (n, n_families), from (n, n_codes)."""
        absent = 1 - of_codes
        said = [1 - absent[:, members].prod(axis=1) for members in self.members]
        return np.stack(said, axis=1)


def clearest(owner: Ints, said: Floats, texts: int) -> Floats:
    """Return per text the highest value among its sentences, shape (texts, n_families)."""
    best = np.zeros((texts, said.shape[1]))
    np.maximum.at(best, owner, said)
    return best


def with_says(units: Sequence[UnitFacts], names: Sequence[str], said: Floats) -> list[UnitFacts]:
    """Give units what they say, as log-odds from 0 (not at all) upwards."""
    strength = _UNIT * (np.log((said + _FLOOR) / (1 - said + _FLOOR)) - _LOWEST)
    return [
        replace(unit, facts=replace(unit.facts, says=dict(zip(names, row, strict=True))))
        for unit, row in zip(units, strength.round(6).tolist(), strict=True)
    ]


_LOWEST = np.log(_FLOOR / (1 + _FLOOR))


def thresholds(said: Floats, shown: Booleans, known: Booleans, unwelcome: Booleans) -> Floats:
    """Choose from which probability on each family is a cue, on out-of-fold predictions.

    All arrays are (n, n_families) but ``unwelcome``, which tells the families that
    count against the helper. Only texts in which no form found the family
    (``known``) matter, as the layer adds cues nowhere else. What it adds must be
    right in 6 of 10 texts over all families, and in each unwelcome one: a wrong
    reproach costs more than a missed one.
    """
    added = np.where(known, 0.0, said)
    common = _first_sure(added, shown)
    chosen = np.full(said.shape[1], common)
    for family in np.flatnonzero(unwelcome):
        chosen[family] = max(common, _first_sure(added[:, family], shown[:, family]))
    return chosen


_SURE = 0.6
_NEVER = 2.0
_FEWEST = 5  # texts, below which a share says nothing


def _first_sure(said: Floats, shown: Booleans) -> float:
    for threshold in np.linspace(0.1, 0.9, 81):
        found = said >= threshold
        if found.sum() >= _FEWEST and shown[found].mean() >= _SURE:
            return float(threshold)
    return _NEVER


def _may_be_said(cue: CueType, sentence: UnitFacts) -> bool:
    """Whether genre and the client's move allow the cue (codebook K1)."""
    facts = sentence.facts
    if cue.genre not in ("both", facts.genre):
        return False
    gated = bool(cue.forms) and all("opportunity" in forms.needs for forms in cue.forms)
    return not gated or facts.client_move in OPPORTUNITIES


def _as_cue(cue: CueType, sentence: UnitFacts) -> Cue:
    score = cue.score(sentence.facts.genre)
    facets = [score.facet if score else None, *(forms.facet for forms in cue.forms)]
    text = sentence.facts.text[sentence.start : sentence.end]
    return Cue(
        id=cue.id,
        family=cue.family,
        mindset=score.mindset if score else None,
        start=sentence.start,
        end=sentence.start + len(text.rstrip()),
        strength=min(score.strengths) if score else 0,
        by="model",
        facet=next((f for f in facets if f), None),
    )


def codes_shown(
    sentences: Iterable[tuple[int, UnitFacts]],
    spans: Sequence[Sequence[tuple[str, int, int]]],
    codes: Sequence[str],
) -> Ints:
    """Return 1 where a span with that code overlaps the sentence, (n_sentences, n_codes)."""
    place: Mapping[str, int] = {code: i for i, code in enumerate(codes)}
    rows = []
    for owner, sentence in sentences:
        row = np.zeros(len(codes), dtype=np.intp)
        for code, start, end in spans[owner]:
            if code in place and start < sentence.end and sentence.start < end:
                row[place[code]] = 1
        rows.append(row)
    return np.array(rows, dtype=np.intp).reshape(-1, len(codes))
