"""Numbered rules that a document quotes, and how far each of them governs."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.types import Document, Span, Standard

NUMBER_AT_END = re.compile(r"\((\d{1,2}\.\d{1,2})\)[.”\"']*$")


def find_standards(document: Document) -> tuple[Standard, ...]:
    """The rules quoted as a lead-in ending in a colon, then the rule with its number in brackets at its end.

    A rule governs what follows it in its section, up to the lead-in of the next.
    """
    found = []
    for i, (lead_in, rule) in enumerate(pairwise(document.blocks)):
        number = NUMBER_AT_END.search(document.slice(rule.span))
        if number and lead_in.section == rule.section and document.slice(lead_in.span).endswith(":"):
            found.append((i, number[1]))
    starts = [i for i, _ in found]
    return tuple(
        Standard(
            number=number,
            title=document.source.standards,
            edition=document.source.edition,
            span=document.blocks[i + 1].span,
            scope=scope(document, i, next((s for s in starts if s > i), len(document.blocks))),
        )
        for i, number in found
    )


def scope(document: Document, lead_in: int, end: int) -> Span:
    """From the lead-in to the last block before `end` in the same section."""
    section = document.blocks[lead_in].section
    governed = [block for block in document.blocks[lead_in:end] if block.section == section]
    return Span(governed[0].span.start, governed[-1].span.end)
