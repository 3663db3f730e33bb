"""What a paragraph of a Word document inherits from its style and the styles that this is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.readers.docx_file import W, is_on

HEADING = re.compile(r"heading ([1-9])")
CONTENTS = re.compile(r"toc (?:[1-9]|heading)|table of (?:figures|authorities)|index(?: [1-9])?")
QUOTATION = re.compile(r"(?:intense )?quote|block text")
LONGEST_CHAIN = 50  # styles that are based on each other; a circle has no end


def below(element: Any, *names: str) -> Any:
    """The element under the names, one below the other; None where one is missing."""
    for name in names:
        element = None if element is None else element.find(f"{W}{name}")
    return element


def value(element: Any, name: str = "val") -> str | None:
    found = None if element is None else element.get(f"{W}{name}")
    return None if found is None else str(found)


def number(element: Any, name: str = "val") -> int | None:
    """A whole number that an attribute gives; None where it gives none."""
    match = re.fullmatch(r"[+-]?\d{1,9}(?:\.\d*)?", value(element, name) or "")
    return int(float(match.group())) if match else None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, element: Any) -> None:
        self.by_id = {value(style, "styleId"): style for style in element.iter(f"{W}style")}
        defaults = (s for s in self.by_id.values() if value(s, "type") == "paragraph" and value(s, "default") == "1")
        self.default = next((value(style, "styleId") for style in defaults), None)

    def chain(self, paragraph: Any) -> Iterator[Any]:
        """The style of a paragraph, and those behind it."""
        id = value(below(paragraph, "pPr", "pStyle")) or self.default
        for _ in range(LONGEST_CHAIN):
            style = self.by_id.get(id)
            if style is None:
                return
            yield style
            id = value(below(style, "basedOn"))

    def names(self, paragraph: Any) -> list[str]:
        """In small letters: Word itself writes some of them so, and some not."""
        return [(value(below(style, "name")) or "").lower() for style in self.chain(paragraph)]

    def property(self, paragraph: Any, *names: str) -> Any:
        """A property that the paragraph has itself, or from the nearest style that has it."""
        owners = (paragraph, *self.chain(paragraph))
        return next((found for owner in owners if (found := below(owner, "pPr", *names)) is not None), None)

    def is_title(self, paragraph: Any) -> bool:
        return "title" in self.names(paragraph)

    def rank(self, paragraph: Any) -> int | None:
        """The rank of a heading; None for any other paragraph."""
        if self.is_title(paragraph):
            return 1
        names = self.names(paragraph)
        ranks = (int(match[1]) for name in names if (match := HEADING.fullmatch(name)))
        outline = number(self.property(paragraph, "outlineLvl"))
        return next(ranks, outline + 1 if outline is not None and outline < 9 else None)

    def is_contents(self, paragraph: Any) -> bool:
        return any(map(CONTENTS.fullmatch, self.names(paragraph)))

    def is_quotation(self, paragraph: Any) -> bool:
        return any(map(QUOTATION.fullmatch, self.names(paragraph)))

    def is_bold(self, paragraph: Any) -> bool:
        """Whether all its words are bold."""
        styled = next((b for style in self.chain(paragraph) if (b := below(style, "rPr", "b")) is not None), None)
        runs = [run for run in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in run.iter(f"{W}t"))]
        own = [below(run, "rPr", "b") for run in runs]
        return bool(runs) and all(is_on(b) if b is not None else styled is not None and is_on(styled) for b in own)
