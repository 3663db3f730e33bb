"""What a benchmark measured, and the table and plot of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass(slots=True)
class Row:
    """One way to answer questions. What was not measured of it is None, and a dash in the table."""

    name: str
    seconds: list[float] = field(default_factory=list)
    """Of every question, once warm."""
    cold: list[float] = field(default_factory=list)
    """From the start of a process to its first answer."""
    cold_memory: int | None = None
    """Bytes, the most that such a process took."""
    memory: int | None = None
    """Bytes, the most it took when warm."""
    build: float | None = None
    """Seconds to index the passages."""
    disk: int | None = None
    """Bytes of its index."""
    right: tuple[float, float] | None = None
    """hit@1 and hit@3."""
    absent: str | None = None
    """Why it was not measured at all."""

    def at(self, percentile: float) -> float | None:
        return float(np.percentile(self.seconds, percentile)) if self.seconds else None


def table(rows: Sequence[Row], base: str) -> str:
    """Markdown; the ratio, to the row named as base, is the median over questions, each asked of both at one time."""
    head = [
        "",
        "p50, ms",
        "p95, ms",
        f"times {base}",
        "cold, s",
        "cold, MB",
        "memory, MB",
        "index, s",
        "disk, MB",
        "hit@1",
        "hit@3",
    ]
    unit = next((row.seconds for row in rows if row.name == base), [])
    lines = [head, ["---"] * len(head), *(cells(row, unit) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cells(row: Row, unit: Sequence[float]) -> list[str]:
    if row.absent:
        return [row.name, row.absent, *[""] * 9]
    cold = float(np.median(row.cold)) if row.cold else None
    ratio = float(np.median(np.array(row.seconds) / unit)) if row.seconds and unit else None
    figures = [
        number(row.at(50), 1e3, 2),
        number(row.at(95), 1e3, 2),
        number(ratio, 1, 2),
        number(cold, 1, 2),
        number(row.cold_memory, 1e-6, 0),
        number(row.memory, 1e-6, 0),
        number(row.build, 1, 1),
        number(row.disk, 1e-6, 1),
    ]
    return [row.name, *figures, *(number(each, 1, 3) for each in row.right or (None, None))]


def number(value: float | None, unit: float, digits: int) -> str:
    return "–" if value is None else f"{value * unit:,.{digits}f}"


def draw(rows: Sequence[Row], path: Path) -> None:
    """Medians, and to the 95th percentile, in milliseconds on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    measured = [row for row in rows if row.seconds][::-1]
    medians = np.array([row.at(50) or 0.0 for row in measured]) * 1e3
    slowest = np.array([row.at(95) or 0.0 for row in measured]) * 1e3
    figure, axes = pyplot.subplots(figsize=(8, 1 + 0.4 * len(measured)))
    axes.barh([row.name for row in measured], medians, xerr=[np.zeros(len(measured)), slowest - medians])
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds a question: median, and 95th percentile")
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
