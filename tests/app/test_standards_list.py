"""The list of standards: each once a document, in its own words, by number, with edition and what became of it."""

from __future__ import annotations

import pytest

from app.web.standards_list import NONE, list_standards, standards_html
from index.types import Index
from ingest.corpus import document_of
from ingest.types import Corpus, Document, Source
from tests.app.test_cards import EXPECTED, HOSTILE, Read


def document(text: str, source: Source) -> Document:
    return document_of(text.encode(), source)


def test_documents_in_force_come_first_and_numbers_as_numbers(regulator: Index) -> None:
    """Rejects an order by letters, which puts 5.10 before 5.2, and an old edition on top."""
    read = Read(standards_html(regulator.corpus))
    assert read.texts("h3") == [
        "Standards of behaviour for lamplighters",
        "Standards of skill: gas lamps",
        "Guidance on matches",
        "Standards of behaviour for lamplighters",
        "Guidance on ladders",
    ]
    numbers = [label.removeprefix("Standard ") for label in read.texts("strong")]
    assert numbers[:7] == [f"{number}, 2023 edition" for number in "1.1 1.2 1.3 1.4 2.1 5.1 5.10".split()]
    assert numbers[-1] == "1.2, 2018 edition"
    assert any(text.startswith("“Guidance on ladders” was superseded.") for text in read.texts("p"))


def test_every_standard_is_quoted_letter_for_letter(corpus: Corpus, page: Document) -> None:
    """Rejects a list in words of its own."""
    read = Read(standards_html(corpus))
    entries = list_standards(page, corpus)
    assert [entry.standard.number for entry in entries] == ["1.7", "2.7", "5.1", "9.1", "9.3"]
    slices = [page.text[entry.standard.start : entry.standard.end] for entry in entries]
    assert read.texts("blockquote") == slices
    assert read.texts("strong") == [f"Standard {entry.standard.number}, 2016 edition" for entry in entries]
    notes = [entry.standard.now.note for entry in entries if entry.standard.now]
    assert [text for text in read.texts("p") if text in notes] == notes
    assert len(notes) == 5


def test_each_place_has_its_headings_and_a_link_to_the_words(corpus: Corpus) -> None:
    """Rejects a link that opens the top of the page."""
    read = Read(standards_html(corpus))
    links = [url for url in read.values("a", "href") if url and "#:~:text=" in url]
    assert len(links) == 5
    assert read.texts("cite")[1:] == ["2. How to use social media"] * 5


def test_words_that_a_document_repeats_stand_once_with_all_their_places() -> None:
    """Rejects a list that shows a rule as often as it is quoted."""
    source = Source(id="a", title="A", file="a.txt", url="https://a.example/", standards="S", edition="1")
    rule = "You must carry a wick (1.1)"
    twice = document(f"Guide\n\n1. Top\n\n{rule}\n\n2. End\n\n{rule}\n", source)
    (entry,) = list_standards(twice, Corpus((source,), (twice,)))
    assert entry.standard.text == rule
    assert [place.headings[-1] for place in entry.places] == ["1. Top", "2. End"]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_awkward_title_and_rule_are_shown_letter_for_letter_and_add_no_element(text: str) -> None:
    """Rejects a list that lets a document be markup."""
    words = " ".join(text.split()).replace(". ", " ")  # a rule is one sentence
    source = Source(id="a", title=words, file="a.txt", url="javascript:alert(1)", standards="S", edition="<2016>")
    hostile = document(f"Guide\n\nYou must {words} always (1.1)\n", source)
    corpus = Corpus((source,), (hostile,))
    read = Read(standards_html(corpus))
    assert read.texts("blockquote") == [e.standard.text for e in list_standards(hostile, corpus)] != []
    assert read.texts("h3") == [words]
    assert {tag for tag, _, _ in read.elements} <= EXPECTED | {"h4"} - {"a"}


def test_a_corpus_without_standards_says_so() -> None:
    """Rejects an empty tab."""
    source = Source(id="a", title="A", file="a.txt")
    assert NONE in Read(standards_html(Corpus((source,), (document("Guide\n\nBe kind.\n", source),)))).texts("p")
