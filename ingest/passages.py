"""Blocks to passages: whole tips, paragraphs, lists with their lead-ins, rules with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.markers import ITEM_MARKER
from ingest.sentences import is_terminated, split_sentences
from ingest.standards import find_standards
from ingest.types import Block, Document, Passage, Span, Standard


def cut_passages(document: Document) -> tuple[Passage, ...]:
    """The passages in order: disjoint, and with the headings they hold every block."""
    grouped = list(passage_blocks(document))
    standards = find_standards(document, [group for _, group in grouped])
    return tuple(cut_passage(document, headings, group, standards) for headings, group in grouped)


def cut_passage(
    document: Document, headings: tuple[Span, ...], group: Sequence[Block], standards: Sequence[Standard]
) -> Passage:
    """A passage with the standards it states or quotes itself or, where it has none, those that govern it."""
    span = Span(group[0].span.start, group[-1].span.end)
    own = tuple(standard for standard in standards if span.holds(standard.span))
    governing = own or tuple(standard for standard in standards if standard.scope.holds(span))
    rules = {standard.span.start for standard in own}
    sentences = tuple(split_sentences(document.text, [block.span for block in group], rules))
    return Passage(document, span, headings, governing, sentences)


def standards_in(passages: Sequence[Passage]) -> tuple[Standard, ...]:
    """Every standard that stands in the passages, once, in order."""
    return tuple(s for passage in passages for s in passage.standards if passage.span.holds(s.span))


def passage_blocks(document: Document) -> Iterator[tuple[tuple[Span, ...], list[Block]]]:
    """The blocks of each passage, with the headings above them, outermost first, the document's title left out."""
    path: list[Block] = []
    group: list[Block] = []
    for block in document.blocks:
        if group and (block.kind == "heading" or not belongs(document, group, block)):
            yield headings(document, path), group
            group = []
        # After a panel the section before it goes on: no heading inside the panel stands above what follows.
        path = [above for above in path if above.section <= block.section]
        if block.kind == "heading":
            path = [above for above in path if above.level < block.level] + [block]
        else:
            group.append(block)
    if group:
        yield headings(document, path), group


def headings(document: Document, path: Sequence[Block]) -> tuple[Span, ...]:
    title = folded(document.source.title)
    return tuple(block.span for block in path if folded(document.slice(block.span)) != title)


def folded(title: str) -> str:
    return " ".join(title.casefold().split())


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
    if block.kind == "item" and block.level > group[0].level and all(b.kind == "item" for b in group):
        return True
    lead_in, first = next(((a, b) for a, b in pairwise(group) if b.kind == "item"), (None, None))
    if lead_in is None or first is None or (lead_in.kind == "item" and not document.slice(lead_in.span).endswith(":")):
        return False
    return block.level > first.level or (block.kind == "item" and block.level == first.level)
