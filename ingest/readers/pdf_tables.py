"""Tables on a page of a PDF: what stands beside each other, row below row in the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.pdf_lines import LABEL, Line
from ingest.readers.pdf_wrap import wrapped

STEP = 2.2  # sizes of the font from line to line in a cell, at most
NEAR = 0.8  # sizes of the font between lines that stand at one height, one of them in the middle of its cell, at most
BESIDE = 2.0  # sizes of the font from the start of a cell to that of the next, at least
INDENT = 3.0  # sizes of the font that the lines of a cell may be indented by

Cell = list[Line]
Edges = tuple[float, float]


@dataclass(slots=True)
class Row:
    """What stands beside each other, from left to right, and the lines that it was found on."""

    cells: list[Cell]
    origins: dict[Line, Line]
    measured: list[Edges] = field(default_factory=list)

    @property
    def edges(self) -> list[Edges]:
        """Of its cells; they are asked for again and again, and by then there are no more to come."""
        if len(self.measured) < len(self.cells):
            self.measured = [edges(cell) for cell in self.cells]
        return self.measured

    @property
    def lines(self) -> list[Line]:
        return list(dict.fromkeys(self.origins[part] for cell in self.cells for part in cell))


def with_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page; of each table, a line for each row."""
    found: list[Line] = []
    table: list[Row] = []
    for row in [*cut_rows(lines), Row([], {})]:
        if table and not (are_rows(table[-1], row) and not (is_rule(row) or is_rule(table[-1]))):
            found += as_lines(table)
            table = []
        table.append(row)
    return found


def cut_rows(lines: Sequence[Line]) -> list[Row]:
    rows: list[Row] = []
    origins: dict[Line, Line] = {}
    for stack in cut_stacks(part for line in lines for part in parts(line, origins)):
        cells = rows[-1].cells if rows else []
        right = bool(cells) and stack[0].x > cells[-1][0].x + BESIDE * stack[0].size
        if right and any(is_level(cell, stack) for cell in cells):
            cells.append(stack)
        elif right and len(cells) == 1 and (above := lines_above(cells[0], stack)):
            rows[-1:] = [Row([above], origins), Row([cells[0][len(above) :], stack], origins)]
        else:
            rows.append(Row([stack], origins))
    return rows


def parts(line: Line, origins: dict[Line, Line]) -> list[Line]:
    """The parts of a line that gaps part; it is noted whose they are."""
    apart = [replace(line, text=text, x=x, marker="", text_x=None, cells=()) for x, text in line.cells] or [line]
    origins.update(dict.fromkeys(apart, line))
    return apart


def cut_stacks(lines: Iterable[Line]) -> Iterator[Cell]:
    """Lines that stand below each other, as those of a cell do."""
    stack: Cell = []
    for line in lines:
        if stack and not is_below(stack, line):
            yield stack
            stack = []
        stack.append(line)
    if stack:
        yield stack


def is_below(stack: Cell, line: Line) -> bool:
    return 0 < stack[-1].y - line.y <= STEP * line.size and -1 <= line.x - stack[0].x <= INDENT * line.size


def is_level(cell: Cell, other: Cell) -> bool:
    """Whether two cells start at one height, or have their middles there."""
    near = NEAR * other[0].size
    middles = cell[0].y + cell[-1].y - other[0].y - other[-1].y
    return abs(cell[0].y - other[0].y) <= near or abs(middles) / 2 <= near


def lines_above(cell: Cell, other: Cell) -> Cell:
    """The lines above that with which another cell starts: they stand above the table."""
    level = [i for i, line in enumerate(cell) if abs(line.y - other[0].y) <= NEAR * other[0].size]
    return cell[: level[0]] if level else []


def are_rows(above: Row, below: Row) -> bool:
    """Whether two rows are of one table: each cell of the one with fewer has a column of its own in the other."""
    fewer, more = sorted((above, below), key=lambda row: len(row.cells))
    if len(fewer.cells) < 2:
        return False
    ends = more.edges
    columns = [column_of(each, ends) for each in fewer.edges]
    return None not in columns and len(set(columns)) == len(columns)


def column_of(cell: Edges, columns: Sequence[Edges]) -> int | None:
    """The column that a cell shares most of its width with."""
    left, right = cell
    shared = [min(right, end) - max(left, start) for start, end in columns]
    most = max(shared)
    return shared.index(most) if most > 0 else None


def edges(cell: Cell) -> Edges:
    return min(line.x for line in cell), max(line.end for line in cell)


def is_rule(row: Row) -> bool:
    """Whether a row is a number and the words that it stands in front of."""
    texts = [cell[0].whole for cell in row.cells]
    return len(texts) == 2 and bool(LABEL.fullmatch(texts[0])) and not LABEL.fullmatch(texts[1])


def as_lines(table: Sequence[Row]) -> Iterator[Line]:
    if len(table) == 1:
        yield from table[0].lines
        return
    columns = max(table, key=lambda row: len(row.cells)).edges
    left = min(line.x for row in table for cell in row.cells for line in cell)
    for row in table:
        texts = [""] * len(columns)
        for cell, ends in zip(row.cells, row.edges, strict=True):
            column = column_of(ends, columns) or 0
            texts[column] = f"{texts[column]} {wrapped(line.whole for line in cell)}".strip()
        text = " | ".join(texts).strip()
        yield replace(row.cells[0][0], text=text, x=left, marker="", text_x=None, cells=(), bold=False, row=True)
