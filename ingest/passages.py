"""Pieces of a document to passages: with their headings, the standards that govern them, and their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from ingest.sections import Piece, cut_pieces
from ingest.sentences import split_sentences
from ingest.standards import find_standards, governing, stated_in
from ingest.types import Block, Document, Passage, Span, Standard
from ingest.wholes import whole_groups


def cut_passages(document: Document) -> tuple[Passage, ...]:
    """The passages in order: disjoint, and with the headings above them they hold every block."""
    groups = tuple(whole_groups(document))
    standards = find_standards(document, [group for _, group in groups])
    pieces = cut_pieces(document, groups, [standard.scope.start for standard in standards])
    return tuple(cut_passage(document, piece, standards) for piece in pieces)


def cut_passage(document: Document, piece: Piece, standards: Sequence[Standard]) -> Passage:
    """A passage with the standards it states or quotes itself or, where it has none, those that govern it."""
    own = stated_in(standards, piece.span)
    rules = {standard.span.start for standard in own}
    sentences = (split_sentences(document.text, [block.span for block in group], rules) for group in piece.groups)
    return Passage(
        document,
        piece.span,
        headings(document, piece.path),
        own or governing(standards, piece.span),
        tuple(chain.from_iterable(sentences)),
    )


def standards_in(passages: Sequence[Passage]) -> tuple[Standard, ...]:
    """Every standard that stands in the passages, once, in order."""
    return tuple(s for passage in passages for s in passage.standards if passage.span.holds(s.span))


def headings(document: Document, path: Sequence[Block]) -> tuple[Span, ...]:
    """The headings of a path, the document's title left out."""
    title = folded(document.source.title)
    return tuple(block.span for block in path if folded(document.slice(block.span)) != title)


def folded(title: str) -> str:
    return " ".join(title.casefold().split())
