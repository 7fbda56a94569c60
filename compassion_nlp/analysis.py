"""Turn texts, tables and transcripts into analyses: the library's main door."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from compassion_nlp.annotate import Annotated, TextAnnotator
from compassion_nlp.features import (
    Facts,
    FeatureRows,
    UnitFacts,
    codebook_levels,
    sentence_facts,
    unit_facts,
)
from compassion_nlp.lexicon import Lexicon, load_lexicon
from compassion_nlp.mindsets import CueLayer, MindsetModel, load_model
from compassion_nlp.readers import sentences
from compassion_nlp.resources import resource
from compassion_nlp.schema import (
    GENRES,
    MINDSETS,
    Analysis,
    BadRow,
    Contribution,
    Cue,
    Flags,
    Genre,
    Session,
    Transcript,
    Unit,
)

if TYPE_CHECKING:
    import pandas as pd

_CHUNK = 2000  # texts read before their tokens are freed: memory stays flat
_LONGEST = {"turn": 150, "note": 60}
"""Words of a unit; longer texts are cut at sentence ends. 150 is the codebook's (A.2); 60 is
what the corpus's notes are like, which were labelled as passages of one to three sentences."""
_WORD = re.compile(r"\w+")
_FORMULA_LIMIT = 3  # CAP-3: from this time on a formula is worth 1 at most
_UNSURE = (0.35, 0.65)


def _score_columns(codes: Iterable[str]) -> dict[str, str]:
    kinds = (("", "float64"), ("_intensity", "float64"), ("_level", "Int64"))
    return {f"{code}{suffix}": dtype for code in codes for suffix, dtype in kinds}


_OTHER_COLUMNS = {
    "cues": "string",
    "boundary": "string",
    "client_move": "string",
    "context_missing": "boolean",
    "uncertain": "boolean",
    "error": "string",
    "model": "string",
    "lexicon": "string",
}

FRAME_SCHEMA: Mapping[str, str] = {**_score_columns(MINDSETS), **_OTHER_COLUMNS}
"""Columns of `Analyzer.analyze_frame` for the packaged model, in order, with their dtypes."""


def load(
    model: str | Path = "default",
    *,
    lexicon: Lexicon | str | Path | None = None,
    off: Iterable[str] = (),
    prevalence: Mapping[str, float] | None = None,
) -> Analyzer:
    """Return an analyzer with the packaged lexicon and a model; nothing is downloaded.

    Args:
        model: ``"default"``, or the folder of a model of your own.
        lexicon: A file with cues of your own (see CONTRIBUTING), added to the packaged ones.
        off: Ids of cues to switch off.
        prevalence: Per code, the share of units (0-1) that you expect to show it in
            your texts; scores are re-weighted from the share in the training data.

    Raises:
        LexiconError: The lexicon file is not valid, or a cue to switch off is unknown.
        ModelError: The model folder is missing, damaged or of another version.

    Example:
        >>> analyzer = load()
        >>> analyzer.analyze("What was that like for you", genre="turn").cues[0].id
        'open_question'
    """
    folder = resource("models") / "default" if str(model) == "default" else Path(model)
    return Analyzer(load_model(folder), load_lexicon(lexicon, off=off), prevalence=prevalence)


class Analyzer:
    """A lexicon and a model, ready to read texts. It can be pickled and keeps no text."""

    def __init__(
        self,
        model: MindsetModel,
        lexicon: Lexicon,
        *,
        prevalence: Mapping[str, float] | None = None,
    ) -> None:
        self.model = model
        self.lexicon = lexicon
        self.prevalence = dict(prevalence or {})
        self._annotator = TextAnnotator(lexicon)
        self._layer = CueLayer(model.cues, lexicon) if model.cues else None
        self._calibrated = lexicon.hash == model.about.get("lexicon")

    def analyze(
        self,
        text: str,
        *,
        genre: Genre = "note",
        context: str | None = None,
        id: str | None = None,  # noqa: A002 - the record's own word
        speaker: str | None = None,
    ) -> Analysis:
        """Return cues and scores of one text, with what each feature contributed.

        ``context`` is the client's previous turn; without it, cues that need an
        opportunity do not count (codebook K6) and ``flags.context_missing`` says so.
        """
        _check(text, genre)
        unit = Unit(text, genre, context, id, speaker)
        return self._batch([unit], explain=True)[0]

    def annotate(self, units: Iterable[Unit], /) -> list[Annotated]:
        """Return the cues of each text, in order, without scoring any."""
        return self._annotator.annotate(units)

    def analyze_units(
        self, units: Iterable[Unit | BadRow], *, explain: bool = False
    ) -> Iterator[Analysis]:
        """Yield one analysis per unit, in order; a bad row becomes one with an ``error``."""
        remaining = iter(units)
        while chunk := list(islice(remaining, _CHUNK)):
            yield from self._batch(chunk, explain=explain)

    def analyze_frame(
        self,
        frame: pd.DataFrame,
        *,
        text: str = "text",
        genre: str = "note",
        context: str | None = None,
        role: str | None = None,
    ) -> pd.DataFrame:
        """Return the scores of a table's texts: same index, same order.

        Args:
            frame: The table; it is not changed.
            text: Name of the column with the texts.
            genre: ``"turn"`` or ``"note"``, or the name of a column that holds either.
            context: Name of the column with the client's previous turn.
            role: Name of the column that says helper, client or other; only helpers are scored.

        Returns:
            The columns of `FRAME_SCHEMA`. Missing texts give missing values and an ``error``.
        """
        import pandas as pd  # noqa: PLC0415 - one text needs no pandas

        for option, column in (("text", text), ("context", context), ("role", role)):
            if column is not None and column not in frame.columns:
                raise KeyError(
                    f"{option}={column!r}: no such column; columns are: "
                    f"{', '.join(map(str, frame.columns))}"
                )
        units = _frame_units(frame, text, genre, context, role)
        rows = [self.frame_row(analysis) for analysis in self.analyze_units(units)]
        schema = self.frame_schema()
        table = pd.DataFrame(rows, index=frame.index, columns=list(schema))
        return table.astype(dict(schema))

    def frame_schema(self) -> dict[str, str]:
        """Return the columns of `analyze_frame` for this analyzer's codes, with dtypes."""
        return {**_score_columns(self.model.codes), **_OTHER_COLUMNS}

    def frame_row(self, analysis: Analysis) -> list[Any]:
        """Return an analysis as a row of `frame_schema`."""
        row: list[Any] = []
        for code in self.model.codes:
            row += [
                analysis.scores.get(code),
                analysis.intensity.get(code),
                analysis.levels.get(code),
            ]
        flags = analysis.flags
        cues = json.dumps([cue.to_dict() for cue in analysis.cues], ensure_ascii=False)
        return [
            *row,
            cues,
            flags.boundary,
            flags.client_move,
            flags.context_missing,
            flags.uncertain,
            analysis.error,
            analysis.model,
            analysis.lexicon,
        ]

    def analyze_session(self, transcript: Transcript) -> Session:
        """Return the analyses of all turns; the client's words are context, not scored.

        A formula that the helper uses for the third time or more counts 1 at most (CAP-3).
        """
        turns = tuple(self._batch(transcript.units(), explain=True, session=True))
        return Session(transcript, turns)

    # -- reading and scoring

    def _batch(
        self, rows: Sequence[Unit | BadRow], *, explain: bool, session: bool = False
    ) -> list[Analysis]:
        units = [row for row in rows if isinstance(row, Unit) and row.role == "helper"]
        read = self._annotator.annotate(units)
        if session:
            read = _formulas_capped(read)
        found = iter(self._scored(units, read, explain=explain))
        return [
            self._unscored(row) if isinstance(row, BadRow) or row.role != "helper" else next(found)
            for row in rows
        ]

    def _unscored(self, row: Unit | BadRow) -> Analysis:
        if isinstance(row, BadRow):
            return Analysis(
                "",
                "note",
                id=row.id,
                error=row.error,
                model=self.model.name,
                lexicon=self.lexicon.hash,
            )
        return Analysis(
            row.text,
            row.genre,
            id=row.id,
            speaker=row.speaker,
            role=row.role,
            model=self.model.name,
            lexicon=self.lexicon.hash,
        )

    def _scored(
        self, units: Sequence[Unit], read: Sequence[Annotated], *, explain: bool
    ) -> list[Analysis]:
        if not units:
            return []
        parts = [unit_facts(found, unit_spans(found)) for found in read]
        flat = [part for of_text in parts for part in of_text]
        further: Sequence[Sequence[Cue]] = [()] * len(units)
        if self._layer is not None:
            flat, further = _heard(self._layer, read, parts)
        rows = self.model.space.rows(flat)
        scores = self.model.scores(rows, self.prevalence)
        first = np.cumsum([0, *(len(of_text) for of_text in parts)])
        strongest = np.stack(
            [
                [
                    first[i] + scores.decision[first[i] : first[i + 1], code].argmax()
                    for code in range(len(self.model.codes))
                ]
                for i in range(len(units))
            ]
        )
        name, lexicon = self.model.name, self.lexicon.hash
        reasons = self._reasons(rows, flat) if explain else []
        analyses = []
        for unit, found, more, best in zip(units, read, further, strongest, strict=True):
            by_code = list(zip(self.model.codes, best.tolist(), range(len(best)), strict=True))
            analyses.append(
                Analysis(
                    text=unit.text,
                    genre=unit.genre,
                    cues=tuple(sorted((*found.cues, *more), key=lambda cue: (cue.start, cue.end))),
                    scores={code: float(scores.score[row, i]) for code, row, i in by_code},
                    intensity={code: float(scores.intensity[row, i]) for code, row, i in by_code},
                    levels={code: int(scores.level[row, i]) for code, row, i in by_code},
                    baseline=codebook_levels(found.cues, found.text),
                    evidence={code: (flat[row].start, flat[row].end) for code, row, _ in by_code},
                    contributions={code: reasons[i][row] for code, row, i in by_code}
                    if explain
                    else {},
                    decision={code: float(scores.decision[row, i]) for code, row, i in by_code},
                    flags=self._flags(found, scores.score[best, range(len(best))]),
                    id=unit.id,
                    speaker=unit.speaker,
                    role=unit.role,
                    model=name,
                    lexicon=lexicon,
                )
            )
        return analyses

    def _reasons(
        self, rows: FeatureRows, flat: Sequence[UnitFacts]
    ) -> list[list[tuple[Contribution, ...]]]:
        """Return, per code and unit, what each feature added, the weightiest first."""
        names = self.model.space.names
        order = np.argsort(rows.row, kind="stable")
        mine = np.split(order, np.searchsorted(rows.row[order], np.arange(1, len(flat))))
        reasons = []
        for number in range(len(self.model.codes)):
            added = self.model.contributions(rows, number)
            of_code = []
            for unit, genre, entries in zip(flat, rows.genre, mine, strict=True):
                base = float(self.model.intercepts[genre, number])
                parts = [Contribution("intercept", 1.0, base)]
                for entry in entries:
                    name = names[rows.column[entry]]
                    value, amount = float(rows.value[entry]), float(added[entry])
                    spans = _spans_of(name, unit.facts)
                    parts.append(Contribution(name, value, amount, spans))
                of_code.append(tuple(sorted(parts, key=lambda part: -abs(part.contribution))))
            reasons.append(of_code)
        return reasons

    def _flags(self, found: Annotated, scores: np.ndarray[Any, Any]) -> Flags:
        counting = [cue for cue in found.cues if cue.asserted]
        ids = {cue.id for cue in counting}
        about_self = [c for c in counting if c.mindset == "self_centeredness" and c.strength > 0]
        low, high = _UNSURE
        return Flags(
            boundary="breach"
            if "enabling" in ids
            else "healthy"
            if "healthy_boundary" in ids
            else "none",
            client_move=found.client_move,
            context_missing=found.context_missing,
            uncertain=bool(((scores > low) & (scores < high)).any()),
            self_authority_only=bool(about_self)
            and all(c.facet == "authority" for c in about_self),
            calibrated=self._calibrated,
        )


def unit_spans(found: Annotated) -> list[tuple[int, int]]:
    """Return the units of a text: all of it, or stretches of whole sentences where it is long."""
    longest = _LONGEST[found.genre]
    if len(found.ids) <= longest:
        return [(0, len(found.text))]
    joined: list[tuple[int, int]] = []
    words = 0
    for start, end in sentences(found.text):
        count = len(_WORD.findall(found.text, start, end))
        if joined and words + count <= longest:
            joined[-1] = (joined[-1][0], end)
            words += count
        else:
            joined.append((start, end))
            words = count
    return joined or [(0, len(found.text))]


def _heard(
    layer: CueLayer, read: Sequence[Annotated], parts: Sequence[Sequence[UnitFacts]]
) -> tuple[list[UnitFacts], list[list[Cue]]]:
    """Return all units with what their sentences say, and the further cues of each text."""
    units = [unit for of_text in parts for unit in of_text]
    sentences_of: list[list[UnitFacts]] = []
    for found, of_text in zip(read, parts, strict=True):
        all_of_text = sentence_facts(found)
        starts = [one.start for one in all_of_text]
        for unit in of_text:
            first, last = (bisect_left(starts, at) for at in (unit.start, max(unit.end, 1)))
            sentences_of.append(all_of_text[first:last])
    units, cues = layer.read(units, sentences_of)
    in_turn = iter(cues)
    return units, [[cue for _ in of_text for cue in next(in_turn)] for of_text in parts]


def _spans_of(feature: str, facts: Facts) -> tuple[tuple[int, int], ...]:
    kind, _, rest = feature.partition(".")
    if kind == "says":
        return tuple(
            span for name, span in zip(facts.says, facts.said_in, strict=True) if name == rest
        )
    name = rest.partition(".")[0]
    return tuple(
        (cue.start, cue.end)
        for cue in facts.cues
        if (kind == "cue" and cue.asserted and cue.id == name)
        or (kind == "family" and cue.asserted and cue.family == name)
        or (kind == "aside" and not cue.asserted and cue.family == name)
        or (kind == "level" and cue.asserted and cue.mindset == name and cue.strength > 0)
    )


def _formulas_capped(read: Iterable[Annotated]) -> list[Annotated]:
    used: dict[str, int] = defaultdict(int)
    capped = []
    for found in read:
        cues = []
        for cue in found.cues:
            words = " ".join(_WORD.findall(found.text[cue.start : cue.end].lower()))
            used[words] += cue.asserted
            worn = used[words] >= _FORMULA_LIMIT
            cues.append(replace(cue, strength=min(cue.strength, 1)) if worn else cue)
        capped.append(replace(found, cues=tuple(cues)))
    return capped


def _check(text: Any, genre: Any) -> None:
    if not isinstance(text, str):
        raise TypeError(f"text: found {type(text).__name__}; expected str")
    if genre not in GENRES:
        raise ValueError(f"genre: found {genre!r}; use one of {', '.join(GENRES)}")


def _frame_units(
    frame: pd.DataFrame, text: str, genre: str, context: str | None, role: str | None
) -> Iterator[Unit | BadRow]:
    if genre not in GENRES and genre not in frame.columns:
        raise ValueError(
            f"genre: found {genre!r}; use one of {', '.join(GENRES)} or the name of a column"
        )
    columns = {
        "text": frame[text],
        "genre": [genre] * len(frame) if genre in GENRES else frame[genre],
        "context": frame[context] if context else [None] * len(frame),
        "role": frame[role] if role else ["helper"] * len(frame),
    }
    for number, row in enumerate(zip(*columns.values(), strict=True), start=1):
        words, kind, said, who = row
        if not isinstance(words, str):
            yield BadRow(None, number, f"row {number}: text is missing; expected str")
        elif kind not in GENRES:
            yield BadRow(None, number, f"row {number}: genre is not one of {', '.join(GENRES)}")
        elif who not in ("helper", "client", "other"):
            yield BadRow(None, number, f"row {number}: role is not helper, client or other")
        else:
            yield Unit(words, kind, said if isinstance(said, str) else None, None, None, who)
