"""The reader for plain text: UTF-8 bytes to blocks, by blank lines, list markers and indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.errors import UnreadableDocument
from ingest.furniture import furniture_lines, updated_date
from ingest.markers import MARKER
from ingest.readers.compose import Piece, number_sections
from ingest.types import Block, Reading, Source, Span

LINE = re.compile(r"[^\r\n]+")
NEWLINE = re.compile(r"\r\n|\r|\n")
NUMBERED = re.compile(r"\d{1,2}((?:\.\d{1,2})*)[.:]?\s")
A_RULE = re.compile(r"\d{1,2}\.\d{1,2}(?::|.*\bmust\b)|.*\(\d{1,2}\.\d{1,2}\)$")
TERMINATED = re.compile(r"[.!?:;,…][\"'”’)\]]*$")
LEADS_ON = re.compile(r"\b(?:a|an|and|if|must|not|only|or|should|that|the|unless|when)$")
HEADING_LENGTH = 80  # characters; a longer line without a full stop is a paragraph (a strapline, say)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lines that belong together, before it is known what they are."""

    span: Span
    text: str
    indent: int
    """Columns of white space before the first line."""
    marked: bool
    """Whether the first line starts with a list marker."""
    lines: int = 1
    after_blank: bool = True


def read_text(data: bytes, source: Source) -> Reading:
    """The text as published, its blocks in order, and its page furniture."""
    text = decode(data, source)
    lines = list(read_lines(text))
    first, last = furniture_lines([line.text for line in lines])
    blocks = tuple(read_blocks(list(joined(text, lines[first:last]))))
    if not blocks:
        raise UnreadableDocument(
            "holds no text besides page furniture.", do="Check that the file is the whole document.", path=source.file
        )
    furniture = (*lines[:first], *lines[last:])
    updated = updated_date([line.text for line in furniture], source.file)
    return Reading(text, blocks, tuple(line.span for line in furniture), updated=updated)


def decode(data: bytes, source: Source) -> str:
    """The text of UTF-8 bytes, every code point kept, so that offsets hold for the file as published."""
    if not data.strip():
        raise UnreadableDocument("the file is empty.", do="Put the published document there.", path=source.file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"not UTF-8 text (byte {error.start}).", do="Save it as UTF-8 and build again.", path=source.file
        ) from None
    if "\0" in text:
        raise UnreadableDocument(
            "holds NUL characters, so it is not plain text.",
            do="Check the file and its media type in corpus.toml.",
            path=source.file,
        )
    return text


def read_lines(text: str) -> Iterator[Layout]:
    """The lines that hold something visible."""
    end_of_last = 0
    for match in LINE.finditer(text):
        words = match.group().lstrip("\ufeff").strip()
        if not words:
            continue
        start = match.start() + match.group().index(words)
        indent = len(text[match.start() : start].expandtabs(4))
        blank = len(NEWLINE.findall(text, end_of_last, match.start())) != 1
        yield Layout(Span(start, start + len(words)), words, indent, bool(MARKER.match(words)), after_blank=blank)
        end_of_last = match.end()


def joined(text: str, lines: Sequence[Layout]) -> Iterator[Layout]:
    """Lines joined where they run on: a blank line or a list marker starts anew."""
    starts = [i for i, line in enumerate(lines) if i == 0 or line.after_blank or line.marked]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        first, span = lines[start], Span(lines[start].span.start, lines[end - 1].span.end)
        yield Layout(span, text[span.start : span.end], first.indent, first.marked, end - start)


def read_blocks(layouts: Sequence[Layout]) -> Iterator[Block]:
    """Blocks with kind, level and section."""
    pieces = list(read_pieces(layouts))
    for layout, piece, section in zip(layouts, pieces, number_sections(pieces), strict=True):
        yield Block(piece.kind, layout.span, piece.level, section)


def read_pieces(layouts: Sequence[Layout]) -> Iterator[Piece]:
    rank = 1
    for i, layout in enumerate(layouts):
        if is_heading(layouts, i):
            depth = number_depth(layout)
            rank = rank if depth is None else 2 + depth
            yield Piece("heading", layout.text, 1 if i == 0 else rank + (depth is None))
        else:
            yield Piece("item" if layout.marked else "paragraph", layout.text, layout.indent)


def is_heading(layouts: Sequence[Layout], i: int) -> bool:
    """A short line of its own at the margin, without a full stop, with something to head.

    A numbered line beside another of the same depth is an item of a list, and "You must only share if" a lead-in.
    """
    layout, before, after = layouts[i], layouts[max(i - 1, 0) : i], layouts[i + 1 : i + 2]
    if layout.indent or layout.lines > 1 or len(layout.text) > HEADING_LENGTH or TERMINATED.search(layout.text):
        return False
    if not after or not any(map(str.isalpha, layout.text)) or A_RULE.match(layout.text):
        return False
    if LEADS_ON.search(layout.text) or (before and before[0].text.endswith(":")):
        return False
    depth = number_depth(layout)
    if depth is None:
        return not layout.marked
    return depth not in map(number_depth, (*before, *after))


def number_depth(layout: Layout) -> int | None:
    """0 for "1. Top tips", 1 for "1.2 Consent", None without a number."""
    number = NUMBERED.match(layout.text)
    return number[1].count(".") if number else None
