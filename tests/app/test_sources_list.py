"""The list of sources: each document once, by its state, with what it can be checked by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sources import list_sources
from app.web.sources_list import KINDS, SECTIONS, known_sources, sources_html
from ingest.corpus import SHIPPED
from ingest.readers import READERS
from ingest.types import Corpus, Document, Skipped, Source
from tests.app.test_cards import HOSTILE, Read


def test_every_known_document_is_listed_once_and_the_held_one_with_its_hash(corpus: Corpus, page: Document) -> None:
    """Rejects a list of the documents that are searched alone."""
    html = sources_html(corpus)
    read = Read(html)
    assert sorted(read.texts("h4")) == sorted(source.title for source in corpus.sources)
    assert read.texts("h3") == [SECTIONS["there"][0], SECTIONS["not held"][0]]
    assert read.texts("code") == [page.sha256]
    assert html.index(page.sha256) < html.index(SECTIONS["not held"][0])
    first = dict(zip(read.texts("dt")[:8], read.texts("dd")[:8], strict=True))
    assert first == {
        "Status": "Superseded on 1 September 2024 by “Guidance on the use of social media, revised”",
        "Publisher": "HCPC",
        "Kind": "Plain text",
        "Edition": "2016 edition of the standards",
        "Updated": "24 March 2021",
        "Address": page.source.url,
        "Holds": "27 passages, 5 standards",
        "SHA-256": page.sha256,
    }


def test_a_document_that_cannot_be_read_says_why(corpus: Corpus) -> None:
    """Rejects a document that was skipped and is listed as not held, or not at all."""
    skipped = Skipped("standards-2024", "is <locked>.", "Ask for another.", None)
    read = Read(sources_html(replace(corpus, skipped=(skipped,))))
    assert SECTIONS["unreadable"][0] in read.texts("h3")
    assert "is <locked>. Ask for another." in read.texts("dd")


@pytest.mark.parametrize("text", HOSTILE)
def test_an_entry_that_somebody_wrote_is_text_and_its_address_a_link_only_if_it_is_of_the_web(text: str) -> None:
    source = Source("d", text, publisher=text, url=f"javascript:{text}", edition=text, media_type=text)
    read = Read(sources_html(Corpus((source,), ())))
    assert read.texts("h4") == [text]
    assert read.values("a", "href") == []
    assert {tag for tag, _, _ in read.elements} <= {
        "h2",
        "h3",
        "h4",
        "p",
        "section",
        "article",
        "cite",
        "dl",
        "div",
        "dt",
        "dd",
    }


def test_every_kind_that_can_be_read_has_a_name() -> None:
    assert KINDS.keys() == READERS.keys()


def test_its_rows_are_those_of_the_command(corpus: Corpus) -> None:
    """Rejects a page and a command that say different things of the same corpus."""
    assert known_sources(corpus) == list_sources(SHIPPED)
