"""Passages: slices, in order, disjoint, complete; a whole rule or nothing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from ingest.corpus import document_of
from ingest.passages import cut_passages
from ingest.readers.compose import Piece, compose
from ingest.types import Document, Source
from tests.ingest.documents import Unit, documents

SOURCE = Source(id="x", title="X", file="x.txt")


def cut(text: str) -> list[str]:
    return [passage.text for passage in cut_passages(document_of(text.encode(), SOURCE))]


@settings(max_examples=60)
@given(documents())
def test_a_document_of_random_blocks_is_cut_into_the_passages_put_there(
    made: tuple[Document, tuple[Unit, ...]],
) -> None:
    document, units = made
    passages = cut_passages(document)
    assert [passage.text for passage in passages] == [text for unit in units for text in unit.passages]
    numbers = [[standard.number for standard in passage.standards] for passage in passages]
    assert numbers == [[number] if number else [] for unit in units for number in unit.governed_by]
    check_complete(document)
    check_sentences(document)


def test_the_shipped_page_is_cut_without_loss(page: Document) -> None:
    check_complete(page)
    check_sentences(page)
    assert len(cut_passages(page)) == 35


def check_complete(document: Document) -> None:
    """Passages are slices at block boundaries, in order, disjoint, and with headings and furniture all there is."""
    passages = cut_passages(document)
    for passage in passages:
        assert document.text[passage.span.start : passage.span.end] == passage.text
        assert passage.text == passage.text.strip()
        starts = {block.span.start for block in document.blocks}
        assert passage.span.start in starts
        assert passage.span.end in {block.span.end for block in document.blocks}
    kept = [passage.span for passage in passages] + [b.span for b in document.blocks if b.kind == "heading"]
    kept = sorted([*kept, *document.furniture])
    assert all(a.end <= b.start for a, b in pairwise(kept))
    outside = set(range(len(document.text))) - {i for span in kept for i in range(span.start, span.end)}
    assert not {document.text[i] for i in outside if not document.text[i].isspace()}


def check_sentences(document: Document) -> None:
    """In order, disjoint, and holding every word of their passage."""
    for passage in cut_passages(document):
        spans = passage.sentences
        assert spans[0].start == passage.span.start
        assert spans[-1].end == passage.span.end
        for a, b in pairwise(spans):
            assert a.end <= b.start
            assert document.text[a.end : b.start].isspace()


def test_a_list_is_never_parted_from_its_lead_in() -> None:
    text = "You must only post if:\n\n• they agree;\n\n• it is true; and\n\n• it is legal."
    assert cut(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_lead_in_without_a_colon_keeps_its_list_too() -> None:
    text = "You must only post this if you are certain, after asking, of it beyond all doubt, and that\n• they agree"
    assert cut(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_short_lead_in_is_no_heading() -> None:
    """Rejects "You must only share if" shown as the title of conditions that are quoted without it."""
    text = "You must only share information if\n\n• they agree\n\n• it is legal"
    assert cut(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_paragraph_inside_a_list_stays_in_it() -> None:
    text = "You must only post if:\n\n• they agree\n\n  in writing\n\n• it is true."
    assert cut(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_an_exception_after_a_list_stays_with_the_rule() -> None:
    text = "You must not post:\n\n• names\n\n• pictures\n\nunless the person agrees."
    assert cut(f"{text}\n\nAsk first.") == [text, "Ask first."]


def test_items_below_an_item_stay_with_it_and_its_neighbour_does_not() -> None:
    first = "• Take care of\n  - names\n  - pictures"
    assert cut(f"Tips\n\n{first}\n• Ask first.") == [first, "• Ask first."]


def test_tips_without_a_lead_in_are_passages_each() -> None:
    assert cut("Tips\n\n• Think first.\n• Ask first.") == ["• Think first.", "• Ask first."]


def test_the_headings_of_a_passage_are_those_above_it_without_the_title(page: Document) -> None:
    paths = {tuple(page.slice(span) for span in passage.headings) for passage in cut_passages(page)}
    assert paths == {(), ("1. Top tips",), ("2. How to use social media",)}


def composed(*pieces: Piece) -> Document:
    text, blocks = compose(pieces)
    return Document(SOURCE, text, "0" * 64, blocks)


def test_a_table_is_whole_and_keeps_its_caption() -> None:
    rows = [Piece("row", "Age | Rate"), Piece("row", "Under 11 | £200"), Piece("row", "11 or over | £250")]
    document = composed(
        Piece("paragraph", "You pay tax."), Piece("paragraph", "Weekly rates"), *rows, Piece("item", "• Ask us", 2)
    )
    assert [passage.text for passage in cut_passages(document)] == [
        "You pay tax.",
        "Weekly rates\n\nAge | Rate\nUnder 11 | £200\n11 or over | £250",
        "• Ask us",
    ]


def test_a_term_keeps_its_definition() -> None:
    document = composed(
        Piece("paragraph", "Carer"), Piece("paragraph", "Whoever cares.", 2), Piece("paragraph", "Other text.", 2)
    )
    assert [passage.text for passage in cut_passages(document)] == ["Carer\n\n  Whoever cares.", "Other text."]


def test_no_heading_inside_a_panel_stands_above_what_follows_it() -> None:
    document = composed(
        Piece("heading", "Claims", 2),
        Piece("heading", "If you are abroad", 3, panels=(1,)),
        Piece("paragraph", "Write to us.", panels=(1,)),
        Piece("paragraph", "Keep copies."),
    )
    assert [(p.text, [*map(document.slice, p.headings)]) for p in cut_passages(document)] == [
        ("Write to us.", ["Claims", "If you are abroad"]),
        ("Keep copies.", ["Claims"]),
    ]
