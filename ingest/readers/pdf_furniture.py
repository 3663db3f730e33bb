"""What a PDF prints around its text: running headers and footers, page numbers, contents pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.readers.html_lists import written
from ingest.readers.pdf_lines import Line

BAND = 0.15  # of a page's height, at its top and at its bottom
OFTEN = 0.6  # of the pages that have a line at that height
FEWEST_THROUGHOUT = 5  # pages: what comes back on most pages of so many is no lead-in that happens to
SMALLER = 0.5  # points
APART = 2.5  # sizes of its font between a line as large as the text and the text
NUMBER = re.compile(r"\d+")
AT_END = re.compile(r"^\d+\s+|\s+\d+$")
PAGE_NUMBER = re.compile(r"(?:page )?(\d+)(?: ?(?:of|/) ?(\d+))?", re.IGNORECASE)
LEADER = re.compile(r"(?:[.·…_]\s?){3,}\s*(?:\d+|[ivxl]+)$")
ENDS = frozenset("0123456789ivxl")
ENTRY = re.compile(r"\S.*\s(\d{1,3})$")
ROMAN = [written(number, "i") for number in range(1, 31)]  # of the pages before those that are counted from 1
CONTENTS = re.compile(r"(?:table of )?contents|cynnwys", re.IGNORECASE)
FEWEST_ENTRIES = 3


def furniture(lines: Sequence[Line], heights: Mapping[int, float], body_size: float) -> set[Line]:
    """The lines that are not text of the document. `heights` are those of all its pages, by number."""
    running = set(running_lines(lines, heights, body_size))
    return running | set(contents_lines([line for line in lines if line not in running]))


def running_lines(lines: Sequence[Line], heights: Mapping[int, float], body_size: float) -> Iterator[Line]:
    """Lines near the edges of pages that come back at the same height, with the same words or with a page number.

    Left and right pages may mirror each other, so where a line starts makes no difference.
    """
    at_edges = [line for line in lines if not BAND < line.y / heights[line.page] < 1 - BAND]
    slots = grouped(at_edges, lambda line: (round(line.y / 2), round(line.size * 2)))
    found = [recurring(slot, body_size) for slot in slots]
    candidates = {line for slot in found for line in slot}
    text = defaultdict(list)
    for line in lines:
        if line not in candidates:
            text[line.page].append(line.y)
    for slot in found:
        throughout = len({line.page for line in slot}) >= max(FEWEST_THROUGHOUT, OFTEN * len(heights))
        if throughout or all(line.size < body_size - SMALLER for line in slot) or stand_apart(slot, text):
            yield from slot
    for page in grouped(lines, lambda line: line.page):
        levels = sorted(line.y for line in page)
        outermost = (line for line in page if line.y in (levels[0], levels[-1]))
        yield from (line for line in outermost if is_page_number(line, len(heights)))


def stand_apart(slot: Iterable[Line], text: Mapping[int, Sequence[float]]) -> bool:
    """Whether lines stand apart from the text of their pages, wherever there is any."""
    gaps = [min(abs(y - line.y) for y in text[line.page]) / line.size for line in slot if text[line.page]]
    return bool(gaps) and min(gaps) > APART


def grouped(lines: Iterable[Line], key: Callable[[Line], object]) -> list[list[Line]]:
    groups: defaultdict[object, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return list(groups.values())


def recurring(slot: Sequence[Line], body_size: float) -> Iterable[Line]:
    """The lines of a height that come back; of small print, with the few that do not, such as a chapter's of a page.

    What is larger than the text and numbered is a heading that happens to open each page.
    """
    size = slot[0].size
    found = {line for same in grouped(slot, lambda line: line.whole) for line in same if len(same) > 1}
    if size <= body_size + SMALLER:
        alike = [*grouped(slot, lambda line: NUMBER.sub("#", line.whole)), *grouped(slot, without_number)]
        found |= {line for same in alike if counts_pages(same) for line in same}
    if len({line.page for line in found}) < max(2, OFTEN * len({line.page for line in slot})):
        return ()
    return slot if size < body_size - SMALLER else found


def without_number(line: Line) -> str:
    """The words of "2 Standards of conduct" and "Standards of conduct 3"."""
    return AT_END.sub("", line.whole)


def counts_pages(lines: Sequence[Line]) -> bool:
    """Whether lines that differ in their numbers have one that rises with the pages."""
    steps = Counter(step for line in lines for step in {int(n) - line.page for n in NUMBER.findall(line.whole[:200])})
    return bool(steps) and max(steps.values()) >= max(2, OFTEN * len(lines))


def is_page_number(line: Line, pages: int) -> bool:
    """Whether a line is a number that can only be that of its page, so that it need not come back."""
    match = PAGE_NUMBER.fullmatch(line.whole)
    if match is None:
        return line.whole in ROMAN[: line.page]
    return match[1] == str(line.page) and match[2] in (None, str(pages))


def contents_lines(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a list of contents with its heading: entries with leaders, or below the word "Contents"."""
    entries = [i for i, line in enumerate(lines) if line.text[-1:] in ENDS and LEADER.search(line.whole)]
    starts = [
        i for i, line in enumerate(lines) if line.text[:1] in "TtCc" and CONTENTS.fullmatch(line.text.rstrip(":"))
    ]
    for start in starts:
        entries += listed_below(lines, start)
    if len(entries) < FEWEST_ENTRIES:
        return
    entries = sorted({*entries, *(start for start in starts if {start + 1, start + 2} & set(entries))})
    # An entry of two lines has its page number on the second.
    between = {i for a, b in pairwise(entries) if b - a <= 3 for i in range(a, b)}
    yield from (lines[i] for i in sorted({*entries, *between}))


def listed_below(lines: Sequence[Line], start: int) -> list[int]:
    """The lines below a heading that end with page numbers which do not fall."""
    found: list[int] = []
    last = 0
    for i in range(start + 1, len(lines)):
        match = ENTRY.match(lines[i].whole)
        if match and int(match[1]) >= last:
            found.append(i)
            last = int(match[1])
        elif i - max([start, *found[-1:]]) > 2:
            break
    return found if len(found) >= FEWEST_ENTRIES else []
