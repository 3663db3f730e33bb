"""The source text that a quotation is nearest to: proposed by rare words, settled by aligning the two."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, islice, pairwise

from app.verification.concordance import Concordance, Range, Text

# Of `similarity`, and more than that. Of 188 sentences of other public guidance none came above it; of the sentences of
# the shipped page with three words in ten replaced, 99 % did.
NEAR = 0.4
POSTINGS = 300_000  # read at most; the rarest words come first, and they decide
SEEDS = 8  # units whose neighbourhood is aligned
ALIGNED = 10_000  # words of source text aligned at most, after the first neighbourhood
PART = 3  # a unit belongs to the nearest text if a third of its words are quoted,
RUN = 4  # or this many in a row, which chance seldom brings


@dataclass(frozen=True, slots=True)
class Window:
    """A run of units, and how like the quotation it is."""

    text: Text
    units: Range
    similarity: float


def nearest(concordance: Concordance, words: Sequence[str], allowed: Collection[int]) -> Window | None:
    """The run of whole units, in one of the allowed texts (by place), that is most like the words; None if none is."""
    sought = [word.lower() for word in words]
    best: Window | None = None
    aligned, seen = 0, set[tuple[int, Range]]()
    for unit in seeds(concordance, sought, allowed):
        place, at = concordance.place(unit)
        text = concordance.texts[place]
        region = neighbourhood(text, at, len(sought))
        source = region_words(text, region)
        if (place, region) in seen or (seen and aligned > ALIGNED):
            continue
        seen.add((place, region))
        if shared_at_most(source, sought) / len(sought) <= (best.similarity if best else 0):
            continue
        aligned += len(source)
        window = settle(text, region, source, sought)
        if window.similarity > NEAR and (best is None or window.similarity > best.similarity):
            best = window
    return best


def region_words(text: Text, region: Range) -> list[str]:
    reading = text.printed
    return " ".join(reading.words(reading.units[region[0]], reading.units[region[1]])).lower().split()


def shared_at_most(source: Sequence[str], sought: Sequence[str]) -> int:
    """What no alignment can exceed: how many of the words sought stand in the source at all."""
    return sum(map(set(source).__contains__, sought))


def seeds(concordance: Concordance, sought: Sequence[str], allowed: Collection[int]) -> list[int]:
    """The units that share most with the words sought, weighed by how rare the words are."""
    postings = [concordance.postings[word] for word in set(sought) if word in concordance.postings]
    scores: Counter[int] = Counter()
    read, total = 0, concordance.firsts[-1]
    for units in sorted(postings, key=lambda units: (len(units), *units[:1])):
        if scores and read + len(units) > POSTINGS:
            break
        read += len(units)
        weight = math.log(1 + total / len(units))
        for unit in units:
            scores[unit] += weight  # type: ignore[assignment]
    ranked = sorted(scores, key=lambda unit: (-scores[unit], unit))
    return list(islice((unit for unit in ranked if concordance.place(unit)[0] in allowed), SEEDS))


def neighbourhood(text: Text, unit: int, length: int) -> Range:
    """The units around one, as far on either side as a text of this length could reach."""
    reading = text.printed
    first = reading.unit(max(0, reading.units[unit] - length))
    last = reading.unit(min(reading.units[unit + 1] + length, reading.units[-1]) - 1)
    return first, last + 1


def settle(text: Text, region: Range, source: Sequence[str], sought: Sequence[str]) -> Window:
    """The run of units in a region that the words are aligned with, and how like them its nearest stretch is.

    The similarity is the share of words in both among the words in either, so that a piece of a long sentence counts
    as much as a short sentence, and a few words in common with a long one count for little.
    """
    matched = align(source, sought)
    bounds = text.printed.units[region[0] : region[1] + 1]
    pieces = [matched[start - bounds[0] : end - bounds[0]] for start, end in pairwise(bounds)]
    first, last = richest([gain(piece) for piece in pieces])
    window = [hit for piece in pieces[first:last] for hit in piece]
    start, end = richest([2 if hit else -1 for hit in window])
    shared = sum(window[start:end])
    return Window(text, (region[0] + first, region[0] + last), shared / (end - start + len(sought) - shared))


def gain(matched: Sequence[bool]) -> int:
    """What a unit adds to a window, by which of its words are quoted; below 0 if it does not belong there."""
    run = max((len(list(group)) for hit, group in groupby(matched) if hit), default=0)
    return max(PART * sum(matched) - len(matched), run if run >= RUN else -len(matched))


def align(source: Sequence[str], sought: Sequence[str]) -> list[bool]:
    """For each word of the source, whether it is one of those sought, in their order."""
    matched = [False] * len(source)
    for block in SequenceMatcher(None, source, sought, autojunk=False).get_matching_blocks():
        matched[block.a : block.a + block.size] = [True] * block.size
    return matched


def richest(gains: Sequence[int]) -> Range:
    """The run with the greatest sum; the first of equals, and never empty."""
    best, first, last = gains[0], 0, 1
    total, start = 0, 0
    for i, gain in enumerate(gains):
        if total <= 0:
            total, start = 0, i
        total += gain
        if total > best:
            best, first, last = total, start, i + 1
    return first, last
