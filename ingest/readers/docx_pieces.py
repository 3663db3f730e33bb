"""The body of a Word document to pieces: paragraphs, items and headings by their styles, tables by their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.markers import MARKER
from ingest.readers.compose import Piece
from ingest.readers.docx_file import W
from ingest.readers.docx_lists import Lists, indent
from ingest.readers.docx_styles import Format, Styles, below, value
from ingest.readers.docx_text import Note, Notes, text_of
from ingest.readers.headings import can_head
from ingest.readers.nesting import Nesting

BOLD_RANK = 20  # of a heading by its look alone: below those that are headings by their style
SAME_PLACE = 60  # twentieths of a point
ROW, CELL = f"{W}tr", f"{W}tc"
WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml")}


@dataclass(slots=True)
class Reader:
    """What reading a paragraph needs of the rest of its document, and has to remember of it for the next."""

    styles: Styles
    lists: Lists
    notes: Notes = field(default_factory=Notes)
    nesting: Nesting = field(default_factory=lambda: Nesting(SAME_PLACE))
    before: str = ""
    """The text of the piece before."""
    titled: bool = False
    """Whether there has been a title, which stands above the headings of the first rank."""
    contents: list[str] = field(default_factory=list)
    """The lines of lists of contents, which are no part of the text."""


def read_pieces(body: Any, parts: Mapping[str, Any], reader: Reader) -> Iterator[Piece]:
    """The pieces in order, each note behind the paragraph that refers to it, or behind the list or table."""
    waiting: list[Note] = []
    last: Piece | None = None
    for piece in read_blocks(body, reader):
        met = reader.notes.taken()
        if last and waiting and piece.kind not in ("item", "row") and not last.text.endswith(":"):
            yield from read_notes(waiting, parts, reader)
            waiting = []
        yield piece
        waiting += met
        last = piece
    yield from read_notes(waiting, parts, reader)


def read_notes(notes: Sequence[Note], parts: Mapping[str, Any], reader: Reader) -> Iterator[Piece]:
    for kind, id, mark in notes:
        texts = parts[kind].iterchildren(f"{W}{kind}") if kind in parts else ()
        found = next((text for text in texts if value(text, "id") == id), ())
        paragraphs = [text for one in found if one.tag == f"{W}p" and (text := text_of(one, reader.notes))]
        if paragraphs:
            yield Piece("paragraph", f"{mark} {paragraphs[0]}")
            yield from (Piece("paragraph", text) for text in paragraphs[1:])


def read_blocks(container: Any, reader: Reader) -> Iterator[Piece]:
    for element in unwrapped(container):
        if element.tag == f"{W}p" and (piece := read_paragraph(element, reader)):
            reader.before = piece.text
            yield piece
        elif element.tag == f"{W}tbl":
            yield from read_table(element, reader)


def unwrapped(container: Any) -> Iterator[Any]:
    """What stands in a container, and in the content controls there, in order."""
    for element in container.iterchildren("*"):
        if element.tag in WRAPPERS:
            yield from unwrapped(element)
        else:
            yield element


def read_paragraph(paragraph: Any, reader: Reader) -> Piece | None:
    styles, nesting = reader.styles, reader.nesting
    format = styles.format(paragraph)
    marker = reader.lists.marker(format)
    text = text_of(paragraph, reader.notes)
    if not text:
        return None
    whole, kind = f"{marker.text} {text}" if marker else text, styles.kind(format.style)
    if kind == "contents":
        reader.contents.append(whole)
        return None
    rank = styles.rank(format) or (rank_by_look(paragraph, format, whole, reader) if not marker else None)
    if kind == "title" or rank:
        nesting.close()
        reader.titled = reader.titled or kind == "title"
        return Piece("heading", whole.replace("\n", " "), 1 if kind == "title" else (rank or 0) + reader.titled)
    x = marker.x if marker else indent(format, None, styles)
    if MARKER.match(whole):
        return Piece("item", whole, nesting.item(x))
    return Piece("quotation" if kind == "quotation" else "paragraph", whole, nesting.inside(x))


def rank_by_look(paragraph: Any, format: Format, text: str, reader: Reader) -> int | None:
    """That of a heading which is one only by being short and bold; a number may stand in front of it, but no bullet."""
    typed = MARKER.match(text)
    if (typed and not typed.group()[:-1].strip("(").isalnum()) or not can_head(text, reader.before):
        return None
    return BOLD_RANK if reader.styles.is_bold(paragraph, format) else None


def read_table(table: Any, reader: Reader) -> Iterator[Piece]:
    """A piece for each row; a table of one column is a frame, and what stands in it stands in the text."""
    rows = [
        [cell for cell in unwrapped(row) if cell.tag == f"{W}tc"] for row in unwrapped(table) if row.tag == f"{W}tr"
    ]
    if all(len(row) <= 1 for row in rows):
        for cell in (cell for row in rows for cell in row):
            yield from read_blocks(cell, reader)
        return
    for row in rows:
        cells = [read_cell(cell, reader) for cell in row]
        if any(cells):
            yield Piece("row", " | ".join(cells).strip())


def read_cell(cell: Any, reader: Reader) -> str:
    """The text of a cell; of one that is merged with the one above, none: it stands there."""
    merged = below(cell, "tcPr", "vMerge")
    if merged is not None and value(merged) != "restart":
        return ""
    outside, reader.nesting = reader.nesting, Nesting(SAME_PLACE)
    text = "\n".join(piece.text for piece in read_blocks(cell, reader))
    reader.nesting = outside
    return text
