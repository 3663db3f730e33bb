"""A passage as a quotation: slices of the document, and nothing else."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from app.cite import citation, successor
from app.fragment import address
from app.types import DocumentReference, Part, Place, QuotedPassage, QuotedStandard
from ingest.crosswalk import change_of
from ingest.errors import QuotationBroken
from ingest.markers import ITEM_MARKER
from ingest.types import Crosswalk, Document, Passage, Span, Standard


def quote(
    passage: Passage,
    crosswalks: Sequence[Crosswalk],
    *,
    rank: int,
    score: float = 0.0,
    highlight: Span | None = None,
    also: Sequence[Passage] = (),
) -> QuotedPassage:
    """A passage ready to show, checked letter for letter against its document."""
    document = passage.document
    standards = tuple(quote_standard(standard, document, crosswalks) for standard in passage.standards)
    headings = tuple(document.slice(span) for span in passage.headings)
    reference = refer(document)
    quoted = QuotedPassage(
        text=passage.text,
        text_sha256=hashlib.sha256(passage.text.encode()).hexdigest(),
        document=reference,
        headings=headings,
        page=document.page_of(passage.span),
        start=passage.span.start,
        end=passage.span.end,
        standards=standards,
        parts=split_parts(passage, highlight),
        url=address(passage),
        citation=citation(passage.text, reference, headings, standards),
        also=tuple(map(place_of, also)),
        score=round(score, 4),
        rank=rank,
    )
    check(quoted, document)
    return quoted


def place_of(passage: Passage) -> Place:
    source = passage.document.source
    headings = tuple(passage.document.slice(span) for span in passage.headings)
    return Place(source.id, source.title, headings, passage.span.start, passage.span.end, address(passage))


def quote_standard(standard: Standard, document: Document, crosswalks: Sequence[Crosswalk]) -> QuotedStandard:
    became = change_of(standard, crosswalks)
    return QuotedStandard(
        number=standard.number,
        text=document.slice(standard.span),
        document=standard.title,
        edition=standard.edition,
        now=successor(*became) if became else None,
        start=standard.span.start,
        end=standard.span.end,
    )


def refer(document: Document) -> DocumentReference:
    source = document.source
    return DocumentReference(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        edition=source.edition,
        updated=source.updated,
        status=source.status,
        superseded_on=source.superseded_on,
        url=source.url,
        language=document.language,
        sha256=document.sha256,
    )


def split_parts(passage: Passage, highlight: Span | None) -> tuple[Part, ...]:
    """The passage in up to three parts: before the highlighted sentence, the sentence, and after it."""
    text, start = passage.text, passage.span.start
    if highlight is None:
        return (Part(text, False),)
    cuts = [0, after_marker(passage.document, highlight) - start, highlight.end - start, len(text)]
    parts = [Part(text[a:b], i == 1) for i, (a, b) in enumerate(pairwise(cuts))]
    return tuple(part for part in parts if part.text)


def after_marker(document: Document, sentence: Span) -> int:
    """Where a sentence begins behind the marker of the list item that it opens, which is no part of its words."""
    block = document.blocks[bisect_right(document.blocks, sentence.start, key=lambda block: block.span.start) - 1]
    opens_item = block.kind == "item" and block.span.start == sentence.start
    marker = ITEM_MARKER.match(document.slice(sentence)) if opens_item else None
    return sentence.start + (marker.end() if marker else 0)


def check(quoted: QuotedPassage, document: Document) -> None:
    """Refuses a quotation of which one character is not its document's."""
    pieces = [(quoted.text, quoted.start, quoted.end), *((s.text, s.start, s.end) for s in quoted.standards)]
    exact = all(document.text[start:end] == text for text, start, end in pieces)
    if not exact or "".join(part.text for part in quoted.parts) != quoted.text:
        raise QuotationBroken(
            f"{document.source.id}: a quotation at {quoted.start} differs from the document.",
            do="Run: hcpc-guidance build, and report this.",
        )
