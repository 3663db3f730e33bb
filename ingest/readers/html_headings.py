"""The ranks of headings where an HTML page gives none: those of panels' titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.compose import Piece


def ranked(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, every heading with a rank. A title of level 0 comes one below the heading above it.

    What is inside a panel comes below its title, and nothing after a panel comes below a heading in it.
    """
    above: list[Piece] = []
    titles: dict[tuple[int, ...], int] = {}
    for piece in pieces:
        if piece.kind != "heading":
            yield piece
            continue
        around = [heading for heading in above if is_within(piece.panels, heading.panels)]
        ended = [heading.level for heading in above if not is_within(piece.panels, heading.panels)]
        own = piece.level or max((heading.level for heading in around), default=1) + 1
        lowest = max((titles[panels] + 1 for panels in starts(piece.panels) if panels in titles), default=1)
        heading = replace(piece, level=max(lowest, min([own, *ended])))
        if piece.panels and not piece.level:
            titles[piece.panels] = heading.level
        above = [*(outer for outer in around if outer.level < heading.level), heading]
        yield heading


def starts(panels: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return (panels[:n] for n in range(1, len(panels) + 1))


def is_within(panels: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    return panels[: len(outer)] == outer
