"""Passages: slices, in order, disjoint, complete; with the headings above them, their rules and their sentences."""

from __future__ import annotations

import sys
from itertools import pairwise

from hypothesis import given

from ingest.passages import cut_passages, standards_in
from ingest.sections import PIECE
from ingest.standards import find_standards
from ingest.types import Document, Passage, Span
from ingest.wholes import whole_groups
from tests.ingest.documents import Unit, documents, outlines


def groups_in(passage: Passage) -> list[Span]:
    groups = (Span(group[0].span.start, group[-1].span.end) for _, group in whole_groups(passage.document))
    return [group for group in groups if passage.span.holds(group)]


@given(outlines())
def test_every_document_is_cut_without_loss(document: Document) -> None:
    check_complete(document)
    check_sentences(document)
    check_standards(document)


@given(documents())
def test_what_governs_a_passage_governs_all_that_is_in_it(made: tuple[Document, tuple[Unit, ...]]) -> None:
    """Rejects a rule shown with words of another's, or with those of a section that it does not reach."""
    document, units = made
    governed = [[number] if number else [] for unit in units for number in unit.governed_by]
    shown = [
        [standard.number for standard in passage.standards]
        for passage in cut_passages(document)
        for _ in groups_in(passage)
    ]
    assert shown == governed
    check_complete(document)
    check_sentences(document)


def test_the_shipped_page_is_cut_without_loss(page: Document) -> None:
    check_complete(page)
    check_sentences(page)
    check_standards(page)


def test_tips_are_shown_together_and_each_standard_alone(page: Document) -> None:
    """The rule of a panel is quoted with its lead-in; what it governs are passages of their own."""
    openings = [" ".join(passage.text.split()[:6]) for passage in cut_passages(page)]
    assert openings[:7] == [
        "This page sets out how our",
        "The following are some top tips",
        "• Maintain appropriate professional boundaries if",
        "• When in doubt, seek advice.",
        "• Our Standards of conduct, performance",
        "Confidentiality is an essential consideration in",
        "When you post information about another",
    ]
    rule = cut_passages(page)[4]
    assert rule.text.endswith("as confidential (5.1)")
    assert len(rule.text.split()) < PIECE


def check_complete(document: Document) -> None:
    """Slices, disjoint and in order, that part no group; around them stand headings, furniture and white space."""
    passages = cut_passages(document)
    for passage in passages:
        assert passage.text == document.text[passage.span.start : passage.span.end]
        assert passage.text == passage.text.strip()
    assert all(a.span.end <= b.span.start for a, b in pairwise(passages))
    groups = [Span(group[0].span.start, group[-1].span.end) for _, group in whole_groups(document)]
    assert [group for passage in passages for group in groups_in(passage)] == groups
    shown = [passage.span for passage in passages]
    above = [block.span for block in document.blocks if block.kind == "heading"]
    beside = [span for span in (*above, *document.furniture) if not any(passage.holds(span) for passage in shown)]
    kept = sorted([*shown, *beside])
    assert all(a.end <= b.start for a, b in pairwise(kept)), "no heading or furniture is cut"
    outside = set(range(len(document.text))) - {i for span in kept for i in range(span.start, span.end)}
    assert not {document.text[i] for i in outside if not document.text[i].isspace()}


def check_sentences(document: Document) -> None:
    """In order and disjoint; each inside one group; together every word of a passage that is not a heading's."""
    headings = [block.span for block in document.blocks if block.kind == "heading"]
    for passage in cut_passages(document):
        spans = passage.sentences
        groups = groups_in(passage)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(any(group.holds(span) for group in groups) for span in spans)
        assert not any(span.start < heading.end and heading.start < span.end for span in spans for heading in headings)
        inside = {i for span in spans for i in range(span.start, span.end)}
        blocks = [b.span for b in document.blocks if b.kind != "heading" and passage.span.holds(b.span)]
        left = {i for block in blocks for i in range(block.start, block.end)} - inside
        assert not {document.text[i] for i in left if not document.text[i].isspace()}


def check_standards(document: Document) -> None:
    """Its own rules or, where it states none, those whose scope it stands in; a rule's group has no other in it."""
    standards = find_standards(document, [group for _, group in whole_groups(document)])
    passages = cut_passages(document)
    for passage in passages:
        own = [standard for standard in standards if passage.span.holds(standard.span)]
        if own:
            assert len(groups_in(passage)) == 1
        scope = [standard for standard in standards if standard.scope.holds(passage.span)]
        assert list(passage.standards) == (own or scope)
    assert standards_in(passages) == standards


@given(outlines())
def test_the_headings_of_a_passage_are_those_that_stand_above_all_of_it(document: Document) -> None:
    """Found by looking upwards, past panels that have ended; without the title, and without those inside."""
    for passage in cut_passages(document):
        first = next(block for block in document.blocks if passage.span.holds(block.span))
        section, level = first.section, first.level if first.kind == "heading" else sys.maxsize
        path: list[Span] = []
        for block in reversed([b for b in document.blocks if b.span.end < passage.span.start]):
            if block.kind == "heading" and block.level < level and block.section <= section:
                level = block.level
                path.insert(0, block.span)
            section = min(section, block.section)
        assert list(passage.headings) == [span for span in path if document.slice(span) != document.source.title]


def test_the_headings_of_the_shipped_page_stand_above_its_passages_without_the_title(page: Document) -> None:
    paths = {tuple(page.slice(span) for span in passage.headings) for passage in cut_passages(page)}
    assert paths == {(), ("1. Top tips",), ("2. How to use social media",)}
