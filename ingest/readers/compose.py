"""Pieces to text: what a reader found, in order, becomes one text with blocks, levels and sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.types import Block, BlockKind, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has a place: `text` without white space around it, an item's with its marker.

    `level` is that of Block: the rank of a heading, and the columns that anything else is indented by,
    two for each list it stands in.
    """

    kind: BlockKind
    text: str
    level: int = 0
    panels: tuple[int, ...] = ()
    """The panels, numbered, that the format itself says it stands in; outermost first."""
    before: str = ""
    """White space of the format's own in front of it: a form feed for each page without text."""


def compose(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text, and one block for each piece in the same order.

    Blocks are parted by a blank line, the items of a list and the rows of a table by a line end. What is indented
    has its spaces in front of it, outside its span.
    """
    parts: list[str] = []
    spans: list[Span] = []
    end = 0
    for i, piece in enumerate(pieces):
        gap = (separator(pieces[i - 1], piece) if i else "") + piece.before + " " * columns(piece)
        start = end + len(gap)
        end = start + len(piece.text)
        parts += [gap, piece.text]
        spans.append(Span(start, end))
    blocks = zip(pieces, spans, number_sections(pieces), strict=True)
    return "".join(parts), tuple(Block(piece.kind, span, piece.level, section) for piece, span, section in blocks)


def separator(before: Piece, piece: Piece) -> str:
    return "\n" if before.kind == piece.kind and piece.kind in ("item", "row") else "\n\n"


def columns(piece: Piece) -> int:
    return 0 if piece.kind == "heading" else piece.level


def with_furniture(text: str, around: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """The text with what is printed around it behind it, so that nothing of the document is lost in silence."""
    parts, end = [text], len(text)
    spans: list[Span] = []
    for words in filter(None, map(str.strip, around)):
        gap = "\n" if spans else "\n\n"
        spans.append(Span(end + len(gap), end + len(gap) + len(words)))
        parts += [gap, words]
        end = spans[-1].end
    return "".join(parts), tuple(spans)


def number_sections(pieces: Sequence[Piece]) -> Iterator[int]:
    """The section of each piece. A heading opens one, and so does an accordion panel.

    A panel that the format marks is followed by the section that it interrupted; a list item's ends with its depth.
    """
    latest = 0
    sections: dict[tuple[int, ...], int] = {(): 0}
    item: int | None = None
    for i, piece in enumerate(pieces):
        ended = item is not None and piece.level <= item
        if piece.kind == "heading" or ended or piece.panels not in sections:
            latest, item = latest + 1, None
            sections[piece.panels] = latest
        if item is None and is_panel(pieces, i):
            latest, item = latest + 1, piece.level
            sections[piece.panels] = latest
        yield sections[piece.panels]


def is_panel(pieces: Sequence[Piece], i: int) -> bool:
    """A list item with paragraphs of its own, in a list that no lead-in introduces."""
    item, after = pieces[i], pieces[i + 1 : i + 2]
    if item.kind != "item" or not after or after[0].kind in ("item", "heading") or after[0].level <= item.level:
        return False
    outside = (x for x in reversed(pieces[:i]) if x.kind != "item" and columns(x) <= item.level)
    before = next(outside, None)
    return before is None or not before.text.endswith(":")
