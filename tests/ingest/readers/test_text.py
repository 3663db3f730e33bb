"""The plain-text reader: what is a heading, a paragraph, an item, a panel; what is refused; what is never lost."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.readers.text import read_text
from ingest.types import Source, Span

SOURCE = Source(id="x", title="X", file="x.txt")


def kinds(text: str) -> list[tuple[str, str]]:
    read = read_text(text.encode(), SOURCE)
    return [(block.kind, text[block.span.start : block.span.end]) for block in read.blocks]


def sections(text: str) -> list[int]:
    return [block.section for block in read_text(text.encode(), SOURCE).blocks]


def test_a_short_line_of_its_own_at_the_margin_is_a_heading() -> None:
    assert kinds("Records\n\nKeep them.") == [("heading", "Records"), ("paragraph", "Keep them.")]


def test_a_line_with_a_full_stop_or_a_long_one_is_a_paragraph() -> None:
    strapline = "This page sets out how our standards relate to things, and answers questions we are frequently asked"
    assert kinds(f"Be kind.\n\n{strapline}\n\nMore.") == [
        ("paragraph", "Be kind."),
        ("paragraph", strapline),
        ("paragraph", "More."),
    ]


def test_a_heading_needs_something_to_head() -> None:
    assert kinds("Records") == [("paragraph", "Records")]


def test_a_numbered_line_is_a_heading_only_if_it_stands_beside_none_of_its_depth() -> None:
    assert kinds("1. Top tips\n\nThink first.")[0] == ("heading", "1. Top tips")
    assert kinds("1. Rules\n\n1.1 Consent\n\nAsk.")[:2] == [("heading", "1. Rules"), ("heading", "1.1 Consent")]
    assert kinds("1. Think\n2. Post\n\nDone.") == [("item", "1. Think"), ("item", "2. Post"), ("paragraph", "Done.")]


def test_lines_without_a_blank_between_them_are_one_block() -> None:
    assert kinds("You must not\npost this.\n\nEver.") == [
        ("paragraph", "You must not\npost this."),
        ("paragraph", "Ever."),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one_line_end(newline: str) -> None:
    assert kinds(newline.join(["One,", "two.", "", "Three."])) == [
        ("paragraph", f"One,{newline}two."),
        ("paragraph", "Three."),
    ]


def test_an_item_keeps_its_marker_and_its_further_lines() -> None:
    assert kinds("  • Think\n    before.\n  • Then post.") == [
        ("item", "• Think\n    before."),
        ("item", "• Then post."),
    ]


def test_an_item_with_paragraphs_of_its_own_is_a_panel_and_a_section() -> None:
    assert sections("• One:\n\n  first.\n\n  second.\n\n• Two:\n\n  third.\n\nAfter.") == [1, 1, 1, 3, 3, 4]


def test_furniture_is_known_at_the_edges_only() -> None:
    lines = ["Skip navigation", "", "Top", "", "Skip navigation is a link.", "", "Top", "Registrants, Students"]
    text = "\n".join([*lines, "Page updated on: 24/03/2021"])
    read = read_text(text.encode(), SOURCE)
    assert [text[b.span.start : b.span.end] for b in read.blocks] == ["Top", "Skip navigation is a link."]
    assert [text[f.start : f.end] for f in read.furniture] == [
        "Skip navigation",
        "Top",
        "Registrants, Students",
        "Page updated on: 24/03/2021",
    ]


def test_a_line_that_looks_like_audience_tags_stays_when_no_date_follows_it() -> None:
    assert kinds("Be kind.\n\nRegistrants, Students") == [
        ("paragraph", "Be kind."),
        ("paragraph", "Registrants, Students"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"caf\xe9", "not UTF-8"),
        ("text".encode("utf-16"), "not UTF-8"),
        (b"a\0b", "NUL"),
        (b"Skip navigation\nPage updated on: 24/03/2021", "no text besides"),
        ("\ufeff".encode(), "no text besides"),
    ],
)
def test_what_cannot_be_quoted_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read_text(data, SOURCE)


@given(st.binary(max_size=300))
def test_bytes_never_raise_anything_but_a_refusal(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        read_text(data, SOURCE)


@given(st.text(alphabet=st.sampled_from("aB1 .:•-()\n\r\t\u00a0\u2028\x0c\x85\ufeff"), min_size=1, max_size=120))
def test_every_visible_character_is_in_exactly_one_block_or_piece_of_furniture(text: str) -> None:
    try:
        read = read_text(text.encode(), SOURCE)
    except UnreadableDocument:
        return
    assert read.text == text
    spans = sorted([*(block.span for block in read.blocks), *read.furniture])
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    outside = set(range(len(text))) - {i for span in spans for i in range(span.start, span.end)}
    assert all(text[i].isspace() or text[i] == "\ufeff" for i in outside)


def test_a_span_is_never_empty_or_negative() -> None:
    for start, end in [(3, 3), (4, 3), (-1, 2)]:
        with pytest.raises(ValueError, match="span"):
            Span(start, end)
