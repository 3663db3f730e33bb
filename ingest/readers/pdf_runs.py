"""The runs of text on a page of a PDF, with their places, and the marks that are drawn in front of list items."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.readers.pdf_fonts import Style, lookup, style_of
from ingest.readers.pdf_shapes import DRAWING, IDENTITY, Mark, Matrix, Outline, place, times

if TYPE_CHECKING:
    from pypdf import PageObject

# What a file may draw however small it is. Of full pages of text each byte of the file draws 6 of content, and each
# third byte an operation: this much more than that is allowed for every byte besides.
CONTENT, OPERATIONS = 1_000_000, 50_000
MIXED = 0.6  # sizes of its font that a run reaches up or down: pypdf takes what is centred beside two lines for one
SHOWS = frozenset({b"Tj", b"TJ"})
SMALLEST = 0.5  # points: smaller text is not seen
PICTURE = 0.25  # of the page: smaller ones are logos
SOFT_HYPHEN = "\u00ad"
SOFT_HYPHENS = (SOFT_HYPHEN, b"\xfe\xff\x00\xad", b"\xad")  # as strings in the content of a page may have it


class Run(NamedTuple):
    """Text that starts at (x, y), in points from the lower left corner of the page held so that it reads upright."""

    text: str
    x: float
    y: float
    size: float
    style: Style = Style()
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
    mixed: bool = False
    """Whether a run may hold words of more than one line."""


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
        self.fonts: dict[int, Style] = {}
        self.runs: list[Run] = []
        self.outline = Outline()
        self.box = page.cropbox
        self.area = abs(float(self.box.width) * float(self.box.height)) or 1.0
        self.picture = False
        self.soft_hyphen = False
        """Whether what is drawn next is said to stand for a soft hyphen."""
        self.heights: list[float] = []
        """Of what has been drawn since the last run."""
        self.mixed = False
        # Of the page, and of each form that is being drawn: where it is, and what its content calls its things.
        self.places: list[Matrix] = [IDENTITY]
        self.resources: list[Any] = [page.get("/Resources")]

    def text(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        heights, self.heights = self.heights, []
        if not text or text == "\n":
            return
        if self.soft_hyphen and text.rstrip().endswith("-"):
            text = text.rstrip()[:-1] + SOFT_HYPHEN
        self.soft_hyphen = False
        a, b, c, d, x, y = times(tm, cm) if len(self.places) == 1 else times(times(tm, cm), self.places[-1])
        angle = 0 if b == 0 and a > 0 else round(math.degrees(math.atan2(b, a)))
        height = abs(size) * math.hypot(c, d)
        if height < SMALLEST:
            return
        self.mixed = self.mixed or (angle == 0 and len(heights) > 1 and max(heights) - min(heights) > MIXED * height)
        self.runs.append(Run(text, x, y, height, self.style(font), angle))

    def style(self, font: Any) -> Style:
        """Asked once for each font of a page, which keeps its fonts as long as it is read."""
        if id(font) not in self.fonts:
            self.fonts[id(font)] = style_of(font)
        return self.fonts[id(font)]

    def before(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        self.budget.operations -= 1
        if self.budget.operations < 0:
            raise TooMuch("it draws far more than files of its size do")
        if operator in SHOWS:
            self.heights.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
        elif operator in DRAWING:
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


def read_page(page: PageObject, number: int, budget: Budget) -> Page:
    """The runs of a page. What lies outside of the part of the page that is shown is not read."""
    canvas = Canvas(page, budget)
    content = page.get_contents()
    budget.spend(0 if content is None else len(content.get_data()))
    # What is drawn by name may be a form; only then does it matter where one ends.
    after = canvas.after if lookup(page.get("/Resources"), "/XObject") else None
    page.extract_text(visitor_text=canvas.text, visitor_operand_before=canvas.before, visitor_operand_after=after)
    box = tuple(float(n) for n in (canvas.box.left, canvas.box.bottom, canvas.box.right, canvas.box.top))
    picture = canvas.picture or canvas.outline.is_drawing
    return replace(upright(number, box, canvas.runs, canvas.outline.marks), picture=picture, mixed=canvas.mixed)


def upright(number: int, box: tuple[float, ...], runs: Sequence[Run], marks: Sequence[Mark] = ()) -> Page:
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
    )
