"""Text fragments by the draft's rules; that a browser agrees is shown in e2e/test_fragments.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.fragment import address
from ingest.corpus import document_of
from ingest.passages import cut_passages
from ingest.sections import PIECE
from ingest.types import Source, Span

SOURCE = Source(id="x", title="X", file="x.txt", url="https://x.example/page")
LONG = "word " * PIECE  # a paragraph with these words is a passage of its own


def addresses(text: str, source: Source = SOURCE) -> list[str]:
    return [str(address(passage)) for passage in cut_passages(document_of(text.encode(), source))]


def directives(text: str) -> list[str]:
    return [url.removeprefix("https://x.example/page#:~:") for url in addresses(text)]


def test_a_short_passage_is_given_whole_and_percent_encoded() -> None:
    assert directives("Well-being, care & “trust”: 100%.") == [
        "text=Well%2Dbeing%2C%20care%20%26%20%E2%80%9Ctrust%E2%80%9D%3A%20100%25."
    ]


def test_white_space_is_folded_and_a_list_marker_left_out() -> None:
    assert directives("Tips\n\n  • Think\u00a0 twice,\n    then post.") == ["text=Think%20twice%2C%20then%20post."]


def test_a_long_passage_is_given_by_its_first_and_last_words() -> None:
    text = "One two three four " + "and so on " * 40 + "seven eight nine ten."
    assert directives(text) == ["text=One%20two%20three%20four,seven%20eight%20nine%20ten."]


def test_tips_that_are_shown_together_are_given_from_the_first_to_the_last() -> None:
    assert directives("Tips\n\n• Think twice before you post.\n• Ask.\n• Then post it, or better not.") == [
        "text=Think%20twice%20before%20you,it%2C%20or%20better%20not."
    ]


def test_a_passage_that_begins_with_a_heading_is_given_from_its_words() -> None:
    assert directives("Title\n\n1. Asking for help\n\nAsk us.\n\n2. Posting\n\nThink of all who see it.") == [
        "text=1.%20Asking%20for%20help,all%20who%20see%20it."
    ]


def test_a_list_is_given_from_its_lead_in_to_its_last_item() -> None:
    assert directives("You may post if they all agree:\n\n• in writing; and\n\n• freely.") == [
        "text=You%20may%20post%20if,freely."
    ]


def test_words_that_stand_twice_are_told_apart_by_more_words_or_by_those_before_them() -> None:
    first, second = directives(f"Be kind to all cats. {LONG}end one.\n\nBe kind to all dogs. {LONG}end two.")
    assert first.startswith("text=Be%20kind%20to%20all,")
    assert second.startswith("text=Be%20kind%20to%20all%20dogs.,")
    assert directives(f"{LONG}first of all.\n\nAsk first.\n\n{LONG}last of all.\n\nAsk first.")[1::2] == [
        "text=Ask%20first.",
        "text=word%20last%20of%20all.-,Ask%20first.",
    ]


def test_words_are_told_from_the_same_words_before_a_mark() -> None:
    """Rejects a start that a browser finds earlier, where a colon ends its last word."""
    _, second = directives(f"You may ask them if: they agree. {LONG}end.\n\nYou may ask them if you must. {LONG}end.")
    assert second.startswith("text=You%20may%20ask%20them%20if%20you,")


def test_the_end_is_the_passage_s_own_and_not_the_same_words_earlier_in_it() -> None:
    text = "You may go to town if they agree:\n\n• they say yes to it now;\n\n• they say yes to it now."
    (directive,) = directives(text)
    assert directive == "text=You%20may%20go%20to,yes%20to%20it%20now."


def test_start_and_end_of_one_long_block_never_overlap() -> None:
    """Rejects a range whose end lies before its start's end, which a browser does not find."""
    text = ("same same same same " * 30).strip() + "."
    (directive,) = directives(text)
    start, end = directive.removeprefix("text=").split(",")
    assert start.count("%20") + end.count("%20") + 2 <= len(text.split())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "None"),
        ("https://x.example/a.pdf", "https://x.example/a.pdf"),
        ("https://x.example/a.docx", "https://x.example/a.docx"),
        ("https://x.example/a#top", "https://x.example/a#:~:text=Be%20kind."),
    ],
)
def test_documents_without_a_page_to_point_into(url: str | None, expected: str) -> None:
    assert addresses("Be kind.", replace(SOURCE, url=url)) == [expected]


def test_a_document_with_pages_opens_at_that_on_which_the_passage_starts() -> None:
    text = f"First {LONG}end.\n\nSecond {LONG}end.\n\nThird {LONG}end."
    document = document_of(text.encode(), replace(SOURCE, url="https://x.example/a.pdf#view=Fit"))
    second = text.index("Second")
    paged = replace(document, pages=(Span(0, second), Span(second, second + 2), Span(second + 2, len(text))))
    assert [address(passage) for passage in cut_passages(paged)] == [
        f"https://x.example/a.pdf#page={number}" for number in (1, 2, 3)
    ]
