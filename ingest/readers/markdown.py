"""The reader for Markdown (CommonMark, with tables): what a browser draws of it, read as HTML is.

A quotation from the file itself would show its marks, "You must **not**", and be no quotation of the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from ingest.errors import UnreadableDocument
from ingest.furniture import content_lines, updated_date
from ingest.readers.html import reading_of
from ingest.readers.html_facts import page_title
from ingest.readers.html_furniture import is_left_out
from ingest.readers.html_headings import ranked
from ingest.readers.html_markup import check_limit, check_markup
from ingest.readers.html_pieces import read_pieces
from ingest.readers.text import decode
from ingest.types import Reading, Source

FRONT_MATTER = re.compile(
    r"---[ \t]*\n([\w-]+[ \t]*:.*\n(?:(?:[\w-]+[ \t]*:|[ \t]|-[ \t]|#).*\n|\n)*+)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
STATED_TITLE = re.compile(r"^title[ \t]*:[ \t]*(['\"]?)(.+?)\1[ \t]*$", re.MULTILINE)
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
MOST_LINES = 100_000  # seconds of work
MOST_LINKS = 20_000  # opening brackets, of links or not
MOST_LINKS_TOGETHER = 1_000  # in one paragraph: the parser's work grows with their square
MOST_NESTED = 250  # levels, more than the limit on HTML lets through: the parser drops what is deeper, in silence


def read_markdown(data: bytes, source: Source) -> Reading:
    """The text as a browser draws it. Front matter is no part of it, but may give the title."""
    text = decode(data, source).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    check_text(text, source)
    front = FRONT_MATTER.match(text)
    tree = LexborHTMLParser(rendered(text[front.end() if front else 0 :], source))
    left_out = partial(is_left_out, opened=frozenset())
    pieces = list(ranked(list(read_pieces(tree.body, left_out)))) if tree.body is not None else []
    lines = [piece.text for piece in pieces]
    if not content_lines(lines):
        raise UnreadableDocument("holds no text.", do="Check that the file is the whole document.", path=source.file)
    stated = STATED_TITLE.search(front[1]) if front else None
    return replace(
        reading_of(pieces, source),
        title=page_title(tree, pieces) or (stated[2] if stated else None),
        updated=updated_date(lines, source.file),
    )


def check_text(text: str, source: Source) -> None:
    check_limit(text.count("\n"), MOST_LINES, "lines", source)
    check_limit(text.count("["), MOST_LINKS, "opening brackets", source)
    most = max(part.count("[") for part in PARAGRAPH_END.split(text))
    check_limit(most, MOST_LINKS_TOGETHER, "opening brackets in one paragraph", source)


def rendered(text: str, source: Source) -> str:
    parser = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable(["table", "strikethrough"])
    try:
        markup: str = parser.render(text)
    except RecursionError:
        raise UnreadableDocument(
            "nests its lists and quotations too deeply.", do="Check where the file comes from.", path=source.file
        ) from None
    check_markup(f"<body>{markup}", source)
    return markup
