"""A real browser, given the address of a passage, highlights exactly that passage and scrolls to it."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from app.fragment import address, words_of
from ingest.corpus import SHIPPED, read_corpus
from ingest.passages import cut_passages
from ingest.types import Block, Document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DOCUMENT = read_corpus(SHIPPED).documents[0]
PASSAGES = cut_passages(DOCUMENT)
STYLE = """
    body { margin: 20px; font: 9px sans-serif }
    ::target-text, ::highlight(expected) { background-color: #ff0; color: #000 }
"""
# Marks what should be highlighted by another way, the CSS Custom Highlight API, for the same pixels.
EXPECT = """
([first, last]) => {
    const range = new Range();
    range.setStart(document.getElementById(first).firstChild, 0);
    const end = document.getElementById(last).firstChild;
    range.setEnd(end, end.length);
    CSS.highlights.set("expected", new Highlight(range));
}
"""


def as_html(document: Document) -> str:
    """The document as a web page: a block an element, list markers drawn by the browser."""
    body = [element(document, i, block) for i, block in enumerate(document.blocks)]
    return f"<!doctype html><meta charset=utf-8><title>Copy</title><style>{STYLE}</style>{''.join(body)}"


def element(document: Document, number: int, block: Block) -> str:
    tag = {"heading": "h2", "paragraph": "p", "item": "li"}[block.kind]
    text = document.slice(block.span)
    # The text without its marker, no-break spaces and all, as a page holds it.
    text = text[text.index(words_of(document, block)[0]) :]
    return f'<{tag} id="b{number}">{html.escape(text)}</{tag}>'


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    page = as_html(DOCUMENT).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def pages(site: str, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Two tabs: one to open addresses in, one that shows the page without any."""
    opened, plain = (browser.new_page(viewport={"width": 700, "height": 150}) for _ in range(2))
    plain.goto(site)
    yield opened, plain
    for tab in (opened, plain):
        tab.close()


@pytest.mark.parametrize("place", range(len(PASSAGES)), ids=lambda place: PASSAGES[place].text[:30])
def test_the_address_of_a_passage_opens_the_page_at_exactly_its_words(
    pages: tuple[Page, Page], site: str, place: int
) -> None:
    opened, plain = pages
    passage = PASSAGES[place]
    url = address(passage)
    assert url
    inside = [f"b{i}" for i, block in enumerate(DOCUMENT.blocks) if passage.span.holds(block.span)]
    opened.goto("about:blank")
    opened.goto(site + url[url.index("#") :])
    top = opened.evaluate(f"document.getElementById('{inside[0]}').getBoundingClientRect().top")
    assert 0 <= top < 150, "the page is not scrolled to the passage"
    plain.evaluate(EXPECT, [inside[0], inside[-1]])
    assert opened.screenshot(full_page=True) == plain.screenshot(full_page=True)


def test_the_highlight_that_is_compared_with_can_be_seen(pages: tuple[Page, Page]) -> None:
    """Rejects a comparison of two pages on which nothing is highlighted."""
    _, plain = pages
    plain.evaluate(EXPECT, ["b1", "b1"])
    highlighted = plain.screenshot(full_page=True)
    plain.evaluate("CSS.highlights.clear()")
    assert plain.screenshot(full_page=True) != highlighted
