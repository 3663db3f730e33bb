"""The lines of a PDF put together to blocks: paragraphs that run over lines, pages and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ingest.readers.pdf_layout import Layout, Placed, is_near
from ingest.readers.pdf_lines import LABEL
from ingest.readers.pdf_runs import SOFT_HYPHEN
from ingest.readers.pdf_wrap import end_of_line

BULLETS = frozenset("•◦▪▫●○‣⁃·*")
INDENTED = 0.7  # sizes of the font
FOOTNOTE = 0.87  # of the size of the text
NOTE = re.compile(r"[\d¹²³⁴⁵⁶⁷⁸⁹⁰*†‡]")
TERMINATED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
BROKEN_OFF = re.compile(r"(?:[.:;,!?…]|\b(?:and|or))$")  # what a line may end with before another item
LONGEST_END = 8  # characters that tell how a line ends

Block = list[Placed]


def cut_blocks(lines: Sequence[Placed], layout: Layout) -> list[Block]:
    """The lines of each block in the order of reading: footnotes behind what their page ends with."""
    notes = footnotes(lines, layout)
    apart = {id(line) for page in notes for line in page}
    blocks = joined((line for line in lines if id(line) not in apart), layout)
    for page in reversed(notes):
        place = sum(block[0].line.page <= page[0].line.page for block in blocks)
        while 0 < place < len(blocks) and is_led(blocks[place - 1], blocks[place]):
            place += 1
        blocks[place:place] = joined(page, layout)
    return blocks


def is_led(above: Block, below: Block) -> bool:
    return bool(below[0].line.marker) or above[-1].line.text.endswith(":")


def footnotes(lines: Sequence[Placed], layout: Layout) -> list[list[Placed]]:
    """The small print that ends each page, if it starts like a note."""
    found = []
    for _, on_page in groupby(lines, lambda line: line.line.page):
        page = list(on_page)
        first = len(page)
        while first and page[first - 1].line.size <= FOOTNOTE * layout.size:
            first -= 1
        if 0 < first < len(page) and NOTE.match(page[first].line.whole):
            found.append(page[first:])
    return found


def joined(lines: Sequence[Placed] | Iterator[Placed], layout: Layout) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        if blocks and not starts_block(blocks[-1], line, layout):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def starts_block(block: Block, line: Placed, layout: Layout) -> bool:
    above, below = block[-1].line, line.line
    if above.row or below.row or not is_near(above.size, below.size):
        return True
    if line.opens or (below.page != above.page):
        return not runs_over(block, line)
    if starts_item(block, line, layout) or layout.parts(above, below):
        return True
    if above.bold and not below.bold and block[-1].has_room_for(line) and all(other.line.bold for other in block):
        return True
    return above.size <= layout.size and ends_by_shape(block, line)


def ends_by_shape(block: Block, line: Placed) -> bool:
    """Whether a paragraph ends before a line that no space parts from it: by a short line, or by an indent."""
    last, size = block[-1], line.line.size
    step = line.x - (last.text_x if len(block) > 1 or last.line.text_x else last.x)
    if len(block) > 1 and step < -INDENTED * size:
        return True
    if not is_terminated(last):
        return False
    hangs = len(block) == 1 and (last.line.marker or LABEL.match(last.line.text))
    return last.has_room_for(line) or (step > INDENTED * size and not hangs)


def is_terminated(line: Placed) -> bool:
    return bool(TERMINATED.search(line.line.text[-LONGEST_END:]))


def starts_item(block: Block, line: Placed, layout: Layout) -> bool:
    """Whether a line with a marker starts an item, and is not one that happens to break in front of a dash."""
    if not line.line.marker:
        return False
    if line.line.marker in BULLETS or layout.parts(block[-1].line, line.line):
        return True
    beside = bool(block[0].line.marker) and abs(block[0].x - line.x) < INDENTED * line.line.size
    return beside or bool(BROKEN_OFF.search(block[-1].line.text[-LONGEST_END:])) or line.x < block[-1].text_x - 1


def runs_over(block: Block, line: Placed) -> bool:
    """Whether a block goes on at the top of the next page or column.

    Its last line is full then: there is no room for the next word. Text that goes on in the middle of a sentence
    and in small letters does so in any case.
    """
    last = block[-1]
    if line.line.marker in BULLETS or last.line.bold != line.line.bold or line.line.page > last.line.page + 1:
        return False
    if abs(line.x - expected_x(block)) > 2 * line.line.size or last.line.text.endswith((":", ";")):
        return False
    in_sentence = not is_terminated(last) and line.line.whole[:1].islower()
    return in_sentence or (not line.line.marker and not last.has_room_for(line))


def expected_x(block: Block) -> float:
    """Where the next line of a block starts."""
    return block[-1].x if len(block) > 1 else block[-1].text_x


def text_of(block: Block) -> tuple[str, list[tuple[int, int]]]:
    """The text of a block, and the offsets in it at which further pages begin."""
    text = block[0].line.whole
    pages = []
    for above, line in pairwise(block):
        text, gap = end_of_line(text, line.line.whole)
        if line.line.page != above.line.page:
            pages.append((line.line.page, len(text) + len(gap)))
        text += gap + line.line.whole
    return text.replace(SOFT_HYPHEN, "-") if text.endswith(SOFT_HYPHEN) else text, pages
