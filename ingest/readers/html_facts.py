"""What an HTML page says of itself: title, address, date, language."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ingest.errors import UnreadableDocument
from ingest.furniture import UPDATED, updated_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from ingest.readers.compose import Piece
    from ingest.types import Source

LABEL = re.compile(r"(?:page )?(?:last )?updated\b", re.IGNORECASE)
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
MODIFIED = 'meta[property="article:modified_time"], meta[name="dcterms.modified"]'
PRINTER_FRIENDLY = re.compile(r"printer-?friendly", re.IGNORECASE)


def page_title(tree: LexborHTMLParser, pieces: Sequence[Piece]) -> str | None:
    """The first heading of the highest rank, wherever the page has it; or else what a browser's tab shows."""
    heading = next((piece.text for piece in pieces if piece.kind == "heading" and piece.level == 1), "")
    others = (node.text() for node in (tree.css_first("h1"), tree.css_first("title")) if node is not None)
    return next(filter(None, (" ".join(text.split()) for text in (heading, *others))), None)


def canonical_url(tree: LexborHTMLParser) -> str | None:
    """The address that the page names as its own, if it is a whole one."""
    link = tree.css_first("link[rel=canonical]")
    url = (link.attributes.get("href") or "").strip() if link is not None else ""
    return url if re.fullmatch(r"https?://[^\s<>\"]+", url) else None


def page_language(tree: LexborHTMLParser, main: LexborNode) -> str | None:
    """The language that the page declares for its main content: "en" for "en-GB"."""
    for node in (main, tree.css_first("html")):
        declared = (node.attributes.get("lang") or "") if node is not None else ""
        if match := re.fullmatch(r"([a-z]{2,3})(?:[-_].*)?", declared.strip().lower()):
            return match[1]
    return None


def page_updated(tree: LexborHTMLParser, pieces: Sequence[Piece], source: Source) -> date | None:
    """The day on which the page says it was last changed: in its text, below it, or else in its head."""
    return updated_date(lines_of(tree, pieces), source.file) or next(stated_dates(tree), None)


def lines_of(tree: LexborHTMLParser, pieces: Sequence[Piece]) -> Iterator[str]:
    yield from (piece.text for piece in pieces)
    if tree.body is not None:
        yield from (match.group() for match in UPDATED.finditer(tree.body.text()))


def stated_dates(tree: LexborHTMLParser) -> Iterator[date]:
    for time in tree.css("time[datetime]"):
        if time.parent is not None and LABEL.match(time.parent.text().strip()):
            yield from iso_date(time.attributes.get("datetime"))
    for meta in tree.css(MODIFIED):
        yield from iso_date(meta.attributes.get("content"))


def iso_date(text: str | None) -> Iterator[date]:
    if match := ISO_DATE.match((text or "").strip()):
        try:
            yield date(*map(int, match.groups()))
        except ValueError:  # a day that does not exist, in what no reader sees: the page states none
            return


def refuse_printer_friendly(tree: LexborHTMLParser, source: Source) -> None:
    """Those pages lose their lists: what they say "if:" to is gone."""
    marks = [source.url or "", canonical_url(tree) or ""]
    for node in tree.css('html, body, meta[property="og:url"], base[href]'):
        marks += [node.attributes.get(name) or "" for name in ("id", "class", "content", "href")]
    if any(map(PRINTER_FRIENDLY.search, marks)):
        raise UnreadableDocument(
            "is a printer-friendly copy, and those lose their lists.", do="Fetch the page itself.", path=source.file
        )
