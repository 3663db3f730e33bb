"""The reader for Word documents (.docx): the body in its order, by the styles of its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.compose import Piece, compose, with_furniture
from ingest.readers.docx_file import open_docx, refusal
from ingest.readers.docx_lists import Lists
from ingest.readers.docx_pieces import BOLD_RANK, Reader, read_pieces
from ingest.readers.docx_styles import Styles
from ingest.types import Reading, Source


def read_docx(data: bytes, source: Source) -> Reading:
    """The text of the body with its notes; its list of contents, if it has one, at the end.

    Not read: headers and footers, pictures, comments. Text boxes, tracked changes and whatever else holds words that
    are not plainly part of the text are refused.
    """
    parts = open_docx(data, source)
    styles = Styles(parts.styles)
    reader = Reader(styles, Lists(parts.numbering, styles))
    pieces = list(read_pieces(parts.body, parts.notes, reader))
    if not pieces:
        raise refusal(source, "has no text.", "Check that the file is the whole document, and not a scan of it.")
    if pieces[-1].kind == "heading" and pieces[-1].level >= BOLD_RANK:
        pieces[-1] = replace(pieces[-1], kind="paragraph", level=0)  # it has nothing to head
    text, blocks = compose(pieces)
    text, furniture = with_furniture(text, reader.contents)
    return Reading(text, blocks, furniture, title=title_of(pieces))


def title_of(pieces: Sequence[Piece]) -> str | None:
    """The only heading of the first rank. The title among the properties of a file is often that of a template."""
    highest = [piece.text for piece in pieces if piece.kind == "heading" and piece.level == 1]
    return highest[0] if len(highest) == 1 else None
