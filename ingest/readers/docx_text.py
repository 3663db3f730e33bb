"""The words of a paragraph of a Word document, as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.readers.docx_file import W
from ingest.readers.docx_styles import value
from ingest.readers.html_lists import written

SPACE = re.compile(r"[^\S\n\u00a0\u202f]+")
SHOWN = {
    **dict.fromkeys((f"{W}tab", f"{W}ptab"), " "),
    **dict.fromkeys((f"{W}br", f"{W}cr"), "\n"),
    f"{W}noBreakHyphen": "-",
}
# Codes of fields, which show as their results; pictures; and what stands for programs that cannot show the rest.
NOT_SHOWN = {f"{W}{name}" for name in ("pPr", "rPr", "instrText", "delText", "drawing", "pict", "sdtPr", "rt")}
NOT_SHOWN.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
RAISED = str.maketrans("0123456789ivxlc", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱᵛˣˡᶜ")
# Of Wingdings, whose letters are signs: a tick, a cross, boxes, arrows.
OWN_GLYPH = re.compile("[Ff]0[0-9A-Fa-f]{2}")
SIGNS = {"F0FC": "✓", "F0FB": "✗", "F0A8": "◻", "F0FE": "☒", "F06F": "□", "F0E0": "→", "F0B7": "•", "F0A7": "▪"}


class Note(NamedTuple):
    """A note that a text refers to: footnote or endnote, its id, and the mark that stands for it."""

    kind: str
    id: str
    mark: str


class Notes:
    """The notes that a text refers to, numbered in the order in which it does."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(NOTES.values(), 0)
        self.met: list[Note] = []

    def mark(self, kind: str, id: str) -> str:
        """The raised number that stands for a note."""
        self.counts[kind] += 1
        mark = written(self.counts[kind], "1" if kind == "footnote" else "i").translate(RAISED)
        self.met.append(Note(kind, id, mark))
        return mark

    def taken(self) -> list[Note]:
        """Those met since the last time."""
        taken, self.met = self.met, []
        return taken


def text_of(paragraph: Any, notes: Notes) -> str:
    """White space is folded; line breaks stay. A no-break space is a character of the text."""
    lines = SPACE.sub(" ", "".join(words(paragraph, notes))).split("\n")
    return "\n".join(filter(None, (line.strip() for line in lines)))


def words(element: Any, notes: Notes) -> Iterator[str]:
    for child in element.iterchildren("*"):
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SHOWN:
            yield SHOWN[child.tag]
        elif child.tag == f"{W}sym":
            yield sign(value(child, "char") or "")
        elif child.tag in NOTES and value(child, "customMarkFollows") is None:
            yield notes.mark(NOTES[child.tag], value(child, "id") or "")
        elif child.tag not in NOT_SHOWN:
            yield from words(child, notes)


def sign(code: str) -> str:
    """A sign of a font of signs; one that is not known keeps its own code, which no letter has."""
    return SIGNS.get(code.upper()) or (chr(int(code, 16)) if OWN_GLYPH.fullmatch(code) else "")
