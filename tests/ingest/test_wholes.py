"""The smallest groups that read as a whole: a whole rule or nothing."""

from __future__ import annotations

from hypothesis import given

from ingest.corpus import document_of
from ingest.readers.compose import Piece
from ingest.standards import find_standards, governing
from ingest.types import Document, Span
from ingest.wholes import Group, whole_groups
from tests.ingest.documents import SOURCE, Unit, composed, documents, outlines


def span_of(group: Group) -> Span:
    return Span(group[0].span.start, group[-1].span.end)


def texts(document: Document) -> list[str]:
    return [document.slice(span_of(group)) for _, group in whole_groups(document)]


def grouped(text: str) -> list[str]:
    return texts(document_of(text.encode(), SOURCE))


@given(documents())
def test_a_document_of_random_blocks_is_grouped_as_they_were_put_there(made: tuple[Document, tuple[Unit, ...]]) -> None:
    document, units = made
    groups = [group for _, group in whole_groups(document)]
    assert texts(document) == [text for unit in units for text in unit.groups]
    standards = find_standards(document, groups)
    numbers = [[standard.number for standard in governing(standards, span_of(group))] for group in groups]
    assert numbers == [[number] if number else [] for unit in units for number in unit.governed_by]


@given(outlines())
def test_groups_hold_every_block_but_headings_once_and_in_order(document: Document) -> None:
    blocks = [block for block in document.blocks if block.kind != "heading"]
    assert [block for _, group in whole_groups(document) for block in group] == blocks


@given(outlines())
def test_the_headings_of_a_group_stand_above_it_each_lower_than_the_one_before(document: Document) -> None:
    for path, group in whole_groups(document):
        levels = [heading.level for heading in path]
        assert levels == sorted(set(levels))
        starts = [block.span.start for block in (*path, *group)]
        assert starts == sorted(set(starts))
        assert {heading.kind for heading in path} <= {"heading"}


def test_a_list_is_never_parted_from_its_lead_in() -> None:
    text = "You must only post if:\n\n• they agree;\n\n• it is true; and\n\n• it is legal."
    assert grouped(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_lead_in_without_a_colon_keeps_its_list_too() -> None:
    text = "You must only post this if you are certain, after asking, of it beyond all doubt, and that\n• they agree"
    assert grouped(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_short_lead_in_is_no_heading() -> None:
    """Rejects "You must only share if" shown as the title of conditions that are quoted without it."""
    text = "You must only share information if\n\n• they agree\n\n• it is legal"
    assert grouped(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_a_paragraph_inside_a_list_stays_in_it() -> None:
    text = "You must only post if:\n\n• they agree\n\n  in writing\n\n• it is true."
    assert grouped(f"{text}\n\nOtherwise refrain.") == [text, "Otherwise refrain."]


def test_an_exception_after_a_list_stays_with_the_rule() -> None:
    text = "You must not post:\n\n• names\n\n• pictures\n\nunless the person agrees."
    assert grouped(f"{text}\n\nAsk first.") == [text, "Ask first."]


def test_items_below_an_item_stay_with_it_and_its_neighbour_does_not() -> None:
    first = "• Take care of\n  - names\n  - pictures"
    assert grouped(f"Tips\n\n{first}\n• Ask first.") == [first, "• Ask first."]


def test_whole_sentences_below_an_item_stay_with_it_too() -> None:
    first = "• Take care.\n  - Give no names.\n  - Show no faces.\n  - Ask first."
    assert grouped(f"Tips\n\n{first}\n• Think.") == [first, "• Think."]


def test_tips_without_a_lead_in_are_groups_each() -> None:
    assert grouped("Tips\n\n• Think first.\n• Ask first.") == ["• Think first.", "• Ask first."]


def test_a_quoted_rule_is_not_run_together_with_the_list_that_it_governs() -> None:
    rule = "• Our standards say:\n\n    You must treat information as confidential (5.1)."
    assert grouped(f"Tips\n\n  {rule}\n\n    • Lock it.\n\n    • Burn it.") == [rule, "• Lock it.", "• Burn it."]


def test_a_table_is_whole_and_keeps_its_caption() -> None:
    rows = [Piece("row", "Age | Rate"), Piece("row", "Under 11 | £200"), Piece("row", "11 or over | £250")]
    document = composed(
        Piece("paragraph", "You pay tax."), Piece("paragraph", "Weekly rates"), *rows, Piece("item", "• Ask us", 2)
    )
    assert texts(document) == [
        "You pay tax.",
        "Weekly rates\n\nAge | Rate\nUnder 11 | £200\n11 or over | £250",
        "• Ask us",
    ]


def test_a_term_keeps_its_definition() -> None:
    document = composed(
        Piece("paragraph", "Carer"), Piece("paragraph", "Whoever cares.", 2), Piece("paragraph", "Other text.", 2)
    )
    assert texts(document) == ["Carer\n\n  Whoever cares.", "Other text."]


def test_no_heading_inside_a_panel_stands_above_what_follows_it() -> None:
    document = composed(
        Piece("heading", "Claims", 2),
        Piece("heading", "If you are abroad", 3, panels=(1,)),
        Piece("paragraph", "Write to us.", panels=(1,)),
        Piece("paragraph", "Keep copies."),
    )
    paths = [[document.slice(heading.span) for heading in path] for path, _ in whole_groups(document)]
    assert paths == [["Claims", "If you are abroad"], ["Claims"]]
