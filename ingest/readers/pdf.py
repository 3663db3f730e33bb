"""The reader for PDF: the text of its pages, by its places on them, to blocks as they are read on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.readers.pdf_blocks import cut_blocks
from ingest.readers.pdf_file import opened, refusal
from ingest.readers.pdf_furniture import furniture
from ingest.readers.pdf_health import fault
from ingest.readers.pdf_layout import measure, placed, text_size
from ingest.readers.pdf_lines import Line, read_lines
from ingest.readers.pdf_pieces import read_pieces
from ingest.readers.pdf_reading import Said, reading, said_of_itself
from ingest.readers.pdf_runs import Budget, Page, read_page
from ingest.readers.pdf_tables import with_rows
from ingest.types import Reading, Source


def read_pdf(data: bytes, source: Source) -> Reading:
    """The text of the pages in the order of reading, each page a span; what is printed around it, at the end.

    Not read: pictures, comments, the contents of form fields, and what lies outside of the shown part of a page.
    """
    pages, said = read_pages(data, source)
    lines = [line for page in pages for line in sound_lines(page, data, source)]
    around = furniture(lines, {page.number: page.height for page in pages}, text_size(lines))
    text = with_tables(line for line in lines if line not in around)
    check_text(pages, text, source)
    size = text_size(text)
    places = placed(text, size)
    layout = measure(places, size)
    printed = list(read_pieces(cut_blocks(places, layout), layout))
    aside = [words for page in pages for words in page.aside]
    return reading(printed, [*(line.whole for line in lines if line in around), *aside], len(pages), said)


def read_pages(data: bytes, source: Source) -> tuple[list[Page], Said]:
    with opened(data, source) as reader:
        budget = Budget(len(data))
        pages = [read_page(page, number, budget) for number, page in enumerate(reader.pages, start=1)]
        return pages, said_of_itself(reader)


def sound_lines(page: Page, data: bytes, source: Source) -> Sequence[Line]:
    """The lines of a page as pypdf reads it or, where it loses letters, spaces or line ends, as PDFium does."""
    lines = read_lines(page)
    if fault(whole(lines)) is None and not page.mixed:
        return lines
    from ingest.readers.pdf_second import read_again

    lines = read_lines(read_again(data, page))
    if reason := fault(whole(lines)):
        raise refusal(
            source,
            f"page {page.number} {reason}, and cannot be quoted.",
            "Ask its publisher for another copy, or run OCR over it and compare its words with the pages.",
        )
    return lines


def with_tables(lines: Iterable[Line]) -> list[Line]:
    return [line for _, page in groupby(lines, lambda line: line.page) for line in with_rows(list(page))]


def whole(lines: Sequence[Line]) -> str:
    return "\n".join(line.whole for line in lines)


def check_text(pages: Sequence[Page], text: Sequence[Line], source: Source) -> None:
    """Refuses pages that show something but have no text of their own."""
    with_text = {line.page for line in text}
    empty = [page for page in pages if page.number not in with_text and (page.picture or not with_text)]
    if empty:
        raise refusal(
            source,
            f"{f'page {empty[0].number}' if with_text else 'it'} has no text layer, only a picture of its text.",
            "Run OCR over it first (ocrmypdf, say), compare its words with the pages, and build again.",
        )
