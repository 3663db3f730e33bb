"""The price of declining: of questions whose page is missing, how many are declined at which loss of the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from app.evaluation.plots import BLUE, MARGINS, PALE, QUIET, STYLE, save

Numbers = npt.NDArray[np.float64]


def draw_near_misses(curves: Mapping[str, tuple[Numbers, Numbers]], threshold: float, path: Path) -> None:
    """By name of curve: the confidence in questions with their page, and in the same without it."""
    with rc_context(STYLE):
        save(figure(curves, threshold), path)


def figure(curves: Mapping[str, tuple[Numbers, Numbers]], threshold: float) -> Figure:
    figure = Figure(figsize=(5.2, 3.9))
    axes = figure.subplots(gridspec_kw=MARGINS | {"bottom": 0.13, "top": 0.92})
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1)
    for colour, (name, (there, missing)) in zip((BLUE, QUIET), curves.items(), strict=True):
        levels = np.unique(np.concatenate([[0, 1], there, missing]))
        refused, declined = declined_below(there, levels), declined_below(missing, levels)
        axes.plot(refused, declined, color=colour, linewidth=1.8, label=name)
        at = np.array([threshold])
        axes.plot(declined_below(there, at), declined_below(missing, at), "o", color=colour, markersize=6)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), ylabel="declined, their page missing")
    axes.set(xlabel="declined although their page is there")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.legend(loc="lower right", frameon=False)
    axes.set_title("Near misses; the points are where it declines now")
    return figure


def declined_below(confidence: Numbers, levels: Numbers) -> Numbers:
    """The share of answers that each level declines."""
    shares: Numbers = np.searchsorted(np.sort(confidence), levels) / len(confidence)
    return shares
