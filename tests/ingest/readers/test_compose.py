"""Pieces put into one text: what parts them, what indents them, and where a section ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.compose import Piece, compose
from ingest.readers.text import read_text
from ingest.types import Source

PANELS = [
    Piece("heading", "2. How to", 2),
    Piece("item", "• One:", 2),
    Piece("paragraph", "First.", 4),
    Piece("item", "• nested.", 4),
    Piece("item", "• Two:", 2),
    Piece("paragraph", "Second.", 4),
    Piece("paragraph", "After."),
]
pieces = st.lists(
    st.builds(
        Piece,
        st.sampled_from(["heading", "paragraph", "item", "row", "quotation"]),
        st.sampled_from(["• One:", "Two.", "a | b"]),
        st.sampled_from([0, 1, 2, 4]),
    )
)


def test_blocks_are_parted_by_a_blank_line_and_items_and_rows_by_a_line_end() -> None:
    text, _ = compose([*PANELS, Piece("row", "a | b"), Piece("row", "c | d")])
    assert text == (
        "2. How to\n\n  • One:\n\n    First.\n\n    • nested.\n  • Two:\n\n    Second.\n\nAfter.\n\na | b\nc | d"
    )


def test_a_panel_is_a_section_until_something_stands_at_its_depth() -> None:
    assert [block.section for block in compose(PANELS)[1]] == [1, 2, 2, 2, 4, 4, 5]


def test_after_a_panel_that_the_format_marks_the_section_before_it_goes_on() -> None:
    pieces = [
        Piece("heading", "One", 2),
        Piece("paragraph", "Before."),
        Piece("heading", "Panel", 3, panels=(1,)),
        Piece("paragraph", "Inside.", panels=(1,)),
        Piece("paragraph", "In a panel without a title.", panels=(1, 2)),
        Piece("paragraph", "After."),
        Piece("paragraph", "In another.", panels=(3,)),
    ]
    assert [block.section for block in compose(pieces)[1]] == [1, 1, 2, 2, 3, 1, 4]


def test_an_item_with_paragraphs_in_a_list_that_a_lead_in_introduces_is_none() -> None:
    _, blocks = compose([Piece("paragraph", "Keep in mind:"), *PANELS[1:4]])
    assert {block.section for block in blocks} == {0}


def test_the_plain_text_reader_finds_the_same_blocks_again() -> None:
    """Rejects sections that depend on the format."""
    text, blocks = compose([Piece("heading", "Title", 1), Piece("paragraph", "All of it."), *PANELS])
    assert read_text(text.encode(), Source(id="x", title="X", file="x.txt")).blocks == blocks


@given(pieces)
def test_each_span_is_its_piece(pieces: list[Piece]) -> None:
    text, blocks = compose(pieces)
    assert [(b.kind, text[b.span.start : b.span.end], b.level) for b in blocks] == [
        (p.kind, p.text, p.level) for p in pieces
    ]
