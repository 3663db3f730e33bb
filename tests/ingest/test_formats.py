"""One document in six formats, five of them made from the shipped page, is read as one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ingest.corpus import document_of
from ingest.passages import cut_passages, standards_in
from ingest.types import Document, Passage
from tests.ingest.formats import as_docx, as_html, as_markdown, printed, typeset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EQUAL = 0.99  # of the passages


def folded(text: str) -> str:
    """White space, a no-break space too, is one space: a PDF has no other."""
    return " ".join(text.split())


def read_as(media_type: str, data: bytes, page: Document) -> Document:
    return document_of(data, replace(page.source, media_type=media_type))


def passages(document: Document) -> list[tuple[str, ...]]:
    """Words, headings and the numbers of what governs them."""
    return [as_words(passage) for passage in cut_passages(document)]


def as_words(passage: Passage) -> tuple[str, ...]:
    headings = (folded(passage.document.slice(heading)) for heading in passage.headings)
    return (folded(passage.text), *headings, *(standard.number for standard in passage.standards))


def standards(document: Document) -> list[tuple[str, str]]:
    found = standards_in(cut_passages(document))
    return [(standard.number, folded(document.slice(standard.span))) for standard in found]


def outline(document: Document) -> list[tuple[str, int, str]]:
    """Headings with their ranks, and list items with their depths."""
    shown = (block for block in document.blocks if block.kind in ("heading", "item"))
    return [(block.kind, block.level, folded(document.slice(block.span))) for block in shown]


def check_same(document: Document, page: Document) -> None:
    expected, found = passages(page), passages(document)
    assert len(expected) > 20
    equal = sum(a == b for a, b in zip(expected, found, strict=False))
    assert equal / max(len(expected), len(found)) >= EQUAL
    assert standards(document) == standards(page)
    assert len(standards(page)) == 5
    assert outline(document) == outline(page)


def test_a_web_page(page: Document) -> None:
    check_same(read_as("text/html", as_html(page), page), page)


def test_a_text_in_markdown(page: Document) -> None:
    check_same(read_as("text/markdown", as_markdown(page), page), page)


def test_a_word_document(page: Document) -> None:
    check_same(read_as(WORD, as_docx(page), page), page)


def test_a_pdf_set_by_a_publisher(page: Document) -> None:
    document = read_as("application/pdf", typeset(page), page)
    check_same(document, page)
    assert len(document.pages) > 2


@pytest.mark.browser
def test_a_pdf_printed_by_a_browser(page: Document, browser: Browser) -> None:
    data = printed(as_html(page), page.source.title, browser)
    document = read_as("application/pdf", data, page)
    check_same(document, page)
    assert len(document.pages) > 2
    around = [document.slice(span) for span in document.furniture]
    assert around.count(page.source.title) == len(document.pages)
    assert f"1 of {len(document.pages)}" in around
