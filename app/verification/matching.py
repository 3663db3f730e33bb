"""Matches: where a quotation's words stand, letter for letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from app.verification.concordance import Concordance, Range, Reading, Text
from app.verification.quotation import CLOSING, OPENING, Quotation
from ingest.types import Span


@dataclass(frozen=True, slots=True)
class Match:
    """Words at a place, the units they touch, and whether they reach the start of the first and the end of the last."""

    text: Text
    span: Span
    units: Range
    opens: bool
    closes: bool

    @property
    def whole(self) -> bool:
        return self.opens and self.closes


def find_matches(concordance: Concordance, quotations: Iterable[Quotation]) -> tuple[Match, ...]:
    """Every place, once, documents in force first; as whole units where any reading finds them so."""
    found: dict[tuple[str, Span], Match] = {}
    for quotation in quotations:
        for text in concordance.texts:
            for match in matches(text, quotation):
                key = text.document.source.id, match.span
                if match.whole or key not in found:
                    found[key] = match
    ids = [text.document.source.id for text in concordance.texts]
    return tuple(
        sorted(
            found.values(),
            key=lambda match: (
                match.text.document.source.status != "in force",
                ids.index(match.text.document.source.id),
                match.span,
            ),
        )
    )


def matches(text: Text, quotation: Quotation) -> list[Match]:
    """The words with their numbers as printed; without any; and without those around them, if they are the rule's."""
    readings = [text.printed] if text.unnumbered is text.printed else [text.printed, text.unnumbered]
    found = [
        match(text, reading, *place)
        for reading in readings
        for place in reading.find(quotation.words.words)
        if not takes_a_number_along(text, reading, *place)
    ]
    if quotation.bare.words and (quotation.lead or quotation.trail):
        without = [match(text, reading, *place) for reading in readings for place in reading.find(quotation.bare.words)]
        found += [m for m in without if numbers_fit(m, quotation) and not any(f.span.holds(m.span) for f in found)]
    return found


def match(text: Text, reading: Reading, first: int, last: int) -> Match:
    start, end = reading.unit(first), reading.unit(last - 1) + 1
    span = Span(reading.starts[first], reading.ends[last - 1])
    opens = only_numbers_or(OPENING, text, reading, reading.units[start], first)
    closes = only_numbers_or(CLOSING, text, reading, last, reading.units[end])
    return Match(text, span, (start, end), opens, closes)


def only_numbers_or(marks: Collection[str], text: Text, reading: Reading, first: int, last: int) -> bool:
    """Whether some words are nothing but the numbers of rules and these marks."""
    words = zip(reading.words(first, last), reading.starts[first:last], strict=True)
    return all(word in marks or offset in text.numbers for word, offset in words)


def takes_a_number_along(text: Text, reading: Reading, first: int, last: int) -> bool:
    """Whether all that the words have of the first unit, or the last, is its number.

    So "(1.1) You must ..." is not a piece of the source where rule 1.2 stands below rule 1.1.
    """
    start, end = reading.unit(first), reading.unit(last - 1)
    if start == end:
        return False
    pieces = (first, reading.units[start + 1]), (reading.units[end], last)
    return any(only_numbers_or(CLOSING, text, reading, *piece) for piece in pieces)


def numbers_fit(match: Match, quotation: Quotation) -> bool:
    """Whether a number in front is that of the rule which the words open, and one behind of the rule they close."""
    reaches = (match.opens or quotation.lead is None) and (match.closes or quotation.trail is None)
    return reaches and numbered_alike(match, quotation)


class Placed(Protocol):
    @property
    def text(self) -> Text: ...
    @property
    def units(self) -> Range: ...


def numbered_alike(place: Placed, quotation: Quotation) -> bool:
    """Whether the numbers around a quotation are those of the rules at either end of a place."""
    rules = place.text.rules.items()
    first = {standard.number for (start, _), standard in rules if start == place.units[0]}
    last = {standard.number for (_, end), standard in rules if end == place.units[1]}
    return (quotation.lead is None or quotation.lead in first) and (quotation.trail is None or quotation.trail in last)
