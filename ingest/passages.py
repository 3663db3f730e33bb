"""Pieces of a document to passages: with their headings, the standards that govern them, and their sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.sections import Piece, cut_pieces
from ingest.sentences import split_sentences
from ingest.standards import find_standards
from ingest.types import Block, Document, Passage, Span, Standard
from ingest.wholes import whole_groups


def cut_passages(document: Document) -> tuple[Passage, ...]:
    """The passages in order: disjoint, and with the headings above them they hold every block."""
    standards = find_standards(document, [group for _, group in whole_groups(document)])
    rules = {start for standard in standards for start in (standard.span.start, standard.scope.start)}
    return tuple(cut_passage(document, piece, standards) for piece in cut_pieces(document, rules))


def cut_passage(document: Document, piece: Piece, standards: Sequence[Standard]) -> Passage:
    """A passage with the standards it states or quotes itself or, where it has none, those that govern it."""
    span = Span(piece.groups[0][0].span.start, piece.groups[-1][-1].span.end)
    own = tuple(standard for standard in standards if span.holds(standard.span))
    governing = own or tuple(standard for standard in standards if standard.scope.holds(span))
    rules = {standard.span.start for standard in own}
    sentences = tuple(
        sentence
        for group in piece.groups
        if group[0].kind != "heading"
        for sentence in split_sentences(document.text, [block.span for block in group], rules)
    )
    return Passage(document, span, headings(document, piece.path), governing, sentences)


def standards_in(passages: Sequence[Passage]) -> tuple[Standard, ...]:
    """Every standard that stands in the passages, once, in order."""
    return tuple(s for passage in passages for s in passage.standards if passage.span.holds(s.span))


def headings(document: Document, path: Sequence[Block]) -> tuple[Span, ...]:
    """The headings of a path, the document's title left out."""
    title = folded(document.source.title)
    return tuple(block.span for block in path if folded(document.slice(block.span)) != title)


def folded(title: str) -> str:
    return " ".join(title.casefold().split())
