"""Which groups are shown together: all of a short section, and short neighbours; never a rule with another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given

from ingest.readers import compose
from ingest.sections import PIECE, SHORT_SECTION, Piece, cut_pieces
from ingest.standards import find_standards
from ingest.types import Block, Document, Span
from ingest.wholes import Group, Path, whole_groups
from tests.ingest.documents import composed, outlines, words

TITLE = compose.Piece("heading", "Guidance for tests", 1)
LONG = compose.Piece("paragraph", words(SHORT_SECTION + 1, "long."))


def paragraph(text: str) -> compose.Piece:
    return compose.Piece("paragraph", text)


def heading(text: str, level: int = 2) -> compose.Piece:
    return compose.Piece("heading", text, level)


def rule_starts(document: Document, groups: Sequence[Group]) -> list[int]:
    return [standard.scope.start for standard in find_standards(document, groups)]


def pieces_of(document: Document) -> list[Piece]:
    groups = list(whole_groups(document))
    return list(cut_pieces(document, groups, rule_starts(document, [group for _, group in groups])))


def cut(*pieces: compose.Piece, furniture: Sequence[int] = ()) -> list[list[str]]:
    """The blocks of each piece, those that are headings inside it too."""
    document = composed(TITLE, *pieces, furniture=furniture)
    return [
        [document.slice(block.span) for block in document.blocks if piece.span.holds(block.span)]
        for piece in pieces_of(document)
    ]


def counted(count: int) -> compose.Piece:
    return paragraph(words(count))


def test_a_short_section_is_shown_whole_below_its_heading() -> None:
    one, two, sub = counted(70), counted(50), heading("When abroad", 3)
    assert cut(heading("Claims"), one, sub, two, heading("Other"), LONG) == [
        [one.text, sub.text, two.text],
        [LONG.text],
    ]


def test_a_section_is_short_by_what_stands_under_its_heading() -> None:
    """With its sub-headings, and without its own heading."""
    sub = heading("When abroad", 3)
    fits, one = counted(SHORT_SECTION - 50 - 2), counted(50)
    assert cut(heading("A heading of more words"), one, sub, fits) == [[one.text, sub.text, fits.text]]
    longer = counted(SHORT_SECTION - 50 - 1)
    assert cut(heading("Claims"), one, sub, longer) == [[one.text], [longer.text]]


def test_of_a_longer_section_neighbours_are_shown_together_up_to_a_length() -> None:
    one, two, more, last = counted(PIECE - 30), counted(30), counted(1), counted(PIECE - 1)
    together = [[one.text, two.text], [more.text, last.text], [LONG.text]]
    assert cut(heading("Claims"), one, two, more, last, LONG) == together
    assert cut(heading("Claims"), one, counted(31), LONG) == [[one.text], [words(31)], [LONG.text]]


def test_short_neighbouring_sections_are_shown_together_with_their_headings_up_to_a_length() -> None:
    first, second, third = heading("A heading of more words"), heading("Second"), heading("Third")
    one, two = counted(50), counted(SHORT_SECTION - 50 - 6)
    together = [first.text, one.text, second.text, two.text]
    assert cut(first, one, second, two) == [together]
    assert cut(first, one, second, two, third, one) == [together, [one.text]]
    assert cut(first, one, second, counted(SHORT_SECTION - 50 - 5)) == [[one.text], [words(SHORT_SECTION - 50 - 5)]]


def test_a_long_section_is_shown_with_none_beside_it() -> None:
    one = counted(5)
    parts = [heading("First"), one, heading("Second"), LONG, heading("Third"), one]
    assert cut(*parts) == [[one.text], [LONG.text], [one.text]]


def test_what_stands_before_the_sections_of_a_heading_is_no_part_of_them() -> None:
    strapline, one = counted(5), counted(6)
    parts = [heading("First"), strapline, heading("Sub", 3), one, heading("Sub", 3), LONG]
    assert cut(*parts) == [[strapline.text], [one.text], [LONG.text]]


def test_a_document_is_not_shown_whole_however_short() -> None:
    one, two, three = counted(50), counted(50), counted(5)
    assert cut(one, two, three) == [[one.text], [two.text, three.text]]


@pytest.mark.parametrize("rule", ["1.7 You must not post.", "You must not post (1.7)."])
def test_a_rule_stands_alone(rule: str) -> None:
    """And a section with a rule is not shown whole, nor with its neighbours."""
    before, after, beside = counted(5), counted(6), counted(7)
    parts = [heading("First"), before, paragraph(rule), after, heading("Second"), beside]
    assert cut(*parts) == [[before.text], [rule], [after.text], [beside.text]]


def test_two_panels_are_not_run_together() -> None:
    panels = [compose.Piece("paragraph", words(5, last), panels=(n,)) for n, last in enumerate(["one.", "two."], 1)]
    assert cut(heading("Claims"), *panels) == [[panel.text] for panel in panels]
    lower = [heading("Claims"), heading("Abroad", 3), *panels]
    assert cut(*lower) == [[panel.text] for panel in panels], "nor by a section around theirs"


def test_what_goes_on_after_a_panel_is_not_shown_below_the_panel_s_heading() -> None:
    panel = [
        compose.Piece("heading", "Abroad", 3, panels=(1,)),
        compose.Piece("paragraph", "Write to us.", panels=(1,)),
    ]
    assert cut(heading("Claims"), *panel, paragraph("Keep copies.")) == [["Write to us."], ["Keep copies."]]


def test_page_furniture_is_shown_with_nothing() -> None:
    parts = [heading("Claims"), counted(5), paragraph("Print this page"), counted(6), heading("Sub", 3), counted(7)]
    assert cut(*parts, furniture=[3]) == [[words(5)], [words(6)], [words(7)]]
    assert cut(*parts, furniture=[2]) == [["Print this page", words(6), "Sub", words(7)]], "but it may stand above"


def test_a_group_is_one_piece_however_long() -> None:
    items = [compose.Piece("item", f"• {words(50, 'item;')}", 2) for _ in range(5)]
    lead_in = paragraph("You must not post:")
    together = [[lead_in.text, *(item.text for item in items)], ["Ask."]]
    assert cut(heading("Claims"), lead_in, *items, paragraph("Ask.")) == together


# What must hold of the pieces of any document, found out from its groups and blocks alone.


def word_count(document: Document, span: Span) -> int:
    return len(document.slice(span).split())


def span_of(groups: Sequence[Group]) -> Span:
    return Span(groups[0][0].span.start, groups[-1][-1].span.end)


def headings_in(document: Document, span: Span) -> list[Block]:
    return [block for block in document.blocks if block.kind == "heading" and span.holds(block.span)]


def stops_in(document: Document, span: Span) -> list[int]:
    """Where in a span a rule's group or furniture begins."""
    groups = [group for _, group in whole_groups(document)]
    starts = [*rule_starts(document, groups), *(furniture.start for furniture in document.furniture)]
    return [start for start in starts if span.start <= start < span.end]


@given(outlines())
def test_pieces_hold_every_group_once_and_in_order_below_the_headings_that_stand_above_it(document: Document) -> None:
    found = pieces_of(document)
    paths = {group: path for path, group in whole_groups(document)}
    assert [group for piece in found for group in piece.groups] == list(paths)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for piece in found:
        inside = headings_in(document, piece.span)
        assert piece.span.end == piece.groups[-1][-1].span.end
        assert piece.span.start == min(block.span.start for block in (*inside, *piece.groups[0]))
        for group in piece.groups:
            path = paths[group]
            assert path[: len(piece.path)] == piece.path
            assert set(path[len(piece.path) :]) <= set(inside)


@given(outlines())
def test_what_is_shown_together_is_short_and_holds_no_rule_and_no_furniture(document: Document) -> None:
    paths = {group: path for path, group in whole_groups(document)}
    for piece in pieces_of(document):
        if len(piece.groups) == 1 and not headings_in(document, piece.span):
            continue
        assert not stops_in(document, piece.span)
        assert word_count(document, piece.span) <= SHORT_SECTION
        rest = [group for group, path in paths.items() if path[: len(piece.path)] == piece.path]
        if word_count(document, piece.span) > PIECE:
            whole = tuple(rest) == piece.groups
            assert whole or headings_in(document, piece.span), "a long piece is a section, or sections"
        for one, other in pairwise(piece.groups):
            # Text below other text is of the same panel, or has a heading of its own between.
            same = one[-1].section == other[0].section
            assert same or headings_in(document, Span(one[-1].span.start, other[0].span.end))


@given(outlines())
def test_no_short_section_is_parted_and_no_more_could_be_shown_together(document: Document) -> None:
    found, sections = pieces_of(document), short_sections(document)
    assert all(any(set(groups) <= set(piece.groups) for piece in found) for groups in sections.values())
    for before, after in pairwise(found):
        left, right = sections_of(document, before, sections), sections_of(document, after, sections)
        if left and right and left[-1][:-1] == right[0][:-1]:
            joint = Span(left[0][-1].span.start, span_of(sections[right[0]]).end)
            assert stops_in(document, joint) or word_count(document, joint) > SHORT_SECTION
        elif not (left or right) and before.path == after.path:
            same = before.groups[-1][-1].section == after.groups[0][0].section
            joint = Span(before.span.start, after.groups[0][-1].span.end)
            assert not same or stops_in(document, joint) or word_count(document, joint) > PIECE


def short_sections(document: Document) -> dict[Path, tuple[Group, ...]]:
    """The groups of every section that may be shown whole, by the path that ends with its heading."""
    groups = list(whole_groups(document))
    inside = {
        path[:n]: tuple(group for other, group in groups if other[:n] == path[:n])
        for path, _ in groups
        for n in range(1, len(path) + 1)
    }
    # Text of two panels in it, or text that goes on after a section inside: it is not seen what stands where.
    unsound = set()
    for path, below in inside.items():
        own = tuple(group for other, group in groups if other == path)
        if own != below[: len(own)] or len({group[0].section for group in own}) > 1:
            unsound |= {path[:n] for n in range(1, len(path) + 1)}
    return {
        path: below
        for path, below in inside.items()
        if path[-1].level > 1 and path not in unsound
        if word_count(document, span_of(below)) <= SHORT_SECTION and not stops_in(document, span_of(below))
    }


def sections_of(document: Document, piece: Piece, sections: dict[Path, tuple[Group, ...]]) -> list[Path]:
    """The sections that a piece shows whole, the highest; none if it shows part of one."""
    if sections.get(piece.path) == piece.groups:
        return [piece.path]
    paths = {group: path for path, group in whole_groups(document)}
    lower = len(piece.path) + 1
    return [path for path in dict.fromkeys(paths[group][:lower] for group in piece.groups) if len(path) == lower]
