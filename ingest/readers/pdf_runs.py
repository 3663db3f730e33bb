"""The runs of text on a page of a PDF, with their places, and the marks that are drawn in front of list items."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.readers.pdf_shapes import DRAWING, IDENTITY, Mark, Matrix, Outline, place, times

if TYPE_CHECKING:
    from pypdf import PageObject

# What a file may draw however small it is. Of full pages of text each byte of the file draws 6 of content, and each
# third byte an operation: this much more than that is allowed for every byte besides.
CONTENT, OPERATIONS = 1_000_000, 50_000
PICTURE = 0.25  # of the page: smaller ones are logos
SOFT_HYPHEN = "\u00ad"
SOFT_HYPHENS = (SOFT_HYPHEN, b"\xfe\xff\x00\xad", b"\xad")  # as strings in the content of a page may have it
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)


class Run(NamedTuple):
    """Text that starts at (x, y), in points from the lower left corner of the page held so that it reads upright."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    angle: int = 0
    """In degrees, as it is drawn."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page draws, in the order in which it is drawn."""

    number: int
    height: float
    runs: Sequence[Run]
    marks: Sequence[Mark] = ()
    aside: Sequence[str] = ()
    """Text at an angle to most of the page's: watermarks, notes along an edge."""
    picture: bool = False
    """Whether it shows something that may be a picture of text."""


class TooMuch(Exception):
    """A page bomb."""


class Budget:
    """What all pages of a file may draw together, since one stream may be the content of any number of them."""

    def __init__(self, size: int) -> None:
        self.operations = OPERATIONS + size
        self.content = CONTENT + 20 * size

    def spend(self, content: int) -> None:
        self.content -= content
        if self.content < 0:
            raise TooMuch("it draws far more than files of its size do")


class Canvas:
    """Gathers what pypdf reports while it goes through a page once."""

    def __init__(self, page: PageObject, budget: Budget) -> None:
        self.budget = budget
        self.fonts: dict[int, bool] = {}
        self.runs: list[Run] = []
        self.outline = Outline()
        self.box = page.cropbox
        self.area = abs(float(self.box.width) * float(self.box.height)) or 1.0
        self.picture = False
        self.soft_hyphen = False
        """Whether what is drawn next is said to stand for a soft hyphen."""
        # Of the page, and of each form that is being drawn: where it is, and what its content calls its things.
        self.places: list[Matrix] = [IDENTITY]
        self.resources: list[Any] = [page.get("/Resources")]

    def text(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        if not text or text == "\n":
            return
        if self.soft_hyphen and text.rstrip().endswith("-"):
            text = text.rstrip()[:-1] + SOFT_HYPHEN
        self.soft_hyphen = False
        a, b, c, d, x, y = times(times(tm, cm), self.places[-1])
        angle = 0 if b == 0 and a > 0 else round(math.degrees(math.atan2(b, a)))
        self.runs.append(Run(text, x, y, abs(size) * math.hypot(c, d), self.is_bold(font), angle))

    def is_bold(self, font: Any) -> bool:
        """Asked once for each font of a page, which keeps its fonts as long as it is read."""
        if id(font) not in self.fonts:
            self.fonts[id(font)] = font is not None and is_bold(font)
        return self.fonts[id(font)]

    def before(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        self.budget.operations -= 1
        if self.budget.operations < 0:
            raise TooMuch("it draws far more than files of its size do")
        if operator in DRAWING:
            self.outline.draw(operator, operands, cm, self.places[-1])
        elif operator == b"BDC":
            self.soft_hyphen = lookup(operands[-1] if operands else None, "/ActualText") in SOFT_HYPHENS
        elif operator == b"Do":
            self.enter(operands, cm)
        elif operator == b"INLINE IMAGE":
            self.see_picture(times(cm, self.places[-1]))

    def after(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        if operator == b"Do" and len(self.places) > 1:
            self.places.pop()
            self.resources.pop()

    def enter(self, operands: Sequence[Any], cm: Matrix) -> None:
        """Keeps the place of a form: pypdf gives those inside it as if it were drawn at the origin."""
        here, resources = times(cm, self.places[-1]), self.resources[-1]
        drawn = lookup(lookup(resources, "/XObject"), operands[0] if operands else None)
        if lookup(drawn, "/Subtype") == "/Image":
            self.see_picture(here)
        elif hasattr(drawn, "get_data"):
            self.budget.spend(len(drawn.get_data()))
        matrix = lookup(drawn, "/Matrix")
        self.places.append(times([float(n) for n in matrix], here) if matrix and len(matrix) == 6 else here)
        self.resources.append(lookup(drawn, "/Resources") or resources)

    def see_picture(self, here: Matrix) -> None:
        """An image fills the unit square of the place where it is drawn."""
        self.picture = self.picture or abs(here[0] * here[3] - here[1] * here[2]) > PICTURE * self.area


def lookup(where: Any, name: Any) -> Any:
    """An entry of a dictionary of a PDF, None where there is neither."""
    where = resolved(where)
    return resolved(where.get(name)) if isinstance(where, dict) else None


def resolved(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing


def is_bold(font: Any) -> bool:
    descendants = lookup(font, "/DescendantFonts")
    described = lookup(descendants[0] if descendants else font, "/FontDescriptor")
    weight, flags = lookup(described, "/FontWeight"), lookup(described, "/Flags")
    by_number = (isinstance(weight, (int, float)) and weight >= 600) or (isinstance(flags, int) and flags & 1 << 18)
    return bool(BOLD.search(str(lookup(font, "/BaseFont") or "")) or by_number)


def read_page(page: PageObject, number: int, budget: Budget) -> Page:
    """The runs of a page. What lies outside of the part of the page that is shown is not read."""
    canvas = Canvas(page, budget)
    content = page.get_contents()
    budget.spend(0 if content is None else len(content.get_data()))
    # What is drawn by name may be a form; only then does it matter where one ends.
    after = canvas.after if lookup(page.get("/Resources"), "/XObject") else None
    page.extract_text(visitor_text=canvas.text, visitor_operand_before=canvas.before, visitor_operand_after=after)
    box = tuple(float(n) for n in (canvas.box.left, canvas.box.bottom, canvas.box.right, canvas.box.top))
    return upright(number, box, canvas.runs, canvas.outline.marks, canvas.picture or canvas.outline.is_drawing)


def upright(
    number: int, box: tuple[float, ...], runs: Sequence[Run], marks: Sequence[Mark] = (), picture: bool = False
) -> Page:
    """A page turned so that most of its text reads from left to right."""
    left, bottom, right, top = box
    shown = [r for r in runs if left - 1 <= r.x <= right + 1 and bottom - 1 <= r.y <= top + 1]
    angles: Counter[int] = Counter()
    for run in shown:
        angles[run.angle] += len(run.text)
    angle = max(angles, key=lambda angle: angles[angle], default=0)
    if angle == 0:
        turn, (low_x, low_y), height = IDENTITY, (left, bottom), top - bottom
    else:
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        turn = (cos, -sin, sin, cos, 0.0, 0.0)
        corners = [place(turn, x, y) for x in (left, right) for y in (bottom, top)]
        low_x, low_y = (min(axis) for axis in zip(*corners, strict=True))
        height = max(y for _, y in corners) - low_y
    turn = (*turn[:4], -low_x, -low_y)
    straight = [r for r in shown if abs(r.angle - angle) <= 1]
    return Page(
        number,
        height,
        [r._replace(x=x, y=y) for r in straight for x, y in [place(turn, r.x, r.y)]],
        [m._replace(x=x, y=y) for m in marks for x, y in [place(turn, m.x, m.y)]],
        [r.text for r in shown if abs(r.angle - angle) > 1],
        picture,
    )
