"""A passage cut for display: its parts are its text, and a highlight is words."""

from __future__ import annotations

from dataclasses import replace

from app.quote import quote, split_parts
from index.types import Index
from ingest.corpus import document_of
from ingest.passages import cut_passages
from ingest.types import Corpus, Document, Passage, Source, Span


def cut(text: str) -> Passage:
    source = Source(id="a", title="A", file="a.txt")
    (passage,) = cut_passages(document_of(text.encode(), source))
    return passage


def highlighted(passage: Passage, sentence: Span) -> list[str]:
    parts = split_parts(passage, sentence)
    assert "".join(part.text for part in parts) == passage.text
    return [part.text for part in parts if part.highlight]


def test_the_marker_of_a_list_item_is_not_highlighted(page: Document, regulator: Index) -> None:
    """Rejects a highlight that starts at a bullet, and one that loses a character to get round it."""
    seen = 0
    for document in (page, *regulator.corpus.documents):
        for passage in cut_passages(document):
            for sentence in passage.sentences:
                (words,) = highlighted(passage, sentence)
                assert words[0] not in "•–"
                assert document.slice(sentence).endswith(words)
                seen += document.slice(sentence) != words
    assert seen > 10


def test_only_the_marker_of_an_item_is_left_out() -> None:
    """Rejects a highlight that takes a dash within an item, or before a paragraph, for a marker."""
    item, paragraph = cut("  • – Dashed. Second."), cut("Light it. – Then go.")
    assert [highlighted(item, sentence) for sentence in item.sentences] == [["– Dashed."], ["Second."]]
    assert highlighted(paragraph, Span(10, 20)) == ["– Then go."]


def test_without_a_highlight_a_passage_is_one_part(corpus: Corpus) -> None:
    passage = cut_passages(corpus.documents[0])[0]
    assert [part.text for part in split_parts(passage, None)] == [passage.text]


def test_a_quotation_says_the_page_it_starts_on() -> None:
    """Rejects a page counted from 0, and that on which a passage ends."""
    passage = cut("It starts here, and goes on.")
    paged = replace(passage.document, pages=(Span(0, 3), Span(3, 15), Span(15, 28)))
    late = replace(passage, document=paged, span=Span(3, 28), sentences=(Span(3, 28),))
    assert quote(late, (), rank=1).page == 2
    assert quote(passage, (), rank=1).page is None
