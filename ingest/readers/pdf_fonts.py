"""What the fonts of a PDF say of the text that is set in them: whether it is bold, and how wide it runs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
FORCED_BOLD = 1 << 18  # among the flags of a font
# How wide fonts run beside Helvetica, by their names.
WIDTHS = [
    (re.compile(r"condensed|narrow", re.IGNORECASE), 0.82),
    (re.compile(r"courier|mono|consolas", re.IGNORECASE), 1.15),
    (re.compile(r"times|roman|garamond|minion|(?<!sans)(?<!sans-)serif", re.IGNORECASE), 0.89),
]


class Style(NamedTuple):
    bold: bool = False
    wide: float = 1.0
    """Beside Helvetica."""


def style_of(font: Any) -> Style:
    """The style of a font as its dictionary describes it."""
    descendants = lookup(font, "/DescendantFonts")
    described = lookup(descendants[0] if descendants else font, "/FontDescriptor")
    weight, flags = lookup(described, "/FontWeight"), lookup(described, "/Flags")
    heavy = isinstance(weight, (int, float)) and weight >= 600
    style = style_named(str(lookup(font, "/BaseFont") or ""))
    return style._replace(bold=style.bold or heavy or (isinstance(flags, int) and bool(flags & FORCED_BOLD)))


def style_named(name: str) -> Style:
    return Style(bool(BOLD.search(name)), next((wide for names, wide in WIDTHS if names.search(name)), 1.0))


def lookup(where: Any, name: Any) -> Any:
    """An entry of a dictionary of a PDF, None where there is neither."""
    where = resolved(where)
    return resolved(where.get(name)) if isinstance(where, dict) else None


def resolved(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing
