"""Two plots of confidence as SVG: whether it is what it says, and what declining below it costs and saves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.evaluation.calibration import Right, confidences, equal_bins, expected_error, risk_by_coverage
from app.evaluation.types import Numbers, Outcome
from ingest.errors import GuidanceError

try:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter
except ModuleNotFoundError:
    raise GuidanceError(
        "plots need matplotlib, which is not installed.", do="Run: pip install 'hcpc-guidance[plots]'"
    ) from None

INK, QUIET, BLUE, PALE = "#24323d", "#7d8a94", "#1f6f9f", "#c9d6df"
MARGINS = {"left": 0.15, "right": 0.97, "bottom": 0.09, "top": 0.94}  # by hand: measuring doubles the time
STYLE: Any = {
    "path.simplify": False,
    "svg.fonttype": "none",  # words stay words, for readers and for search
    "svg.hashsalt": "hcpc-guidance",  # the same figures give the same file
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
}


def draw(outcomes: Sequence[Outcome], folder: Path) -> tuple[Path, ...]:
    """reliability.svg and risk-coverage.svg in the folder, which is made if need be."""
    if not any(outcome.shown.confidence is not None for outcome in outcomes):
        raise GuidanceError("the answers carry no confidence to plot.", do="Evaluate without --plots.")
    paths = folder / "reliability.svg", folder / "risk-coverage.svg"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draw_reliability(*confidences(outcomes), paths[0])
        with rc_context(STYLE):
            save(risk_coverage(outcomes), paths[1])
    except OSError as error:
        raise GuidanceError(
            f"cannot be written ({error.strerror}).", do="Name a folder of yours.", path=folder
        ) from None
    return paths


def draw_reliability(confidence: Numbers, right: Right, path: Path) -> None:
    with rc_context(STYLE):
        save(reliability(confidence, right), path)


def save(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None})


def reliability(confidence: Numbers, right: Right) -> Figure:
    """The share of right answers against confidence, a point for each bin, and below it every answer as a tick."""
    bins = equal_bins(confidence, right)
    figure = Figure(figsize=(5.2, 5.6))
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[8, 1], gridspec_kw=MARGINS | {"hspace": 0.07})
    upper.plot([0, 1], [0, 1], color=PALE, linewidth=1)
    x, y = [b.confidence for b in bins], [b.right for b in bins]
    upper.vlines(x, [b.low for b in bins], [b.high for b in bins], color=PALE, linewidth=3, zorder=1)
    upper.plot(x, y, "o", color=BLUE, markersize=6, gid="bins", zorder=2)
    upper.text(0, 0.99, "above the line: too careful", color=QUIET, fontsize=9, va="top")
    upper.text(1, 0.01, "below the line: too sure", color=QUIET, fontsize=9, ha="right")
    upper.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), ylabel="share right, with 95 % interval")
    upper.set_title(f"{len(confidence)} answers; expected calibration error {expected_error(bins):.3f}")
    for row, (said, chosen) in enumerate([("wrong", ~right), ("right", right)]):
        ticks = np.full(int(chosen.sum()), row)
        lower.plot(confidence[chosen], ticks, "|", color=BLUE if row else QUIET, markersize=7, gid=said)
    lower.set(yticks=[0, 1], yticklabels=["wrong", "right"], ylim=(-0.7, 1.7), xlabel="confidence")
    lower.tick_params(left=False)
    lower.spines["left"].set_visible(False)
    return figure


def risk_coverage(outcomes: Sequence[Outcome]) -> Figure:
    """The share of wrong answers against the share of questions answered, those of most confidence first."""
    confidence, right = confidences(outcomes)
    coverage, risk = risk_by_coverage(confidence, right)
    answers = [bool(outcome.shown.passages) for outcome in outcomes if outcome.shown.confidence is not None]
    answered = sum(answers) / len(answers)
    wrong = 1 - right.sum() / sum(answers) if any(answers) else 0.0
    figure = Figure(figsize=(5.2, 3.9))
    axes = figure.subplots(gridspec_kw=MARGINS | {"bottom": 0.13, "top": 0.92})
    axes.plot(coverage, risk, color=PALE, linewidth=1.8, gid="curve")
    inside = coverage <= answered + 1e-9
    axes.plot(coverage[inside], risk[inside], color=BLUE, linewidth=1.8)
    axes.plot([answered], [wrong], "o", color=BLUE, markersize=6, gid="point")
    now = f"as it answers now: {100 * answered:.0f} % of the\nquestions, {100 * wrong:.1f} % of these wrongly"
    away, side = (-8, "right") if answered > 0.5 else (8, "left")
    axes.annotate(now, (answered, wrong), (away, 10), textcoords="offset points", ha=side, fontsize=9)
    axes.set(xlim=(0, 1.02), ylim=(0, max(0.1, 1.1 * float(risk.max()))))
    axes.set(xlabel="share of questions answered, surest first", ylabel="share of these wrong")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.set_title(f"{len(confidence)} questions, of which {int(right.sum())} are answered rightly")
    return figure
