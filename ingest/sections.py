"""A document as a tree of sections, and which neighbours in it are short enough to be shown together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

from ingest.types import Document, Span
from ingest.wholes import Group, Path

# Words. Both were chosen on development questions: larger passages answer more often and say less to the point.
SHORT_SECTION = 170  # a section up to this long is shown whole, sub-headings and all, and so are short neighbours
PIECE = 80  # of a longer section, groups are shown together up to this many

Fits = Callable[[Span, int], bool]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading, in order: groups, and sections with lower headings."""

    path: Path
    """Its own heading the last; empty for the document as a whole."""
    content: tuple[Group | Section, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Groups that are shown together, the headings between them inside the span, and the headings above them all."""

    path: Path
    span: Span
    groups: tuple[Group, ...]


def cut_pieces(document: Document, groups: Iterable[tuple[Path, Group]], rules: Iterable[int]) -> Iterator[Piece]:
    """The pieces in order. A group that holds a rule (a block that starts at an offset in `rules`) stays alone."""
    stops = sorted([*rules, *(span.start for span in document.furniture)])

    def fits(span: Span, limit: int) -> bool:
        """Whether at most so many words, and no rule or furniture, stand in a span."""
        stopped = bisect_left(stops, span.start) < bisect_left(stops, span.end)
        return not stopped and len(document.slice(span).split(None, limit)) <= limit

    return pieces(fits, Section((), tuple(tree(groups))))


def tree(groups: Iterable[tuple[Path, Group]], depth: int = 0) -> Iterator[Group | Section]:
    """The groups with so many headings above them and, for each stretch of those with more, a section."""
    for path, below in groupby(groups, key=lambda pair: pair[0][: depth + 1]):
        if len(path) > depth:
            yield Section(path, tuple(tree(below, depth + 1)))
        else:
            yield from map(itemgetter(1), below)


def pieces(fits: Fits, section: Section) -> Iterator[Piece]:
    if is_short(fits, section):
        yield piece_of(section.path, section.content)
        return
    for run in runs(fits, section.content):
        if isinstance(run[0], Section) and len(run) == 1:
            yield from pieces(fits, run[0])
        else:
            yield piece_of(section.path, run)


def piece_of(path: Path, content: Sequence[Group | Section]) -> Piece:
    return Piece(path, span_of(content[0], content[-1]), tuple(groups_of(content)))


def runs(fits: Fits, content: Sequence[Group | Section]) -> Iterator[Sequence[Group | Section]]:
    """Neighbours that are shown together."""
    start = 0
    for end in range(1, len(content) + 1):
        if end == len(content) or not joins(fits, content[start], content[end - 1], content[end]):
            yield content[start:end]
            start = end


def joins(fits: Fits, first: Group | Section, last: Group | Section, item: Group | Section) -> bool:
    """Whether an item is short enough, and enough like those from first to last before it, to be shown with them."""
    span = span_of(first, item)
    if isinstance(last, Section) and isinstance(item, Section):
        return fits(span, SHORT_SECTION) and is_short(fits, last) and is_short(fits, item)
    return not isinstance(item, Section) and reads_on(last, item) and fits(span, PIECE)


def is_short(fits: Fits, section: Section) -> bool:
    """Whether a section, which is not the whole document, is short enough to be shown whole."""
    if not section.path or section.path[-1].level == 1:
        return False
    content = section.content
    if not fits(span_of(content[0], content[-1]), SHORT_SECTION):
        return False
    inside = all(is_short(fits, item) for item in content if isinstance(item, Section))
    return inside and all(reads_on(a, b) for a, b in pairwise(content))


def reads_on(before: Group | Section, item: Group | Section) -> bool:
    """Whether an item below another is seen to stand where it does: not in the panel, or section, that ended there."""
    if isinstance(item, Section):
        return True
    return not isinstance(before, Section) and before[-1].section == item[0].section


def span_of(first: Group | Section, last: Group | Section) -> Span:
    """From the first block of one item, a section's heading, to the last of another."""
    start = first.path[-1] if isinstance(first, Section) else first[0]
    while isinstance(last, Section):
        last = last.content[-1]
    return Span(start.span.start, last[-1].span.end)


def groups_of(content: Iterable[Group | Section]) -> Iterator[Group]:
    for item in content:
        if isinstance(item, Section):
            yield from groups_of(item.content)
        else:
            yield item
