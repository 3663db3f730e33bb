"""HTML elements to pieces: what a browser draws as headings, paragraphs, list items and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.readers.compose import Piece
from ingest.readers.html_page import is_left_out

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr legend li main menu nav ol optgroup option p pre search section summary table tbody "
    "td tfoot th thead tr ul".split()
) | set(HEADINGS)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
CELLS = frozenset({"td", "th"})
SPACE = re.compile(r"[ \t\n\f\r]+")
INDENT = 2  # columns for each list that a piece stands in


@dataclass(slots=True)
class Open:
    """An element that has been opened and not closed."""

    tag: str
    marker: str = ""
    """Of a list item of which nothing has been drawn yet."""
    count: int = 0
    """Items of a list so far."""
    cells: list[str] = field(default_factory=list)
    """Of a row so far; of a cell, its lines."""


def read_pieces(main: LexborNode) -> Iterator[Piece]:
    """The pieces of an element in the order of the page."""
    path: list[Open] = []
    words: list[str] = []
    for node, opens in walk(main):
        tag = node.tag or ""
        if tag == "-text":
            words.append(SPACE.sub(" ", node.text_content or ""))
        elif tag == "br" and opens:
            words.append("\n")
        elif tag in BLOCKS:
            if text := folded("".join(words)):
                yield from drawn(path, text)
            words = []
            if opens:
                path.append(Open(tag, opened_marker(path) if tag == "li" else ""))
            else:
                yield from completed(path)
                path.pop()


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """What is shown of an element and below it: each node when it opens (True), and elements when they close."""
    path: list[tuple[LexborNode, LexborNode | None]] = []
    node: LexborNode | None = root
    while node is not None or path:
        if node is None:
            parent, node = path.pop()
            yield parent, False
        elif is_left_out(node):
            node = node.next
        else:
            yield node, True
            after = node.next if node is not root else None
            if node.tag == "-text":
                node = after
            else:
                path.append((node, after))
                node = node.first_child


def folded(text: str) -> str:
    """White space as a browser draws it: runs of it are one space, and none stands at the edges of a line."""
    return re.sub(r" *\n *", "\n", re.sub(" +", " ", text)).strip()


def opened_marker(path: Sequence[Open]) -> str:
    """The marker of the next item of the innermost list."""
    parent = next((element for element in reversed(path) if element.tag in LISTS), None)
    if parent is None or parent.tag != "ol":
        return "• "
    parent.count += 1
    return f"{parent.count}. "


def drawn(path: Sequence[Open], text: str) -> Iterator[Piece]:
    """The piece that a text makes where it stands. The text of a cell waits for the end of its row."""
    tags = [element.tag for element in path]
    cell = next((element for element in reversed(path) if element.tag in CELLS), None)
    if cell is not None:
        cell.cells.append(text)
        return
    heading = next((tag for tag in reversed(tags) if tag in HEADINGS), None)
    items = [element for element in path if element.tag == "li"]
    marker = items[-1].marker if items else ""
    for item in items:
        item.marker = ""
    if heading:
        yield Piece("heading", text, HEADINGS[heading])
    elif marker:
        yield Piece("item", marker + text, max(columns(path) - INDENT, INDENT))
    else:
        yield Piece("quotation" if "blockquote" in tags else "paragraph", text, columns(path))


def completed(path: Sequence[Open]) -> Iterator[Piece]:
    """What the end of the innermost element completes: a cell in its row, or the row."""
    element = path[-1]
    row = next((outer for outer in reversed(path) if outer.tag == "tr"), None)
    if element.tag in CELLS and row is not None:
        row.cells.append("\n".join(element.cells))
    elif element.tag == "tr" and any(element.cells):
        yield Piece("row", " | ".join(element.cells).strip(), columns(path))


def columns(path: Sequence[Open]) -> int:
    """How far what is inside of the items and definitions of a path is indented."""
    deep = sum(element.tag in LISTS or element.tag == "dd" for element in path)
    return INDENT * (deep + any(element.tag == "li" for element in path))
