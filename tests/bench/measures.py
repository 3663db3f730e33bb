"""What a benchmark measured: the table of it, its notes, who is ahead, and the plot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLIENTS = (1, 8, 32)
MANY = 8  # clients, whose rate is a row's point in the plot
LABEL_HEIGHTS = (10, 24, 38, 52)  # of points that may be side by side, in points of the printer
SLOWEST, TIMES = 2, 10  # ours is to be ahead of so many of the slowest peers so many times


@dataclass(slots=True)
class Load:
    """What so many clients got of a way to answer."""

    answers: int = 0
    seconds: float = 0.0
    errors: int = 0
    processor: float = 0.0
    """Seconds, of all that answers: of a busy machine it may get little, which the rate cannot tell from slowness."""

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


@dataclass(slots=True)
class Row:
    """One way to answer questions. What was not measured of it is None, and a dash in the table."""

    name: str
    seconds: list[float] = field(default_factory=list)
    """Of every question, once warm."""
    loads: dict[int, Load] = field(default_factory=dict)
    """By the number of clients."""
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
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of its libraries."""

    def at(self, percentile: float) -> float | None:
        return float(np.percentile(self.seconds, percentile)) if self.seconds else None

    def rate(self, clients: int) -> float | None:
        """Questions a second."""
        return self.loads[clients].rate if clients in self.loads else None

    @property
    def processor(self) -> float | None:
        """Seconds a question, of all loads."""
        answers = sum(load.answers for load in self.loads.values())
        return sum(load.processor for load in self.loads.values()) / answers if answers else None

    def times(self, unit: Sequence[float]) -> float | None:
        """The median over questions, each asked of both at one time."""
        return float(np.median(np.array(self.seconds) / unit)) if self.seconds and unit else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of ours beside a peer."""

    ours: Row
    peer: Row

    @property
    def times(self) -> list[float]:
        """As many questions a second as the peer, by numbers of clients."""
        return [self.ours.loads[clients].rate / self.peer.loads[clients].rate for clients in CLIENTS]

    @property
    def cheaper(self) -> float | None:
        """As many questions as the peer in the same time of a processor."""
        mine, its = self.ours.processor, self.peer.processor
        return its / mine if mine and its else None

    @property
    def faster(self) -> bool:
        return min(self.times) > 1

    @property
    def as_right(self) -> bool:
        return self.ours.right is not None and self.peer.right is not None and self.ours.right[1] >= self.peer.right[1]

    @property
    def verdict(self) -> str:
        lacking = [what for what, there in (("slower", self.faster), ("hit@3 is lower", self.as_right)) if not there]
        return f"no: {', '.join(lacking)}" if lacking else "yes"


def table(rows: Sequence[Row], bases: Sequence[str]) -> str:
    """Markdown; the ratios are to the rows named as bases."""
    head = ["", "p50, ms", "p95, ms", *(f"times {base}" for base in bases)]
    head += [f"{clients} client{'s' * (clients > 1)}, questions a second" for clients in CLIENTS]
    head += ["processor, ms", "cold, s", "cold, MB", "memory, MB", "index, s", "disk, MB", "hit@1", "hit@3"]
    units = [next((row.seconds for row in rows if row.name == base), []) for base in bases]
    return markdown([head, *(cells(row, units, len(head)) for row in rows)])


def markdown(lines: Sequence[Sequence[str]]) -> str:
    ruled = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
    return "".join(f"| {' | '.join(line)} |\n" for line in ruled)


def cells(row: Row, units: Sequence[Sequence[float]], columns: int) -> list[str]:
    if row.absent:
        return [row.name, row.absent, *[""] * (columns - 2)]
    cold = float(np.median(row.cold)) if row.cold else None
    figures = [
        number(row.at(50), 1e3, 2),
        number(row.at(95), 1e3, 2),
        *(number(row.times(unit), 1, 2) for unit in units),
        *(number(row.rate(clients), 1, 1) for clients in CLIENTS),
        number(row.processor, 1e3, 2),
        number(cold, 1, 2),
        number(row.cold_memory, 1e-6, 0),
        number(row.memory, 1e-6, 0),
        number(row.build, 1, 1),
        number(row.disk, 1e-6, 1),
    ]
    return [row.name, *figures, *(number(each, 1, 3) for each in row.right or (None, None))]


def number(value: float | None, unit: float, digits: int) -> str:
    return "–" if value is None else f"{value * unit:,.{digits}f}"


def notes(rows: Sequence[Row]) -> str:
    """What a reader of the table has to know of some rows."""
    lines = list[str]()
    for row in rows:
        failed = {clients: load.errors for clients, load in row.loads.items() if load.errors}
        lines += [f"{row.name}: {errors} wrong or no answers to {n} clients." for n, errors in failed.items()]
    told = {row.name: ", ".join(f"{library} {version}" for library, version in row.versions.items()) for row in rows}
    lines += [f"{name}: {versions}" for name, versions in told.items() if versions]
    return "".join(f"- {line}\n" for line in lines)


def judgement(ours: Sequence[Row], peers: Sequence[Row], model: Row) -> str:
    """Whether ours are ahead of each peer: in questions a second at any number of clients, at as good a hit@3."""
    there = [peer for peer in peers if not peer.absent and peer.loads]
    pairs = [Comparison(each, peer) for peer in there for each in ours]
    head = ["", "beside", *(f"times its questions a second, {clients}" for clients in CLIENTS)]
    head += ["a second of processor", "hit@3", "ahead"]
    lines = [
        f"{peer.name} is faster than the model alone: what runs the model cannot be ahead of it.\n"
        for peer in there
        if min(peer.loads[clients].rate / model.loads[clients].rate for clients in CLIENTS) > 1
    ]
    return f"{markdown([head, *map(compared, pairs)])}\n{''.join([*lines, *slowest([*ours, model], there)])}"


def compared(pair: Comparison) -> list[str]:
    hits = [number(row.right[1] if row.right else None, 1, 3) for row in (pair.ours, pair.peer)]
    times = [number(each, 1, 2) for each in (*pair.times, pair.cheaper)]
    return [pair.ours.name, pair.peer.name, *times, " : ".join(hits), pair.verdict]


def slowest(rows: Sequence[Row], peers: Sequence[Row]) -> Iterator[str]:
    """How far ahead of the slowest peers each row is, of each of them and at any number of clients."""
    last = sorted(peers, key=lambda peer: peer.loads[1].rate)[:SLOWEST]
    for each in rows if len(last) == SLOWEST else ():
        least = min(min(Comparison(each, peer).times) for peer in last)
        names = " and ".join(peer.name for peer in last)
        verdict = "yes" if least >= TIMES else "no"
        yield f"{each.name} beside {names}, the slowest: {least:.1f} times at least; {TIMES} times: {verdict}.\n"


def draw(rows: Sequence[Row], ours: Sequence[str], path: Path) -> None:
    """Above, what a question takes; below, how many are answered and how many right."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    measured = [row for row in rows if row.seconds][::-1]
    heights = [1 + 0.3 * len(measured), 5]
    figure, (bars, points) = pyplot.subplots(2, figsize=(9, sum(heights)), height_ratios=heights, layout="constrained")
    figure.suptitle("This product is blue")
    draw_bars(bars, measured, ours)
    draw_points(points, [row for row in rows if MANY in row.loads], ours)
    figure.savefig(path)
    pyplot.close(figure)


def colour(row: Row, ours: Sequence[str]) -> str:
    return "tab:blue" if row.name in ours else "dimgray"


def draw_bars(axes: Axes, rows: Sequence[Row], ours: Sequence[str]) -> None:
    """Medians, and to the 95th percentile, in milliseconds on a logarithmic scale."""
    medians = np.array([row.at(50) or 0.0 for row in rows]) * 1e3
    slowest = np.array([row.at(95) or 0.0 for row in rows]) * 1e3
    colours = [colour(row, ours) for row in rows]
    axes.barh([row.name for row in rows], medians, xerr=[np.zeros(len(rows)), slowest - medians], color=colours)
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds a question: median, and 95th percentile")


def draw_points(axes: Axes, rows: Sequence[Row], ours: Sequence[str]) -> None:
    """A point for each row at MANY clients, a line from its least to its most; upright what shows no passages."""
    axes.set_xscale("log")
    axes.margins(0.2, 0.35)
    above, below = cycle(LABEL_HEIGHTS), cycle(-height for height in LABEL_HEIGHTS)
    for row in sorted(rows, key=lambda row: (*(row.right or (0, 0))[1:], row.loads[MANY].rate), reverse=True):
        if row.right:
            draw_point(axes, row, row.right[1], next(above if row.name in ours else below), colour(row, ours))
        else:
            axes.axvline(row.loads[MANY].rate, color="dimgray", linestyle=":")
            where, upright = (row.loads[MANY].rate, 0.02), ("data", "axes fraction")
            axes.annotate(row.name, where, (-12, 0), upright, "offset points", rotation=90, color="dimgray")
    axes.set_xlabel(f"questions a second of {MANY} clients; the line goes from the least to the most of {CLIENTS}")
    axes.set_ylabel("hit@3")


def draw_point(axes: Axes, row: Row, hit: float, height: int, colour: str) -> None:
    rates = [load.rate for load in row.loads.values()]
    axes.plot([min(rates), max(rates)], [hit] * 2, color=colour, linewidth=1)
    axes.plot(row.loads[MANY].rate, hit, "o", color=colour)
    leader = {"arrowstyle": "-", "linewidth": 0.5, "color": colour, "relpos": (0, 0 if height > 0 else 1)}
    where, moved = (row.loads[MANY].rate, hit), (4, height)
    axes.annotate(row.name, where, moved, textcoords="offset points", color=colour, arrowprops=leader)
