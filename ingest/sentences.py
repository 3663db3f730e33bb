"""Sentences as spans: what is searched for, and marked, inside a whole passage."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ingest.types import Span

CLOSED = r"[.!?…][\"'”’)\]]*"
TERMINATED = re.compile(rf"{CLOSED}$")
BREAK = re.compile(rf"{CLOSED}(?=\s+[\"'“‘(\[]*[^\W\d_a-zà-ÿ])")
ABBREVIATION = re.compile(r"\b(?:(?i:e\.g|i\.e|etc|vs|cf|para|sec|fig|mr|mrs|ms|dr|prof|st)|[A-Z])\.$")
NUMBER = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivx]{1,5})\)?\.")  # of a rule or an item, in front of it


def is_terminated(text: str) -> bool:
    """Whether a text ends where a sentence may."""
    return bool(TERMINATED.search(text))


def split_sentences(text: str, blocks: Sequence[Span], rules: Collection[int] = ()) -> Iterator[Span]:
    """The sentences of neighbouring blocks.

    A sentence runs on into the next block until it is terminated, so a lead-in keeps its list;
    but a quoted rule, whose block starts at an offset in `rules`, is a sentence of its own.
    """
    start = blocks[0].start
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        for end in breaks(text, block):
            if end > start:
                yield Span(start, end)
                start = end + len(text[end : block.end]) - len(text[end : block.end].lstrip())
        if after is None or after.start in rules or is_terminated(text[block.start : block.end]):
            yield Span(start, block.end)
            start = after.start if after else start


def breaks(text: str, block: Span) -> Iterator[int]:
    """Offsets inside a block at which one sentence ends and another begins."""
    for match in BREAK.finditer(text, block.start, block.end):
        if NUMBER.fullmatch(text, block.start, match.end()):
            continue
        if not ABBREVIATION.search(text[max(block.start, match.start() - 8) : match.start() + 1]):
            yield match.end()
