"""How the lines of a PDF are laid out: columns, mirrored margins, the size and leading of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.readers.pdf_lines import Line

SAME_SIZE = 0.6  # points
STEP = 2.0  # points: places nearer to each other than that are one
JUMP = 10.0  # sizes of its font that a line starts above the one before, at the top of the next column
COLUMN = 0.3  # of the width of the text: what starts further right than that, all of it, is a column
NARROWEST = 20  # sizes of the font: less is no measure of a page, only of its lines
FULLEST = 0.9  # of the lines end left of the right edge: where lines end is estimated
OFTEN = 0.1  # of the steps from line to line: below that it is a chance
LEAST = 0.7  # sizes of the font from line to line
MORE = 0.25  # sizes of its font by which a paragraph is parted from the next, over the leading


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its place in its column: from the left, and the room it leaves at the right, estimated."""

    line: Line
    x: float
    room: float
    opens: bool
    """Whether it is the first of its page or column."""

    @property
    def text_x(self) -> float:
        return self.x + (self.line.text_x or self.line.x) - self.line.x

    def has_room_for(self, following: Placed) -> bool:
        """Whether the first word of the line that follows would have stood in this one: its paragraph ends here."""
        word = following.line.whole.split(" ", 1)[0]
        return self.room > self.line.width(f" {word}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the text, in points, and the step from line to line in a paragraph, in sizes of its font."""

    size: float
    leading: float

    def parts(self, above: Line, below: Line) -> bool:
        """Whether two lines are further apart than those of a paragraph, or stand beside each other."""
        step = (above.y - below.y) / max(above.size, below.size)
        return not LEAST <= step <= self.leading + MORE


def text_size(lines: Iterable[Line]) -> float:
    """The size that most of the text has."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def is_near(a: float, b: float) -> bool:
    return abs(a - b) <= SAME_SIZE


def measure(lines: Sequence[Placed], size: float) -> Layout:
    """The leading is the smallest step that is common behind lines whose paragraph goes on."""
    steps: Counter[float] = Counter()
    for above, below in pairwise(lines):
        if not below.opens and is_near(above.line.size, below.line.size) and is_near(above.line.size, size):
            step = (above.line.y - below.line.y) / above.line.size
            steps[round(step * 20) / 20] += LEAST < step < 3 and not above.has_room_for(below)
    common = [step for step, count in steps.items() if count > OFTEN * steps.total()]
    return Layout(size, min(common, default=1.2))


def placed(lines: Sequence[Line], size: float) -> list[Placed]:
    """The lines with their places, those of left and right pages and of all columns made comparable."""
    shift = mirror_shift(lines)
    moved = [moved_right(line, shift) if shift and line.page % 2 else line for line in lines]
    left = min((line.x for line in moved), default=0.0)
    right = max(right_edge(moved, size), left + NARROWEST * size)
    columns = list(cut_columns(moved, left + COLUMN * (right - left)))
    return [
        Placed(line, line.x - start, end - line.end, opens=i == 0)
        for column, start, end in edges(columns, left, right, size)
        for i, line in enumerate(column)
    ]


def moved_right(line: Line, shift: float) -> Line:
    return replace(line, x=line.x + shift, text_x=None if line.text_x is None else line.text_x + shift)


def mirror_shift(lines: Sequence[Line]) -> float:
    """How far right pages have to be moved for their lines to start where those of left pages do."""
    odd, even = (Counter(round(line.x / STEP) for line in lines if line.page % 2 == side) for side in (1, 0))

    def matching(steps: int) -> int:
        return sum(min(count, even[x + steps]) for x, count in odd.items())

    if 2 * matching(0) >= min(odd.total(), even.total()):
        return 0.0
    shifts = {b - a for a, _ in odd.most_common(5) for b, _ in even.most_common(5)}
    return STEP * max(shifts, key=matching, default=0)


def cut_columns(lines: Sequence[Line], middle: float) -> Iterator[list[Line]]:
    """The lines of each page, or of each of its columns. A column starts at the top, and right of the middle."""
    column: list[Line] = []
    left = middle
    for line in lines:
        last = column[-1] if column else line
        higher = line.y > last.y + JUMP * line.size
        if line.page != last.page or (higher and line.x > max(middle, left)):
            yield column
            column, left = [], line.x
        column.append(line)
        left = min(left, line.x)
    if column:
        yield column


def edges(
    columns: Sequence[list[Line]], left: float, right: float, size: float
) -> Iterator[tuple[list[Line], float, float]]:
    """Each column with its left and right edge: those of the text, unless others stand beside it on its page."""
    pages = Counter(column[0].page for column in columns)
    for column in columns:
        alone = pages[column[0].page] == 1
        yield column, left if alone else min(x.x for x in column), right if alone else right_edge(column, size)


def right_edge(lines: Sequence[Line], size: float) -> float:
    ends = sorted(line.end for line in lines if is_near(line.size, size)) or [line.end for line in lines] or [0.0]
    return ends[int(FULLEST * (len(ends) - 1))]
