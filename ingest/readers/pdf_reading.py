"""What has been found on the pages of a PDF, put into one text with the pages as spans of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.readers.compose import columns, compose, with_furniture
from ingest.readers.pdf_fonts import lookup
from ingest.readers.pdf_pieces import Printed
from ingest.types import Block, Reading, Span

if TYPE_CHECKING:
    from pypdf import PdfReader


class Said(NamedTuple):
    """What a PDF says of itself apart from its pages."""

    title: str | None
    language: str | None


def said_of_itself(reader: PdfReader) -> Said:
    title, language = lookup(reader.trailer.get("/Info"), "/Title"), lookup(reader.root_object, "/Lang")
    return Said(
        " ".join(str(title).split()) or None if title else None,
        str(language).split("-")[0].strip().lower() or None if language else None,
    )


def reading(printed: Sequence[Printed], around: Sequence[str], pages: int, said: Said) -> Reading:
    """The text: blocks, a form feed for each page without any, and behind all what is printed around them."""
    placed = []
    last = 0
    for one in printed:
        placed.append(replace(one.piece, before="\f" * max(one.page - last - 1, 0)))
        last = max([last, one.page, *(page for page, _ in one.breaks)])
    text, blocks = compose(placed)
    starts = page_starts(printed, blocks)
    starts += range(len(text), len(text) + pages - last)
    text += "\f" * (pages - last)
    spans = tuple(Span(a, b) for a, b in pairwise([*starts, len(text)]))
    text, furniture = with_furniture(text, around)
    return Reading(text, blocks, furniture, spans, title_of(printed, said), language=said.language)


def page_starts(printed: Sequence[Printed], blocks: Sequence[Block]) -> list[int]:
    """Where each page starts, from the first to the last that has text."""
    starts: list[int] = []
    for one, block in zip(printed, blocks, strict=True):
        own = block.span.start - columns(one.piece)
        without_text = max(one.page - len(starts) - 1, 0)
        starts += range(own - without_text, own)
        if one.page > len(starts):
            starts.append(own)
        starts += [block.span.start + offset for page, offset in one.breaks if page > len(starts)]
    return starts


def title_of(printed: Sequence[Printed], said: Said) -> str | None:
    """The title in the file's metadata if the first page is headed so too, or the only heading of the first rank there.

    Metadata alone often name a template, or the document that was overwritten to make this one.
    """
    first = [one.piece for one in printed if one.page == 1 and one.piece.kind == "heading"]
    headed = " ".join(piece.text for piece in first).casefold()
    if said.title and headed.startswith(said.title.casefold()):
        return said.title
    highest = [one for one in printed if one.piece.kind == "heading" and one.piece.level == 1]
    return highest[0].piece.text if len(highest) == 1 and highest[0].page == 1 else None
