"""The reader for HTML: the main content of a page, as blocks in the order of the page."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from ingest.errors import UnreadableDocument
from ingest.furniture import furniture_lines
from ingest.readers.compose import compose
from ingest.readers.html_page import canonical_url, main_content, page_language, page_title, page_updated
from ingest.readers.html_pieces import read_pieces
from ingest.readers.text import decode
from ingest.types import Reading, Source


def read_html(data: bytes, source: Source) -> Reading:
    """The text of a page's main content, made once from its markup, and what the page says of itself."""
    tree = LexborHTMLParser(decode(data, source))
    main = main_content(tree)
    pieces = list(read_pieces(main)) if main else []
    lines = [piece.text for piece in pieces]
    first, last = furniture_lines(lines)
    if first == last:
        raise UnreadableDocument(
            "holds no main text, only what a website prints around it.",
            do="Check the address, and whether the page needs a script or a login to show its text.",
            path=source.file,
        )
    text, blocks = compose(pieces)
    return Reading(
        text,
        blocks[first:last],
        tuple(block.span for block in (*blocks[:first], *blocks[last:])),
        title=page_title(tree, main),
        url=canonical_url(tree),
        updated=page_updated(tree, lines, source.file),
        language=page_language(tree),
    )
