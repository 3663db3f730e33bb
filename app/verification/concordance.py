"""The words of a corpus, in the order of each document and by place: what a quotation is looked up in."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from ingest.markers import MARKER
from ingest.normalise import split_words
from ingest.passages import cut_passages
from ingest.readers.text import NUMBERED
from ingest.types import Block, Corpus, Document, Passage, Span, Standard

Range = tuple[int, int]
"""From a first to before a last: of words, or of units."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is quoted whole or not at all: a sentence (with its list, if it leads one in) or a heading."""

    span: Span
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a document, folded, one space between and around them, so that a search finds only whole words."""

    text: str = field(repr=False)
    offsets: array[int] = field(repr=False)
    """In `text`, of each word."""
    starts: array[int] = field(repr=False)
    """In the document, of each word."""
    ends: array[int] = field(repr=False)
    units: array[int] = field(repr=False)
    """The first word of each unit, then how many words there are."""

    def words(self, start: int, end: int) -> list[str]:
        if start >= end:
            return []
        return self.text[self.offsets[start] : self.offsets[end] if end < len(self.offsets) else None].split()

    def unit(self, word: int) -> int:
        """The unit that a word stands in."""
        return bisect_right(self.units, word) - 1

    def find(self, words: Sequence[str]) -> Iterator[Range]:
        """Every place of these words in a row, the first letter in either case."""
        first, *rest = words
        for opening in dict.fromkeys((first, first[0].swapcase() + first[1:])):
            needle = f" {' '.join([opening, *rest])} "
            at = self.text.find(needle)
            while at >= 0:
                start = bisect_left(self.offsets, at + 1)
                yield start, start + len(words)
                at = self.text.find(needle, at + 1)


@dataclass(frozen=True, slots=True)
class Text:
    """A document as units, and in two readings: as printed, and without the numbers of its rules, lists and headings.

    Bullets are in neither: what a reader took for the marker of a list item is no part of its words.
    """

    document: Document
    units: tuple[Unit, ...] = field(repr=False)
    printed: Reading
    unnumbered: Reading
    numbers: frozenset[int] = field(repr=False)
    """Offsets that only the printed reading holds."""
    rules: dict[Range, Standard] = field(repr=False)
    """The standards it quotes, by their units."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """`postings` has for each word, in lower case, the units it stands in, counted through all texts."""

    corpus: Corpus
    texts: tuple[Text, ...]
    firsts: tuple[int, ...]
    """The first unit of each text in that count, then how many units there are."""
    postings: dict[str, array[int]] = field(repr=False)

    def place(self, unit: int) -> tuple[int, int]:
        """The text of a unit, and its place among that text's units."""
        text = bisect_right(self.firsts, unit) - 1
        return text, unit - self.firsts[text]


def make_concordance(corpus: Corpus) -> Concordance:
    texts = tuple(map(read_document, corpus.documents))
    firsts = (0, *accumulate(len(text.units) for text in texts))
    postings: dict[str, array[int]] = {}
    for text, first in zip(texts, firsts, strict=False):
        for unit in range(len(text.units)):
            start, end = text.printed.units[unit : unit + 2]
            for word in {word.lower() for word in text.printed.words(start, end) if word[0].isalnum()}:
                postings.setdefault(word, array("I")).append(first + unit)
    return Concordance(corpus, texts, firsts, postings)


def read_document(document: Document) -> Text:
    passages = cut_passages(document)
    standards = [s for passage in passages for s in passage.standards if passage.span.holds(s.span)]
    units = tuple(sorted(read_units(document, passages), key=lambda unit: unit.span))
    markers = [marker(document, block) for block in document.blocks]
    bullets = {offset for place in markers if not numbered(document, place) for offset in place}
    numbers = {offset for place in markers if numbered(document, place) for offset in place}
    numbers.update(offset for standard in standards for offset in rule_number(document, standard))
    printed = read_words(document, units, bullets)
    unnumbered = read_words(document, units, bullets | numbers) if numbers else printed
    rules = {units_of(units, standard.span): standard for standard in standards}
    return Text(document, units, printed, unnumbered, frozenset(numbers), rules)


def read_units(document: Document, passages: Sequence[Passage]) -> Iterator[Unit]:
    for passage in passages:
        yield from (Unit(sentence, passage) for sentence in passage.sentences)
    yield from (Unit(block.span) for block in document.blocks if block.kind == "heading")


def units_of(units: Sequence[Unit], span: Span) -> Range:
    """The units that a span touches."""
    first = bisect_right(units, span.start, key=lambda unit: unit.span.end)
    return first, bisect_left(units, span.end, lo=first, key=lambda unit: unit.span.start)


def marker(document: Document, block: Block) -> range:
    """The offsets of the bullet, number or letter in front of an item or a numbered heading."""
    pattern = {"item": MARKER, "heading": NUMBERED}.get(block.kind)
    found = pattern.match(document.slice(block.span)) if pattern else None
    return range(block.span.start, block.span.start + found.end()) if found else range(0)


def numbered(document: Document, place: range) -> bool:
    return any(document.text[offset].isalnum() for offset in place)


def rule_number(document: Document, standard: Standard) -> range:
    """The offsets of a rule's number with its brackets, at the end of the rule or in front of it."""
    words, number = document.slice(standard.span), re.escape(standard.number)
    found = re.search(rf"\(\s*{number}\s*\)(?=\W*$)", words) or re.match(rf"\W*{number}[\s.:)]*", words)
    return range(standard.span.start + found.start(), standard.span.start + found.end()) if found else range(0)


def read_words(document: Document, units: Sequence[Unit], skipped: Collection[int]) -> Reading:
    words: list[str] = []
    starts, ends, firsts = array("I"), array("I"), array("I")
    for unit in units:
        firsts.append(len(words))
        found = split_words(document.slice(unit.span))
        for word, start, end in zip(found.words, found.starts, found.ends, strict=True):
            if start + unit.span.start not in skipped:
                words.append(word)
                starts.append(start + unit.span.start)
                ends.append(end + unit.span.start)
    firsts.append(len(words))
    places = array("I", accumulate((len(word) + 1 for word in words[:-1]), initial=1))
    return Reading(f" {' '.join(words)} ", places, starts, ends, firsts)
