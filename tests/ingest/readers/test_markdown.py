"""The Markdown reader: the words as a browser draws them, without marks, and nothing lost without an error."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.readers.markdown import read_markdown
from ingest.types import Reading, Source
from tests.ingest.pages import check_complete, sliced

SOURCE = Source(id="x", title="X", file="x.md", media_type="text/markdown")


def read(text: str) -> Reading:
    return read_markdown(text.encode(), SOURCE)


def kinds(text: str) -> list[tuple[str, int, str]]:
    reading = read(text)
    return [(block.kind, block.level, sliced(reading, block.span)) for block in reading.blocks]


def test_each_kind_of_block() -> None:
    assert kinds(
        "# Records\n\nYou must\nkeep them:\n\n- safe\n- complete\n\n  and signed\n  1. by you\n\n"
        "Dates\n-----\n\n> They said\n> so.\n\n| Age | Rate |\n|---|---|\n| 11 | £200 |\n\n```\nA  1\n```\n\n3) x\n"
    ) == [
        ("heading", 1, "Records"),
        ("paragraph", 0, "You must keep them:"),
        ("item", 2, "• safe"),
        ("item", 2, "• complete"),
        ("paragraph", 4, "and signed"),
        ("item", 4, "1. by you"),
        ("heading", 2, "Dates"),
        ("quotation", 0, "They said so."),
        ("row", 0, "Age | Rate"),
        ("row", 0, "11 | £200"),
        ("paragraph", 0, "A  1"),
        ("item", 2, "3. x"),
    ]


def test_a_quotation_shows_no_marks() -> None:
    """Rejects "You must **not**", which is no quotation of what a reader of the document sees."""
    marked = (
        "You **must *not* share** [what they say](https://x.org/) &amp; <b>do</b>, `ever`,  \n\\*or\\* ~~now~~ later."
    )
    drawn = "You must not share what they say & do, ever,\n*or* later."
    assert read(f"{marked}\n\n[ref]: https://x.org\n").text == drawn


def test_front_matter_is_no_text_and_gives_a_title_where_no_heading_does() -> None:
    front = "---\ntitle: 'Our policy'\ntags:\n- x\n\n# note\n---\n"
    assert (read(f"{front}Be kind.").text, read(f"{front}Be kind.").title) == ("Be kind.", "Our policy")
    assert read(f"{front}# Kindness\n\nBe kind.").title == "Kindness"
    assert read("\ufeff---\r\ntitle: Ours\r\n---\r\n\r\nBe kind.\r\n").text == "Be kind."


@pytest.mark.parametrize("text", ["---\n\nBe kind.\n\n---\n\nAlways.", "---\nBe kind: always\n\nand now"])
def test_what_only_looks_like_front_matter_stays(text: str) -> None:
    assert "Be kind" in read(text).text


def test_page_furniture_is_set_apart() -> None:
    reading = read("# T\n\nBe kind.\n\nStudents\n\nPage updated on: 24/03/2021")
    assert [sliced(reading, span) for span in reading.furniture] == ["Students", "Page updated on: 24/03/2021"]
    assert reading.updated == date(2021, 3, 24)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"---\ntitle: x\n---\n", "holds no text"),
        (b"[x]: https://x.org\n", "holds no text"),
        (b"<!-- x -->", "holds no text"),
        (b"Be kind. \xff", "not UTF-8"),
        (b"Be kind. \0", "NUL"),
        ("Be kind. \ufffd".encode(), "lost letters"),
        (b"> " * 101 + b"Be kind.", "more than 100 elements inside one another"),
        (b"".join(b"  " * n + b"- a\n" for n in range(400)), "elements inside one another"),
        (b"[" * 1_001, "more than 1,000 opening brackets in one paragraph"),
        (b"![x]\n\n" * 20_001, "more than 20,000 opening brackets"),
        (b"a\n" * 100_001, "more than 100,000 lines"),
    ],
)
def test_a_document_that_cannot_be_read_whole_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_markdown(data, SOURCE)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("x.md: ")
    assert caught.value.do


pieces = st.sampled_from(
    ["# ", "## ", "- ", "  - ", "1. ", "> ", "    ", "```", "| a | b |", "|---|---|", "**", "[x](", "<p>", ""]
)
lines = st.lists(st.tuples(pieces, st.sampled_from(["You must", "not post", ""])).map("".join), max_size=12)


@given(st.one_of(lines.map(lambda some: "\n".join(some).encode()), st.binary(), st.text().map(str.encode)))
def test_every_letter_is_in_one_block_or_furniture_or_it_is_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        check_complete(read_markdown(data, SOURCE))


@given(st.lists(st.lists(st.sampled_from("You must not post it".split()), min_size=2).map(" ".join), min_size=1))
def test_plain_paragraphs_are_read_back(paragraphs: list[str]) -> None:
    assert read("\n\n".join(paragraphs)).text == "\n\n".join(paragraphs)
