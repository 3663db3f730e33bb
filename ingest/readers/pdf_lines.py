"""The lines of a page of a PDF: runs of text put together, each line with the list marker in front of it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.markers import MARKER
from ingest.readers.pdf_runs import SOFT_HYPHEN, Page, Run
from ingest.readers.pdf_shapes import Mark

# A no-break space is a character of the text; every other white space but a single space becomes one.
SPACE = re.compile(r"[^\S \u00a0\u202f][^\S\u00a0\u202f]*| [^\S\u00a0\u202f]+")
LETTERS = str.maketrans(
    {ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
    # The bullets of Symbol and Wingdings, fonts without letters; and a code that in PDFs stands for a bullet.
    | {ord(code): bullet for code, bullet in zip("\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc\uf076\x7f", "•▪◦‣‣••", strict=True)}
)
BULLET_AND_WORD = re.compile(r"(?<=^[•◦▪▫●○‣⁃])(?=\S)")
# In hundredths of the font's size: those of Helvetica, and near enough to compare the lines of one document.
NARROW, SLIM, WIDE, CAPITAL, OTHER = 22, 29, 84, 69, 54
WIDTHS = bytes(
    NARROW if letter in "ijl'|"
    else SLIM if letter in " .,:;/!()[]ft-I\u00a0"
    else WIDE if letter in "mwMW%@"
    else CAPITAL if letter.isupper()
    else OTHER
    for letter in map(chr, range(256))
)  # fmt: skip
NOTES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
RAISED = str.maketrans("0123456789", NOTES)
LONGEST_MARKER = 7  # characters: "(viii)."
FARTHEST = 5  # sizes of the font from a marker to its text
GAP = 1.6  # sizes of the font between the cells of a row, at least
LABEL = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")  # of a rule or a heading

Cells = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line as it is drawn, equal to no other; `text` goes without the marker in front of it."""

    text: str
    page: int
    x: float
    """Where its marker starts, or its text."""
    y: float
    size: float
    bold: bool = False
    wide: float = 1.0
    """How wide its letters run beside those of Helvetica."""
    marker: str = ""
    text_x: float | None = None
    """Where its text starts, if that is known of a line with a marker."""
    cells: Cells = ()
    """The parts of a line that wide gaps part, as the cells of a table are, and where they start."""
    row: bool = False

    @property
    def whole(self) -> str:
        return f"{self.marker} {self.text}" if self.marker else self.text

    @property
    def end(self) -> float:
        """Where it ends, estimated."""
        return (self.text_x or self.x) + self.width(self.text)

    def width(self, text: str) -> float:
        """How much of the line words would take."""
        return width(text, self.size * self.wide)


def width(text: str, size: float) -> float:
    return size * sum(text.encode("latin-1", "replace").translate(WIDTHS)) / 100


def clean(text: str) -> str:
    """Text with letters for ligatures and one space for each stretch of white space.

    A soft hyphen in the middle of a line is a hyphen, since it is drawn: some programs write every hyphen so.
    """
    text = SPACE.sub(" ", text).strip()
    if text.isascii() and "\x7f" not in text:
        return text
    text = text[:-1].translate(LETTERS).replace(SOFT_HYPHEN, "-") + text[-1:].translate(LETTERS)
    return BULLET_AND_WORD.sub(" ", text, count=1)


def is_marker(text: str) -> bool:
    return 0 < len(text) <= LONGEST_MARKER and MARKER.sub("", f"{text} ", count=1) == " "


def read_lines(page: Page) -> list[Line]:
    """The lines in the order in which they are drawn; a marker that is drawn apart belongs to the line behind it."""
    lines = [line for runs in cut_runs(page.runs) if (line := line_of(list(runs), page.number))]
    bare = {i: Mark(line.whole, line.x, line.y + 0.3 * line.size) for i, line in enumerate(lines) if is_bare(line)}
    marks = sorted([*page.marks, *bare.values()], key=lambda mark: mark.y)
    if not marks:
        return lines
    found = nearest({i: line for i, line in enumerate(lines) if i not in bare}, marks)
    taken = set(found.values())
    kept = (i for i in range(len(lines)) if i not in bare or bare[i] not in taken)
    return [with_mark(lines[i], found[i]) if i in found else lines[i] for i in kept]


def nearest(lines: Mapping[int, Line], marks: Sequence[Mark]) -> dict[int, Mark]:
    """The mark of each line that has one; a mark is that of one line, the first behind it."""
    found: dict[Mark, int] = {}
    for i, line in lines.items():
        mark = mark_of(line, marks)
        if mark and (mark not in found or line.x < lines[found[mark]].x):
            found[mark] = i
    return {i: mark for mark, i in found.items()}


def is_bare(line: Line) -> bool:
    return is_marker(line.whole)


def cut_runs(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs of each line: at one height, but for raised and lowered letters, and from left to right."""
    line: list[Run] = []
    for run in runs:
        if not line and not run.text.strip():
            continue
        if line and is_drawn_again(line[-1], run):
            continue
        level = line and abs(run.y - line[-1].y) <= 0.5 * max(run.size, line[-1].size)
        if line and not (level and run.x >= line[-1].x - 0.1 * run.size):
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def is_drawn_again(run: Run, again: Run) -> bool:
    """Whether a run is the one before, drawn once more to look bold."""
    return run.text == again.text and abs(run.x - again.x) < 1 and abs(run.y - again.y) < 1


def line_of(runs: Sequence[Run], page: int) -> Line | None:
    words = [run for run in runs if run.text.strip()]
    if not words:
        return None
    largest = max(words, key=lambda run: len(run.text))
    cells = list(cut_cells([raised(run, largest) for run in runs])) if len(words) > 1 else []
    text = " ".join(text for _, text in cells) or clean(words[0].text)
    marker = MARKER.match(text)
    alone = bool(marker) and len(words) > 1 and is_marker(clean(words[0].text))
    return Line(
        text[marker.end() :].lstrip() if marker else text,
        page,
        words[0].x,
        largest.y,
        largest.size,
        all(run.style.bold for run in words),
        largest.style.wide,
        marker.group() if marker else "",
        words[1].x if alone else None,
        tuple(cells) if len(cells) > 1 else (),
    )


def raised(run: Run, line: Run) -> Run:
    """A small raised number as what it is, the number of a note: "(5.1)²" is not "(5.1)2"."""
    is_note = run.size < 0.85 * line.size and run.y > line.y + 0.15 * line.size and run.text.strip().isdecimal()
    return run._replace(text=run.text.strip().translate(RAISED)) if is_note else run


def cut_cells(runs: Sequence[Run]) -> Iterator[tuple[float, str]]:
    """The parts of a line that wide gaps part. The gap behind a marker parts nothing."""
    start, words, end = runs[0].x, "", runs[0].x
    for run in runs:
        before = clean(words)
        gap = run.x - end
        if before and gap > max(GAP * run.size, 0.1 * (end - start)) and run.text.strip():
            if is_marker(before):
                words += " "
            else:
                yield start, before
                start, words = run.x, ""
        elif is_marker(before):
            words += " "
        words = (words.rstrip() if run.text[0] in NOTES else words) + run.text
        end = run.x + width(run.text, run.size * run.style.wide)
    if before := clean(words):
        yield start, before


def mark_of(line: Line, marks: Sequence[Mark]) -> Mark | None:
    """The nearest of the marks, which are sorted by height, to the left of a line and at its height."""
    first = bisect_left(marks, line.y - 0.25 * line.size, key=lambda mark: mark.y)
    after = bisect_right(marks, line.y + 0.85 * line.size, key=lambda mark: mark.y)
    left = (mark for mark in marks[first:after] if 0 < line.x - mark.x < FARTHEST * line.size)
    return max(left, key=lambda mark: mark.x, default=None)


def with_mark(line: Line, mark: Mark) -> Line:
    return replace(line, text=line.whole, marker=mark.text, x=mark.x, text_x=line.x)
