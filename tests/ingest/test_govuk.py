"""59 pages of GOV.UK, beside the project and not in it: nothing lost, nothing added, and every passage in its place.

govuk_headings.jsonl: 50 groups of blocks, one a page, of every depth, with the headings above each of them.
Page, offsets and headings were checked by hand against the markup of the pages.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from ingest.corpus import read_corpus
from ingest.markers import ITEM_MARKER
from ingest.passages import cut_passages
from ingest.types import Block, Document, Passage, Span
from ingest.wholes import whole_groups
from tests.conftest import SHARED, needed

GOVUK = SHARED / "eval" / "govuk"
ELEMENT = re.compile(r"<(h\d|p|li|td)>(.*?)</\1>", re.DOTALL)
KINDS = {"p": "paragraph", "li": "item", "td": "row"}


pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Golden:
    page: str
    start: int
    end: int
    headings: list[str]


LINES = (Path(__file__).parent / "govuk_headings.jsonl").read_text("utf-8").splitlines()
GOLDEN = [Golden(**json.loads(line)) for line in LINES]


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.source.id: document for document in read_corpus(needed(GOVUK / "pages")).documents}


@pytest.fixture(scope="module")
def passages(documents: dict[str, Document]) -> dict[str, tuple[Passage, ...]]:
    return {page: cut_passages(document) for page, document in documents.items()}


def markup_of(page: str) -> str:
    return (GOVUK / "pages" / f"{page}.html").read_text("utf-8")


def normalised(text: str) -> str:
    """As the scorer does it."""
    for typographic, plain in zip("\u00a0’‘“”•", " ''\"\" ", strict=True):
        text = text.replace(typographic, plain)
    return " ".join(text.split())


def words_of(document: Document, block: Block) -> str:
    text = document.slice(block.span)
    return normalised(ITEM_MARKER.sub("", text, count=1) if block.kind == "item" else text)


def test_the_blocks_of_each_page_are_the_elements_of_its_main_content(documents: dict[str, Document]) -> None:
    """These pages are marked up so plainly that a regular expression reads them too."""
    assert len(documents) == 59
    for page, document in documents.items():
        main = markup_of(page).partition("<main")[2].partition("</main>")[0]
        elements = [(KINDS.get(tag, "heading"), normalised(unescape(text))) for tag, text in ELEMENT.findall(main)]
        assert [(block.kind, words_of(document, block)) for block in document.blocks] == elements


def test_each_page_says_its_own_title_address_and_language(documents: dict[str, Document]) -> None:
    for page, document in documents.items():
        title = unescape(re.findall(r"<h1>(.*?)</h1>", markup_of(page))[0])
        assert (document.source.title, document.source.url) == (title, f"https://www.gov.uk/{page}")
        assert (document.source.updated, document.language) == (None, "en")


def test_every_evidence_sentence_is_inside_exactly_one_passage(
    documents: dict[str, Document], passages: dict[str, tuple[Passage, ...]]
) -> None:
    """A sentence that a page has twice is found twice: each place of it, one block, is inside exactly one passage."""
    questions = map(json.loads, needed(GOVUK / "questions_dev.jsonl").read_text("utf-8").splitlines())
    evidence = {(question["page"], normalised(quote)) for question in questions for quote in question["quotes"]}
    for page, quote in evidence:
        document = documents[page]
        places = [b for b in document.blocks if b.kind != "heading" and words_of(document, b) == quote]
        assert places, f"{page}: {quote}"
        for place in places:
            (holding,) = [passage for passage in passages[page] if passage.span.holds(place.span)]
            assert quote in normalised(holding.text)
    assert len(evidence) == 535


def test_no_furniture_is_in_any_passage(passages: dict[str, tuple[Passage, ...]]) -> None:
    for page, cut in passages.items():
        before, _, rest = markup_of(page).partition("<main")
        around = re.split(r"<[^>]*>", f"{before}{rest.partition('</main>')[2]}")
        furniture = {normalised(unescape(text)) for text in around} - {""}
        assert {normalised(f"{cut[0].document.source.title} - GOV.UK"), "Skip to main content"} < furniture
        for passage in cut:
            assert not [text for text in furniture if text in normalised(passage.text)]


def test_the_golden_file_has_fifty_passages_of_every_depth() -> None:
    assert len(GOLDEN) == 50
    assert {len(golden.headings) for golden in GOLDEN} == {1, 2, 3}


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.page)
def test_the_headings_of_a_passage_are_those_that_the_page_has_above_it(
    golden: Golden, documents: dict[str, Document], passages: dict[str, tuple[Passage, ...]]
) -> None:
    """A passage may be a whole section: then the lowest of the headings stand in it, above the words."""
    document = documents[golden.page]
    groups = {(group[0].span.start, group[-1].span.end): path for path, group in whole_groups(document)}
    title, *path = [heading.span for heading in groups[golden.start, golden.end]]
    assert document.slice(title) == document.source.title
    assert [document.slice(span) for span in path] == golden.headings
    (passage,) = [passage for passage in passages[golden.page] if passage.span.holds(Span(golden.start, golden.end))]
    within = [span for span in path if passage.span.holds(span)]
    assert [*passage.headings, *within] == path
