"""Addresses that open the published page at the words of a passage, by text fragments (a WICG draft)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from ingest.markers import ITEM_MARKER
from ingest.types import Block, Document, Passage

LONGEST_EXACT = 300  # characters; longer texts are given by their first and last words, as browsers themselves do
FEWEST_WORDS = 4

Words = list[str]


@lru_cache(maxsize=512)  # of passages, which are shown again and again; a question leaves nothing of its own here
def address(passage: Passage) -> str | None:
    """The address of the passage's page, opening at the passage; None for a document without an address.

    A PDF opens at a page of its own. Other files to download have no text to point at, and are addressed as they are.
    """
    url = passage.document.source.url
    if url and (number := passage.document.page_of(passage.span)):
        return f"{url.split('#')[0]}#page={number}"
    if url is None or url.lower().endswith((".pdf", ".docx")):
        return url
    return f"{url.split('#')[0]}#:~:{'&'.join(f'text={directive}' for directive in directives(passage))}"


def directives(passage: Passage) -> Iterator[str]:
    """One directive that finds the whole passage and, where that leans on text of another section, one that does not.

    What a page shows between two sections, such as the title of an accordion panel, may be missing from our text of
    it. If the first directive then finds nothing, the second still opens the page at words of the passage.
    """
    blocks = passage.document.blocks
    texts, page = words_and_lines(passage.document)
    here = [i for i, block in enumerate(blocks) if passage.span.holds(block.span)]
    start, end = bounds(page, texts, here[0], here[-1])
    before = prefix(page, texts, here[0], start) if find(page, start) != (here[0], 0) else []
    yield ",".join(filter(None, [f"{encode(before)}-" if before else "", encode(start), encode(end)]))
    if before and blocks[here[0] - 1].section != blocks[here[0]].section:
        yield from (encode(texts[i]) for i in here[-1:] if find(page, texts[i]) == (i, 0))


@lru_cache(maxsize=16)
def words_and_lines(document: Document) -> tuple[Sequence[Words], Sequence[str]]:
    """The words of every block, and the same as lines to search in; an answer asks for those of one page repeatedly."""
    texts = [words_of(document, block) for block in document.blocks]
    return texts, [line(words) for words in texts]


def words_of(document: Document, block: Block) -> Words:
    """The words of a block as a browser matches them: white space folded, the list marker left to the page."""
    text = document.slice(block.span)
    return (ITEM_MARKER.sub("", text, count=1) if block.kind == "item" else text).split()


def line(words: Words) -> str:
    """Words to be searched for, or in, whatever their case."""
    return f" {' '.join(words).casefold()} "


def find(page: Sequence[str], words: Words, after: tuple[int, int] = (0, 0)) -> tuple[int, int] | None:
    """The first block, and the offset in its line, where the words stand together, at or after a place.

    Whole words, as a browser sees them: "if" stands in "if:" too.
    """
    wanted, (first, offset) = line(words).strip(), after
    for i in range(first, len(page)):
        place = page[i].find(wanted, offset if i == first else 0)
        while place >= 0:
            if is_whole(page[i], place, place + len(wanted)):
                return i, place - 1
            place = page[i].find(wanted, place + 1)
    return None


def is_whole(line: str, start: int, end: int) -> bool:
    """Whether no word of a line goes on before, or after, a part of it."""
    return not any(line[i - 1].isalnum() and line[i].isalnum() for i in (start, end))


def bounds(page: Sequence[str], texts: Sequence[Words], first: int, last: int) -> tuple[Words, Words]:
    """The words a passage starts with and ends with; all its words and none if it is one short block."""
    start, end = texts[first], texts[last]
    if first == last and len(" ".join(start)) <= LONGEST_EXACT:
        return start, []
    half = len(start) // 2 if first == last else max(len(start), len(end))
    openings = [start[:n] for n in lengths(start[:half])]
    opening = next((words for words in openings if find(page, words) == (first, 0)), openings[-1])
    behind = (first, len(line(opening)) - 1)
    closings = [end[-n:] for n in lengths(end[:half])]
    closing = (words for words in closings if find(page, words, behind) == (last, len(page[last]) - len(line(words))))
    return opening, next(closing, closings[-1])


def lengths(words: Words) -> range:
    """How many words to try: from few to all."""
    return range(min(FEWEST_WORDS, len(words)), len(words) + 1)


def prefix(page: Sequence[str], texts: Sequence[Words], first: int, start: Words) -> Words:
    """The fewest words before the passage that tell its start from the same words elsewhere on the page."""
    above = texts[first - 1] if first else []
    for n in lengths(above):
        behind = (
            i for i in range(1, len(page)) if page[i].startswith(line(start)) and page[i - 1].endswith(line(above[-n:]))
        )
        if next(behind, None) == first:
            return above[-n:]
    return above


def encode(words: Words) -> str:
    """Percent-encoded; the hyphen too, which the syntax of directives uses."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
