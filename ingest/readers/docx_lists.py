"""The markers that Word draws before paragraphs of lists, and where it draws them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.readers.docx_file import W
from ingest.readers.docx_styles import Format, Styles, below, number, value
from ingest.readers.html_lists import written

FORMS = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
BULLETS = {"\uf0a7": "▪", "o": "◦", **{mark: mark for mark in "•◦▪▫●○‣⁃·–—-"}}
BULLET = "•"  # for every other sign that Word draws before an item
PLACE = re.compile(r"%([1-9])")


class Marker(NamedTuple):
    """What is drawn before a paragraph, and where, in twentieths of a point from the edge of the text."""

    text: str
    x: int


class Lists:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, numbering: Any, styles: Styles) -> None:
        self.styles = styles
        self.numberings: dict[str | None, Any] = {}
        self.lists: dict[str | None, Any] = {}
        if numbering is not None:
            self.numberings = {value(one, "abstractNumId"): one for one in numbering.iter(f"{W}abstractNum")}
            self.lists = {value(one, "numId"): one for one in numbering.iter(f"{W}num")}
        self.counts: defaultdict[str | None, dict[int, int]] = defaultdict(dict)
        self.levels = lru_cache(maxsize=None)(self.levels_of)
        self.begun: set[tuple[str | None, int]] = set()

    def marker(self, format: Format) -> Marker | None:
        """The marker of a paragraph, None for one without. Each paragraph is asked for once, in order."""
        id = value(self.styles.property(format, "numPr", "numId"))
        if id not in self.lists:
            return None
        levels = self.levels(id)
        depth = self.depth(format, levels)
        if depth not in levels:
            return None
        text = self.text(id, levels, depth)
        return Marker(text, indent(format, levels[depth], self.styles)) if text else None

    def levels_of(self, id: str) -> dict[int, Any]:
        """The levels of a list by their depths, its own before those of what it looks like."""
        numbering = self.numbering_of(id)
        own = self.lists[id].iter(f"{W}lvl")
        general = () if numbering is None else numbering.iter(f"{W}lvl")
        return {number(level, "ilvl") or 0: level for level in (*general, *own)}

    def numbering_of(self, id: str | None) -> Any:
        """What a list looks like; some say so by the name of a style whose list looks so."""
        numbering = self.numberings.get(value(below(self.lists.get(id), "abstractNumId")))
        style = self.styles.by_id.get(value(below(numbering, "numStyleLink")))
        linked = self.lists.get(value(below(style, "pPr", "numPr", "numId")))
        return self.numberings.get(value(below(linked, "abstractNumId")), numbering)

    def depth(self, format: Format, levels: dict[int, Any]) -> int:
        said = number(self.styles.property(format, "numPr", "ilvl"))
        if said is not None:
            return said
        styles = {value(style, "styleId") for style in self.styles.chain(format.style)}
        return next((depth for depth, level in levels.items() if value(below(level, "pStyle")) in styles), 0)

    def text(self, id: str | None, levels: dict[int, Any], depth: int) -> str:
        pattern = (value(below(levels[depth], "lvlText")) or "").strip()
        form = value(below(levels[depth], "numFmt"))
        if form == "bullet":
            return BULLETS.get(pattern, BULLET)
        counts = self.count(id, levels, depth)

        def counted(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            level = levels.get(place)
            form = "decimal" if below(levels[depth], "isLgl") is not None else value(below(level, "numFmt"))
            return written(counts.get(place, start(level)), FORMS.get(form or "", "1"))

        return PLACE.sub(counted, pattern)

    def count(self, id: str | None, levels: dict[int, Any], depth: int) -> dict[int, int]:
        """The numbers at all levels; what is deeper starts again. Lists that look the same count on."""
        counts = self.counts[value(below(self.lists[id], "abstractNumId"))]
        overrides = (one for one in self.lists[id].iter(f"{W}lvlOverride") if number(one, "ilvl") == depth)
        again = number(below(next(overrides, None), "startOverride"))
        if again is not None and (id, depth) not in self.begun:
            counts[depth] = again
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else start(levels[depth])
        self.begun.add((id, depth))
        for deeper in [place for place in counts if place > depth]:
            del counts[deeper]
        return counts


def start(level: Any) -> int:
    first = number(below(level, "start"))
    return 1 if first is None else first


def indent(format: Format, level: Any, styles: Styles) -> int:
    """Where a paragraph's first line starts, or the marker in front of it."""
    own = format.own.get("ind") if "numPr" in format.own else styles.property(format, "ind")
    owners = [own, below(level, "pPr", "ind")]

    def measure(*names: str) -> int:
        return next((n for owner in owners for name in names if (n := number(owner, name)) is not None), 0)

    return measure("left", "start") - measure("hanging")
