"""A document as a tree of sections, and which neighbours in it are short enough to be shown together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.types import Block, Document
from ingest.wholes import whole_groups

# Words. Both were chosen on development questions: larger passages answer more often and say less to the point.
SHORT_SECTION = 160  # a section up to this long is shown whole, sub-headings and all, and so are short neighbours
PIECE = 80  # of a longer section, groups are shown together up to this many

Group = tuple[Block, ...]


@dataclass(slots=True)
class Section:
    """A heading (None at the root) with what stands under it, in order: groups, and sections with lower headings."""

    heading: Block | None
    path: tuple[Block, ...] = ()
    """The headings above what stands under it, its own the last."""
    content: list[Group | Section] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """Groups that are shown together, and the headings above them. Headings among them are groups of one block."""

    path: tuple[Block, ...]
    groups: tuple[Group, ...]


def cut_pieces(document: Document, rules: Collection[int]) -> tuple[Piece, ...]:
    """The pieces in order. A group that holds a rule (a block that starts at an offset in `rules`) stays alone."""
    return tuple(Cutter(document, frozenset(rules)).pieces(section_tree(document)))


def section_tree(document: Document) -> Section:
    root = Section(None)
    stack = [root]
    for path, group in whole_groups(document):
        while stack[-1].path != path[: len(stack[-1].path)]:
            stack.pop()
        for heading in path[len(stack[-1].path) :]:
            section = Section(heading, (*stack[-1].path, heading))
            stack[-1].content.append(section)
            stack.append(section)
        stack[-1].content.append(group)
    return root


@dataclass(frozen=True, slots=True)
class Cutter:
    document: Document
    rules: frozenset[int]

    def pieces(self, section: Section) -> Iterator[Piece]:
        if self.is_short(section):
            yield Piece(section.path, tuple(groups_of(section.content)))
            return
        run: list[Group | Section] = []
        for item in section.content:
            if run and not self.joins(run, item):
                yield from self.together(section, run)
                run = []
            run.append(item)
        if run:
            yield from self.together(section, run)

    def together(self, section: Section, run: Sequence[Group | Section]) -> Iterator[Piece]:
        if len(run) == 1 and isinstance(run[0], Section):
            yield from self.pieces(run[0])
        else:
            yield Piece(section.path, tuple(groups_of(run)))

    def joins(self, run: Sequence[Group | Section], item: Group | Section) -> bool:
        """Whether an item is short enough, and enough like the run before it, to be shown with it."""
        last = run[-1]
        words = self.words(groups_of([*run, item]))
        if isinstance(last, Section) and isinstance(item, Section):
            return (
                words <= SHORT_SECTION and self.is_short(last) and self.is_short(item) and self.is_plain([*run, item])
            )
        if isinstance(last, Section) or isinstance(item, Section):
            return False
        return words <= PIECE and last[-1].section == item[0].section and self.is_plain([*run, item])

    def is_short(self, section: Section) -> bool:
        """Whether a section, which is not the whole document, is short enough to be shown whole."""
        if section.heading is None or section.heading.level == 1 or not self.is_plain(section.content):
            return False
        own = {block.section for item in section.content if not isinstance(item, Section) for block in item}
        if resumes(section):
            return False
        return len(own) <= 1 and self.words(groups_of(section.content)) <= SHORT_SECTION

    def is_plain(self, content: Sequence[Group | Section]) -> bool:
        """Whether no rule is stated in it, and no page furniture stands in the middle of it."""
        blocks = [block for group in groups_of(content) for block in group]
        start, end = blocks[0].span.start, blocks[-1].span.end
        if any(start < furniture.start < end for furniture in self.document.furniture):
            return False
        return not any(block.span.start in self.rules for block in blocks)

    def words(self, groups: Iterator[Group]) -> int:
        return sum(len(self.document.slice(block.span).split()) for group in groups for block in group)


def resumes(section: Section) -> bool:
    """Whether a section goes on after one inside it (a panel): shown whole, that would seem to stand in the panel."""
    return any(isinstance(a, Section) and not isinstance(b, Section) for a, b in pairwise(section.content))


def groups_of(content: Sequence[Group | Section]) -> Iterator[Group]:
    for item in content:
        if isinstance(item, Section):
            if item.heading:
                yield (item.heading,)
            yield from groups_of(item.content)
        else:
            yield item
