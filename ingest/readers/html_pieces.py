"""HTML elements to pieces: what a browser draws as headings, paragraphs, list items and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.normalise import UNSEEN
from ingest.readers.compose import Piece
from ingest.readers.html_furniture import HEADINGS, LISTS, class_names, is_panel, is_panel_title
from ingest.readers.html_lists import BULLET, Numbering, next_marker, numbering_of
from ingest.readers.html_main import walk
from ingest.types import BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from ingest.readers.html_main import LeftOut

GROUPS = frozenset(
    "address article aside blockquote body center details dialog div dl fieldset figcaption figure footer form header "
    "hgroup hr main optgroup option p pre search section summary".split()
)
TABLE = frozenset("caption table tbody td tfoot th thead tr".split())
BLOCKS = GROUPS | TABLE | HEADINGS | LISTS | {"li", "dt", "dd"}
CELLS = frozenset({"td", "th"})
TITLES = HEADINGS | {"title"}
INDENTED = LISTS | {"dd"}
RANKS = frozenset("123456")
ANY_HEADING = ", ".join(sorted(HEADINGS))
SPACE = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r]")  # and not a single space, which stays
BREAK = "\0"  # a <br> before white space is folded; the markup holds no such character
AROUND_BREAK = re.compile(f" ?{BREAK} ?")
EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
BLANK = BREAK + "".join(sign for sign in map(chr, range(0x10000)) if sign.isspace() or UNSEEN.match(sign))
QUOTES = "“”"
INDENT = 2  # columns for each list that a piece stands in


@dataclass(slots=True)
class Open:
    """An element that has been opened and not closed."""

    drawn_as: str
    """Its tag; "title", of a panel, without a rank; or "div" for what only groups others."""
    within: frozenset[str]
    """What it and those around it are drawn as."""
    number: int
    is_panel: bool
    numbering: Numbering | None = None
    """Of a list."""
    marker: str | None = None
    """Of a list item of which nothing has been drawn yet."""
    cells: list[str] = field(default_factory=list)
    """Of a row so far; of a cell, its lines."""


def read_pieces(main: LexborNode, left_out: LeftOut) -> Iterator[Piece]:
    """The pieces of an element in the order of the page. A heading without a rank of its own has level 0."""
    layouts = layout_tables(main)
    path: list[Open] = []
    words: list[str] = []
    number = 0
    for node, opens in walk(main, left_out):
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text_content or "")
        elif tag == "br":
            words.append(BREAK if opens else "")
        elif tag == "q":
            words.append(QUOTES[not opens])
        elif tag in BLOCKS or node is main or is_title(node):
            yield from drawn(path, "".join(words))
            words = []
            if opens:
                number += 1
                path.append(opened(path, node, number, layouts))
            else:
                yield from completed(path)
                path.pop()


def is_title(node: LexborNode) -> bool:
    attributes = node.attributes
    return attributes.get("role") == "heading" or is_panel_title(class_names(attributes))


def opened(path: Sequence[Open], node: LexborNode, number: int, layouts: frozenset[int]) -> Open:
    attributes = node.attributes
    panel = node.tag == "details" or is_panel(attributes, class_names(attributes))
    around = path[-1].within if path else frozenset()
    tag = "div" if node.mem_id in layouts else drawn_as(path, node, panel, around)
    element = Open(tag, around | {tag}, number, panel)
    if element.drawn_as in LISTS:
        element.numbering = numbering_of(node)
    elif element.drawn_as == "li":
        numbering = next((outer.numbering for outer in reversed(path) if outer.numbering), Numbering(BULLET))
        element.marker = next_marker(numbering, node)
    return element


def drawn_as(path: Sequence[Open], node: LexborNode, panel: bool, around: frozenset[str]) -> str:
    tag = node.tag or ""
    if tag == "summary":
        return "title"
    if tag in HEADINGS:
        return "div" if "title" in around else tag
    if is_title(node):
        level = node.attributes.get("aria-level")
        return "div" if around & TITLES or holds_heading(node) else f"h{level}" if level in RANKS else "title"
    if tag in LISTS or tag == "li":
        return "div" if panel or (tag == "li" and path and path[-1].is_panel) else tag
    return "div" if tag in TABLE - {"table"} and "table" not in around else tag


def holds_heading(node: LexborNode) -> bool:
    return node.css_first(ANY_HEADING) is not None


def layout_tables(main: LexborNode) -> frozenset[int]:
    """The tables that only place things on the page: with headings or tables in them, or of one cell."""
    if main.css_first("table") is None:
        return frozenset()
    layouts: set[int] = set()
    tables: list[LexborNode] = []
    cells: list[int] = []
    for node, opens in walk(main, lambda _: False):
        if node.tag == "table" and not opens:
            if cells.pop() == 1:
                layouts.add(tables[-1].mem_id)
            tables.pop()
            continue
        if tables and opens and (node.tag == "table" or node.tag in HEADINGS):
            layouts.update(table.mem_id for table in tables)
        if node.tag == "table":
            tables.append(node)
            cells.append(0)
            if node.attributes.get("role") in ("presentation", "none"):
                layouts.add(node.mem_id)
        elif tables and opens:
            cells[-1] += node.tag in CELLS
    return frozenset(layouts)


def drawn(path: Sequence[Open], text: str) -> Iterator[Piece]:
    """The pieces that a text makes where it stands. The text of a cell waits for the end of its row."""
    if not text.strip(BLANK):
        return
    parts = folded(path, text)
    marker = taken_marker(path)
    if (cell := innermost(path, CELLS)) is not None:
        cell.cells.append((marker or "") + "\n".join(parts))
    elif (heading := innermost(path, TITLES)) is not None:
        level = 0 if heading.drawn_as == "title" else int(heading.drawn_as[1])
        yield Piece("heading", "\n".join(parts), level, panels_of(path))
    else:
        yield from running(path, parts, marker)


def folded(path: Sequence[Open], text: str) -> list[str]:
    """A text as a browser draws it, cut at empty lines: a run of white space is one space, but not in <pre>."""
    kept = "pre" in path[-1].within
    if not kept:
        text = AROUND_BREAK.sub(BREAK, SPACE.sub(" ", text))
    text = text.replace(BREAK, "\n").strip(BLANK)
    return list(filter(None, (part.strip(BLANK) for part in ([text] if kept else EMPTY_LINES.split(text)))))


def innermost(path: Sequence[Open], tags: frozenset[str]) -> Open | None:
    if not path[-1].within & tags:
        return None
    return next(element for element in reversed(path) if element.drawn_as in tags)


def taken_marker(path: Sequence[Open]) -> str | None:
    """The marker of the innermost item, if nothing has been drawn of it; now something is, and of those around it."""
    marker = None
    for element in path if "li" in path[-1].within else ():
        if element.drawn_as == "li":
            marker, element.marker = element.marker, None
    return marker


def running(path: Sequence[Open], parts: Sequence[str], marker: str | None) -> Iterator[Piece]:
    """An item or a paragraph, and the paragraphs after it."""
    kind: BlockKind = "quotation" if "blockquote" in path[-1].within else "paragraph"
    inside, panels = columns(path), panels_of(path)
    for i, part in enumerate(parts):
        if i == 0 and marker is not None:
            yield Piece("item", marker + part, inside - INDENT, panels)
        else:
            yield Piece(kind, part, inside, panels)


def completed(path: Sequence[Open]) -> Iterator[Piece]:
    """What the end of the innermost element completes: a cell in its row, or the row."""
    element = path[-1]
    if element.drawn_as in CELLS and (row := innermost(path, frozenset({"tr"}))) is not None:
        row.cells.append("\n".join(element.cells))
    elif element.drawn_as == "tr" and any(element.cells):
        yield Piece("row", " | ".join(element.cells).strip(), columns(path), panels_of(path))


def columns(path: Sequence[Open]) -> int:
    """How far what stands inside the items and definitions of a path is indented."""
    deep = sum(element.drawn_as in INDENTED for element in path)
    return INDENT * (deep + ("li" in path[-1].within))


def panels_of(path: Sequence[Open]) -> tuple[int, ...]:
    return tuple(element.number for element in path if element.is_panel)
