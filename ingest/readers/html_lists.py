"""The markers that a browser draws before the items of an HTML list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BULLET = "•"
STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
FORMS = {
    "none": "",
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
ROMAN = dict(
    zip("m cm d cd c xc l xl x ix v iv i".split(), [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1], strict=True)
)
MOST_DIGITS = 6


@dataclass(slots=True)
class Numbering:
    """Where a list's numbers stand, and their form: "1", "a", "A", "i", "I"; a bullet, or "" for none."""

    form: str
    next: int = 1
    step: int = 1


def numbering_of(node: LexborNode) -> Numbering:
    """The markers of a list from its first item on."""
    attributes = node.attributes
    style = STYLE.search(attributes.get("style") or "")
    styled = next((FORMS[word] for word in (style[1].lower().split() if style else []) if word in FORMS), None)
    if node.tag != "ol":
        return Numbering(BULLET if styled is None else styled)
    kind = (attributes.get("type") or "").strip()
    form = styled if styled is not None else kind if kind in FORMS.values() and kind else "1"
    backwards = "reversed" in attributes
    first = whole_number(attributes.get("start"))
    if first is None:
        first = sum(child.tag == "li" for child in children(node)) if backwards else 1
    return Numbering(form, first, -1 if backwards else 1)


def children(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.first_child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def whole_number(text: str | None) -> int | None:
    digits = re.match(rf"\s*([+-]?\d{{1,{MOST_DIGITS}}})", text or "")
    return int(digits[1]) if digits else None


def next_marker(numbering: Numbering, item: LexborNode) -> str:
    """The marker of an item, with the space behind it; the numbering goes on from there."""
    if numbering.form in ("", BULLET):
        return f"{numbering.form} ".lstrip()
    value = whole_number(item.attributes.get("value"))
    number = numbering.next if value is None else value
    numbering.next = number + numbering.step
    return f"{written(number, numbering.form)}. "


def written(number: int, form: str) -> str:
    """4 as "4", "d" or "iv"; plain digits where letters and Roman numerals have no such number."""
    text = str(number)
    if form in "aA" and number > 0:
        text = letters(number)
    elif form in "iI" and 0 < number < 4000:
        text = "".join(sign * count for sign, count in roman_signs(number))
    return text.upper() if form in "AI" else text


def letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def roman_signs(number: int) -> list[tuple[str, int]]:
    signs = []
    for sign, value in ROMAN.items():
        count, number = divmod(number, value)
        signs.append((sign, count))
    return signs
