"""A quotation beside the source text that it is nearest to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.verification.concordance import Range, Reading
from app.verification.difference import changed_words, changes, operations, steps
from app.verification.matching import numbered_alike
from app.verification.nearest import Window
from app.verification.quotation import Quotation, core
from app.verification.verdict import Change, Operation
from ingest.normalise import Words
from ingest.types import Span


@dataclass(frozen=True, slots=True)
class Comparison:
    near: Window
    source: Words
    """The words of the nearest text that were compared."""
    difference: tuple[Operation, ...]
    changes: tuple[Change, ...]

    @property
    def span(self) -> Span:
        return Span(self.source.starts[0], self.source.ends[-1])


def compare(near: Window, quotations: Sequence[Quotation]) -> Comparison:
    """Of the ways to read the two (with a rule's number or without) the one that leaves least to explain."""
    ways = {
        (words.words, source.words): (words, source, quotation)
        for quotation in quotations
        for words, source in readings(near, quotation)
    }
    tried = [(steps(source.words, words.words), source, quotation, words) for words, source, quotation in ways.values()]
    found, source, quotation, words = min(tried, key=lambda way: changed_words(way[0]))
    sides = near.text.document.text, source, quotation.text, words
    return Comparison(near, source, operations(found, *sides), changes(found, *sides))


def readings(near: Window, quotation: Quotation) -> Iterator[tuple[Words, Words]]:
    bare = [quotation.bare] if quotation.bare.words and numbered_alike(near, quotation) else []
    for reading in (near.text.printed, near.text.unnumbered):
        if (source := cut(reading, near.units)).words:
            yield from ((words, source) for words in (quotation.words, quotation.joined, *bare))


def cut(reading: Reading, units: Range) -> Words:
    """The words of some units, without quotation marks and full stops around them."""
    first, last = reading.units[units[0]], reading.units[units[1]]
    return core(Words(tuple(reading.words(first, last)), reading.starts[first:last], reading.ends[first:last]))
