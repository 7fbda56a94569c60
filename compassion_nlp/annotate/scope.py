"""Turn the triggers that occur in a text into the reason that sets a cue aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from compassion_nlp.annotate.find import Candidate, Reading, Sign
from compassion_nlp.annotate.places import Places, any_between
from compassion_nlp.annotate.quotes import QUOTE_REACH, Quote
from compassion_nlp.annotate.vocabulary import PAUSE
from compassion_nlp.lexicon.definition import Reason, Trigger

_REPORTS: tuple[Reason, ...] = ("quoted", "third_party", "hypothetical")


class Scopes:
    """All triggers of a text with what they govern."""

    def __init__(self, reading: Reading, quotes: Sequence[Quote]) -> None:
        self._reading = reading
        self._quotes = Places(quotes)
        # In the lexicon's order: where several triggers govern a cue, the first gives the reason.
        self._triggers = [
            _Occurrences(trigger, signs) for trigger, signs in _by_trigger(reading.signs)
        ]
        self._endorsements = {
            id(trigger): sorted(sign.start for sign in signs)
            for trigger, signs in _by_trigger(reading.endorsements)
        }

    def reason(self, candidate: Candidate) -> Reason | None:
        """Return why the words around a cue set it aside; None where they do not."""
        for occurrences in self._triggers:
            trigger = occurrences.trigger
            if (
                _concerns(trigger, candidate)
                and any(
                    not self._cited_before(sign, candidate)
                    for sign in occurrences.governing(candidate, self._reading)
                )
                and not self._endorsed(trigger, candidate)
            ):
                return trigger.reason
        return None

    def _cited_before(self, sign: Sign, candidate: Candidate) -> bool:
        """Whether a report has its words in quotation marks, and they end before the cue."""
        return (
            sign.trigger.scope == "after"
            and sign.trigger.reason in _REPORTS
            and any(
                0 <= quote.start - sign.end <= QUOTE_REACH and quote.end <= candidate.start
                for quote in self._quotes.over(sign.end, sign.end + QUOTE_REACH + 1)
            )
        )

    def _endorsed(self, trigger: Trigger, candidate: Candidate) -> bool:
        """Whether the helper makes the words their own, at once or in the next sentence."""
        places = self._endorsements.get(id(trigger))
        if places is None:
            return False
        reading = self._reading
        end = reading.sentence(candidate.end)[1]
        following = reading.sentence(min(end + 1, len(reading.classes) - 1))[1]
        return any_between(places, candidate.end, following)


class _Occurrences:
    """One trigger with every place where it occurs."""

    def __init__(self, trigger: Trigger, signs: Sequence[Sign]) -> None:
        self.trigger = trigger
        self._first = min(signs, key=lambda sign: sign.end)
        self._near = Places(signs)

    def governing(self, candidate: Candidate, reading: Reading) -> Iterator[Sign]:
        """Yield occurrences that have a cue in their scope, if any has."""
        start, end = candidate.start, candidate.end
        reach = self.trigger.reach
        match self.trigger.scope:
            case "turn":
                yield self._first
            case "rest":
                if self._first.end <= start:
                    yield self._first
            case "overlap":
                yield from self._near.over(start, end)
            case "sentence":
                first, last = reading.sentence(start)
                yield from (s for s in self._near.over(first - 1, last) if first <= s.start)
            case "after":  # the last words of the trigger may be the first of the cue
                first = reading.sentence(start)[0]
                first = first if reach is None else max(first, start - reach)
                for sign in self._near.over(first - 1, start):
                    if first <= sign.end < end and self._reaches(reading, sign.end, start):
                        yield sign
            case _:
                last = reading.sentence(end)[1]
                last = last if reach is None else min(last, end + reach)
                for sign in self._near.over(end - 1, last + 1):
                    if end <= sign.start and self._reaches(reading, end, sign.start):
                        yield sign

    def _reaches(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the trigger reaches over the words of one sentence between it and a cue."""
        if self.trigger.reach is not None:
            return PAUSE not in reading.classes[start:end]
        return not any_between(reading.places_of("own_words_again"), start, end + 1)


def _concerns(trigger: Trigger, candidate: Candidate) -> bool:
    """Whether a trigger can say anything about a cue, wherever they stand."""
    cue = candidate.cue
    return (
        (not trigger.cues or cue.id in trigger.cues)
        and cue.id not in trigger.spares
        and trigger.polarity in ("any", cue.polarity)
        and trigger.reason not in cue.ignore
    )


def _by_trigger(signs: Iterable[Sign]) -> Iterator[tuple[Trigger, list[Sign]]]:
    """Group signs by their trigger, in the order in which triggers first come."""
    groups: defaultdict[int, list[Sign]] = defaultdict(list)
    for sign in signs:
        groups[id(sign.trigger)].append(sign)
    yield from ((group[0].trigger, group) for group in groups.values())
