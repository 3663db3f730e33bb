"""An HTML page as a whole: where its main content is, what around it is furniture, what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ingest.furniture import updated_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NOT_SHOWN = frozenset(
    "audio button canvas datalist embed head iframe input map nav noscript object progress script select style svg "
    "template textarea title video -comment -doctype".split()
)


def main_content(tree: LexborHTMLParser) -> LexborNode | None:
    return tree.css_first("main, [role=main], article")


def is_left_out(node: LexborNode) -> bool:
    return node.tag in NOT_SHOWN


def page_title(tree: LexborHTMLParser, main: LexborNode | None) -> str | None:
    for node in (main and main.css_first("h1"), tree.css_first("h1"), tree.css_first("title")):
        if node and (title := " ".join(node.text().split())):
            return title
    return None


def canonical_url(tree: LexborHTMLParser) -> str | None:
    """The address that the page names as its own, if it is a whole one."""
    link = tree.css_first("link[rel=canonical]")
    url = (link.attributes.get("href") or "").strip() if link else ""
    return url if url.startswith(("https://", "http://")) else None


def page_language(tree: LexborHTMLParser) -> str | None:
    """The language the page declares: "en" for "en-GB"."""
    root = tree.css_first("html")
    declared = (root.attributes.get("lang") or "") if root else ""
    return declared.split("-")[0].strip().lower() or None


def page_updated(tree: LexborHTMLParser, lines: Sequence[str], file: str | None) -> date | None:
    return updated_date(lines, file)
