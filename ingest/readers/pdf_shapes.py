"""Shapes on a page of a PDF: the bullets that some programs draw instead of writing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

Matrix = Sequence[float]
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SMALLEST, LARGEST = 1.2, 9.0  # points across: what is smaller is a dot of a rule, what is larger a picture
MOST_POINTS = 40  # of the outline of a bullet
MANY_CURVES = 1000  # as 100 letters have that are drawn as outlines
CURVES = frozenset({b"c", b"v", b"y"})
FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
STROKES = frozenset({b"S", b"s"})
DRAWING = CURVES | FILLS | STROKES | {b"m", b"l", b"re", b"n"}


class Mark(NamedTuple):
    """A bullet that is drawn as a shape: a disc, a ring or a square."""

    text: str
    x: float
    """Of its left edge."""
    y: float
    """Of its middle."""


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what the first does, and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


class Outline:
    """The path that is being drawn, and the bullets among those that have been."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.points: list[tuple[float, float]] = []
        self.curves = 0
        self.round = False

    @property
    def is_drawing(self) -> bool:
        """Whether so much is drawn that it may be text."""
        return self.curves >= MANY_CURVES

    def draw(self, operator: bytes, operands: Sequence[Any], cm: Matrix, outer: Matrix) -> None:
        if operator in CURVES:
            self.curves, self.round = self.curves + 1, True
            self.add(operands[-2:])
        elif operator in (b"m", b"l"):
            self.add(operands)
        elif operator == b"re" and len(operands) == 4:
            x, y, width, height = map(float, operands)
            self.add((x, y))
            self.add((x + width, y + height))
        elif operator in FILLS or operator in STROKES:
            self.finish(operator in FILLS, times(cm, outer))
        elif operator == b"n":
            self.clear()

    def add(self, point: Sequence[Any]) -> None:
        if len(self.points) <= MOST_POINTS and len(point) == 2:
            self.points.append((float(point[0]), float(point[1])))

    def finish(self, filled: bool, here: Matrix) -> None:
        """A bullet is small and as wide as it is high."""
        if 2 <= len(self.points) <= MOST_POINTS:
            xs, ys = zip(*(place(here, *point) for point in self.points), strict=True)
            width, height = max(xs) - min(xs), max(ys) - min(ys)
            if min(width, height) >= SMALLEST and max(width, height) <= min(LARGEST, 1.3 * min(width, height)):
                text = ("•" if filled else "◦") if self.round else "▪"
                self.marks.append(Mark(text, min(xs), (min(ys) + max(ys)) / 2))
        self.clear()

    def clear(self) -> None:
        self.points.clear()
        self.round = False
