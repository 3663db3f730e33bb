"""How deep lists are nested, from where their markers stand."""

from __future__ import annotations

INDENT = 2  # columns that each list indents its items by, and each item what belongs to it


class Nesting:
    """The markers of the items that are open, by where they start; what starts right of one belongs to its item."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.open: list[float] = []

    def item(self, x: float) -> int:
        """The level of an item whose marker starts at a place."""
        while self.open and self.open[-1] > x + self.tolerance:
            self.open.pop()
        if not self.open or self.open[-1] < x - self.tolerance:
            self.open.append(x)
        return INDENT * len(self.open)

    def inside(self, x: float) -> int:
        """The level of anything else that starts at a place."""
        while self.open and self.open[-1] >= x - self.tolerance:
            self.open.pop()
        return INDENT * (len(self.open) + 1) if self.open else 0

    def close(self) -> None:
        self.open.clear()
