"""The reader for HTML: the main content of a page, as blocks in the order of the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from ingest.errors import UnreadableDocument
from ingest.furniture import content_lines
from ingest.readers.compose import Piece, compose
from ingest.readers.html_facts import canonical_url, page_language, page_title, page_updated, refuse_printer_friendly
from ingest.readers.html_headings import ranked
from ingest.readers.html_main import main_contents
from ingest.readers.html_markup import BROKEN, SAVE_AGAIN, check_markup, decode_html
from ingest.readers.html_pieces import read_pieces
from ingest.types import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode


def read_html(data: bytes, source: Source) -> Reading:
    """The text of a page's main content, made once from its markup, and what the page says of itself."""
    markup = decode_html(data, source)
    check_markup(markup, source)
    tree = LexborHTMLParser(markup)
    refuse_printer_friendly(tree, source)
    main, pieces = read_main(tree, source)
    return replace(
        reading_of(pieces, source),
        title=page_title(tree, pieces),
        url=canonical_url(tree),
        updated=page_updated(tree, pieces, source),
        language=page_language(tree, main),
    )


def read_main(tree: LexborHTMLParser, source: Source) -> tuple[LexborNode, list[Piece]]:
    """The main content, and its pieces: not all of them furniture."""
    for main, left_out in main_contents(tree):
        pieces = list(ranked(list(read_pieces(main, left_out))))
        if content_lines([piece.text for piece in pieces]):
            return main, pieces
    raise UnreadableDocument(
        "holds no main text, only what a website prints around it.",
        do="Check the address, and whether the page needs a script or a login to show its text.",
        path=source.file,
    )


def reading_of(pieces: Sequence[Piece], source: Source) -> Reading:
    """The text of the pieces, those that are furniture set apart."""
    text, blocks = compose(pieces)
    check_letters(text, source)
    content = set(content_lines([piece.text for piece in pieces]))
    furniture = tuple(block.span for i, block in enumerate(blocks) if i not in content)
    return Reading(text, tuple(block for i, block in enumerate(blocks) if i in content), furniture)


def check_letters(text: str, source: Source) -> None:
    if broken := BROKEN.search(text):
        context = text[max(0, broken.start() - 20) : broken.end()]
        raise UnreadableDocument(
            f"lost letters when it was saved in a wrong encoding, at {context!r}.", do=SAVE_AGAIN, path=source.file
        )
