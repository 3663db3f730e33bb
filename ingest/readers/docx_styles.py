"""What a paragraph of a Word document inherits from its style and the styles that this is based on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.readers.docx_file import W, is_on

HEADING = re.compile(r"heading ([1-9])")
CONTENTS = re.compile(r"toc (?:[1-9]|heading)|table of (?:figures|authorities)|index(?: [1-9])?")
QUOTATION = re.compile(r"(?:intense )?quote|block text")
LONGEST_CHAIN = 50  # styles that are based on each other; a circle has no end


def below(element: Any, *names: str) -> Any:
    """The element under the names, one below the other; None where one is missing."""
    for name in names:
        element = None if element is None else next(element.iterchildren(f"{W}{name}"), None)
    return element


def value(element: Any, name: str = "val") -> str | None:
    found = None if element is None else element.get(f"{W}{name}")
    return None if found is None else str(found)


def number(element: Any, name: str = "val") -> int | None:
    """A whole number that an attribute gives; None where it gives none."""
    match = re.fullmatch(r"[+-]?\d{1,9}(?:\.\d*)?", value(element, name) or "")
    return int(float(match.group())) if match else None


class Format(NamedTuple):
    """What a paragraph says of its format itself: the id of its style, and its properties by name."""

    style: str | None
    own: Mapping[str, Any]


class Styles:
    """The styles of a document by their ids; what follows from a style alone is found out once."""

    def __init__(self, element: Any) -> None:
        self.by_id = {value(style, "styleId"): style for style in element.iter(f"{W}style")}
        defaults = (s for s in self.by_id.values() if value(s, "type") == "paragraph" and value(s, "default") == "1")
        self.default = next((value(style, "styleId") for style in defaults), None)
        self.chain = lru_cache(maxsize=None)(self.followed)
        self.inherited = lru_cache(maxsize=None)(self.first_with)
        self.kind = lru_cache(maxsize=None)(self.kind_of)

    def format(self, paragraph: Any) -> Format:
        properties = below(paragraph, "pPr")
        own = {} if properties is None else {one.tag.removeprefix(W): one for one in properties.iterchildren("*")}
        return Format(value(own.get("pStyle")) or self.default, own)

    def followed(self, id: str | None) -> tuple[Any, ...]:
        """A style, and those behind it."""
        chain: list[Any] = []
        while id in self.by_id and len(chain) < LONGEST_CHAIN:
            chain.append(self.by_id[id])
            id = value(below(chain[-1], "basedOn"))
        return tuple(chain)

    def first_with(self, id: str | None, *names: str) -> Any:
        """A property of a style, from the nearest style behind it that has it."""
        return next((found for style in self.chain(id) if (found := below(style, *names)) is not None), None)

    def property(self, format: Format, name: str, *names: str) -> Any:
        """A property that a paragraph has itself, or from its style."""
        own = below(format.own.get(name), *names)
        return self.inherited(format.style, "pPr", name, *names) if own is None else own

    def names(self, id: str | None) -> list[str]:
        """Of a style and those behind it, in small letters: Word itself writes some of them so, and some not."""
        return [(value(below(style, "name")) or "").lower() for style in self.chain(id)]

    def kind_of(self, id: str | None) -> str | int:
        """What a style makes of its paragraphs: "title", "contents", "quotation", the rank of a heading, or ""."""
        for name in self.names(id):
            if name == "title":
                return name
            if CONTENTS.fullmatch(name):
                return "contents"
            if QUOTATION.fullmatch(name):
                return "quotation"
            if match := HEADING.fullmatch(name):
                return int(match[1])
        return ""

    def rank(self, format: Format) -> int | None:
        """The rank of a heading; None for any other paragraph."""
        kind = self.kind(format.style)
        outline = number(self.property(format, "outlineLvl"))
        return kind if isinstance(kind, int) else outline + 1 if outline is not None and outline < 9 else None

    def is_bold(self, paragraph: Any, format: Format) -> bool:
        """Whether all its words are bold."""
        styled = self.inherited(format.style, "rPr", "b")
        runs = [run for run in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in run.iter(f"{W}t"))]
        own = [below(run, "rPr", "b") for run in runs]
        return bool(runs) and all(is_on(b) if b is not None else styled is not None and is_on(styled) for b in own)
