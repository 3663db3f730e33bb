"""Blocks of a PDF to pieces: what is a heading and of which rank, what is an item and how deep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.compose import Piece
from ingest.readers.headings import can_head, is_short
from ingest.readers.nesting import Nesting
from ingest.readers.pdf_blocks import Block, text_of
from ingest.readers.pdf_layout import Layout

LARGER = 1.12  # than the text: larger text is a heading; text as large only if it is bold
LONGEST_LARGER = 200  # characters of a heading
SAME_PLACE = 3.0  # points

Style = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece with the page it starts on, and the offsets in its text at which further pages begin."""

    piece: Piece
    page: int
    breaks: Sequence[tuple[int, int]]


def read_pieces(blocks: Sequence[Block], layout: Layout) -> Iterator[Printed]:
    texts = [text_of(block) for block in blocks]
    styles = [style_of(block) if is_heading(texts, blocks, i, layout) else None for i, block in enumerate(blocks)]
    ranks = {style: rank for rank, style in enumerate(sorted({s for s in styles if s}, reverse=True), start=1)}
    nesting = Nesting(SAME_PLACE)
    for block, (text, breaks), style in zip(blocks, texts, styles, strict=True):
        line = block[0].line
        if style:
            nesting.close()
            piece = Piece("heading", text, ranks[style])
        elif line.row:
            piece = Piece("row", text, nesting.inside(block[0].x))
        elif line.marker:
            piece = Piece("item", text, nesting.item(block[0].x))
        else:
            piece = Piece("paragraph", text, nesting.inside(min(other.x for other in block[:2])))
        yield Printed(piece, line.page, breaks)


def style_of(block: Block) -> Style:
    return round(block[0].line.size * 2) / 2, block[0].line.bold


def is_heading(texts: Sequence[tuple[str, object]], blocks: Sequence[Block], i: int, layout: Layout) -> bool:
    """Words that are larger than the text, or bold, and have something to head."""
    line = blocks[i][0].line
    larger = line.size >= LARGER * layout.size
    if line.row or i + 1 == len(blocks) or not (larger or all(other.line.bold for other in blocks[i])):
        return False
    if line.marker and (not line.marker.endswith((".", ")")) or (not larger and in_list(blocks, i))):
        return False
    text, before = texts[i][0], texts[i - 1][0] if i else ""
    # A rule may be set in larger type, too.
    return is_short(text, LONGEST_LARGER) if larger and "must" not in text else can_head(text, before)


def in_list(blocks: Sequence[Block], i: int) -> bool:
    """Whether a bold line with a number stands beside another."""
    beside = [*blocks[i - 1 : i], *blocks[i + 1 : i + 2]]
    return any(block[0].line.marker and block[0].line.bold for block in beside)
