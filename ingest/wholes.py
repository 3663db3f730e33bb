"""Blocks to the smallest groups that read as a whole: a list with its lead-in, a table, a rule with its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.markers import ITEM_MARKER
from ingest.sentences import is_terminated
from ingest.types import Block, Document

Group = tuple[Block, ...]
Path = tuple[Block, ...]
"""The headings above something, outermost first."""


def whole_groups(document: Document) -> Iterator[tuple[Path, Group]]:
    """Each group in order, with the headings above it."""
    path: list[Block] = []
    group: list[Block] = []
    for block in document.blocks:
        if group and (block.kind == "heading" or not belongs(document, group, block)):
            yield tuple(path), tuple(group)
            group = []
        # After a panel the section before it goes on: no heading inside the panel stands above what follows.
        path = [above for above in path if above.section <= block.section]
        if block.kind == "heading":
            path = [above for above in path if above.level < block.level] + [block]
        else:
            group.append(block)
    if group:
        yield tuple(path), tuple(group)


def belongs(document: Document, group: Sequence[Block], block: Block) -> bool:
    """Whether a block would lose its sense, or the group before it would, if the two were parted."""
    last = group[-1]
    before, words = document.slice(last.span), document.slice(block.span)
    if block.section != last.section:
        return False
    if before.endswith(":") or (last.kind == block.kind == "row"):
        return True
    if not is_terminated(before) and (starts_low(block, words) or completes(block, last)):
        return True
    return continues_list(document, group, block)


def starts_low(block: Block, words: str) -> bool:
    """Whether a block starts in the middle of a sentence."""
    return (ITEM_MARKER.sub("", words, count=1) if block.kind == "item" else words)[:1].islower()


def completes(block: Block, last: Block) -> bool:
    """Whether a block says what one without a full stop announces: a list, a table, a definition below its term."""
    if block.kind == "item":
        return last.kind not in ("item", "row")
    return block.kind == "row" or (block.kind == last.kind == "paragraph" and block.level > last.level)


def continues_list(document: Document, group: Sequence[Block], block: Block) -> bool:
    """Whether a block stands below the item that opens the group, or in the list that its lead-in introduces."""
    if block.kind == "item" and block.level > group[0].level and {b.kind for b in (*group[:2], group[-1])} == {"item"}:
        return True
    lead_in, first = next(((a, b) for a, b in pairwise(group) if b.kind == "item"), (None, None))
    if lead_in is None or first is None or (lead_in.kind == "item" and not document.slice(lead_in.span).endswith(":")):
        return False
    return block.level > first.level or (block.kind == "item" and block.level == first.level)
