"""Whether confidence is what it says: 7 of 10 answers with confidence .7 should be right.

An answer is right if its question is answerable and one of the first three passages holds a gold quote. So a declined
answer, which shows nothing, is never right: its confidence should be low, whether or not a passage would have answered.
Answers without a confidence (standards looked up by number) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.evaluation.measures import FIRST
from app.evaluation.types import Bin, Calibration, Numbers, Outcome

BINS = 10
Right = npt.NDArray[np.bool_]


def is_right(outcome: Outcome) -> bool:
    return outcome.rank is not None and outcome.rank <= FIRST


def confidences(outcomes: Sequence[Outcome]) -> tuple[Numbers, Right]:
    """The confidence of every answer that has one, and whether it is right."""
    pairs = [(o.shown.confidence, is_right(o)) for o in outcomes if o.shown.confidence is not None]
    return np.array([c for c, _ in pairs], np.float64), np.array([r for _, r in pairs], np.bool_)


def calibrate(outcomes: Sequence[Outcome]) -> Calibration | None:
    """None if no answer carries a confidence."""
    confidence, right = confidences(outcomes)
    if not len(confidence):
        return None
    bins = equal_bins(confidence, right)
    return Calibration(len(confidence), expected_error(bins), auroc(confidence, right), bins)


def equal_bins(confidence: Numbers, right: Right) -> tuple[Bin, ...]:
    """Up to ten bins, ascending, of as many questions each as can be: equal confidences are never parted."""
    ahead = np.searchsorted(np.sort(confidence), confidence)
    places = ahead * BINS // len(confidence)
    return tuple(one_bin(confidence[places == place], right[places == place]) for place in np.unique(places))


def one_bin(confidence: Numbers, right: Right) -> Bin:
    return Bin(float(confidence.mean()), float(right.mean()), *wilson(int(right.sum()), len(right)), len(right))


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score, which holds for few questions and for shares of 0 and 1."""
    z = 1.959964
    centre = (right + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(right * (of - right) / of + z * z / 4)
    return max(0.0, centre - half), min(1.0, centre + half)


def expected_error(bins: Sequence[Bin]) -> float:
    return sum(b.of * abs(b.confidence - b.right) for b in bins) / sum(b.of for b in bins)


def auroc(confidence: Numbers, right: Right) -> float | None:
    """The share of pairs of a right and a wrong answer in which the right one has more confidence; ties count half."""
    rights, wrongs = int(right.sum()), int((~right).sum())
    if not (rights and wrongs):
        return None
    _, places, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[right].sum() - rights * (rights + 1) / 2) / (rights * wrongs))


def risk_by_coverage(confidence: Numbers, right: Right) -> tuple[Numbers, Numbers]:
    """For each confidence from the highest on: the share of questions with at least that, and of those the share wrong.

    Questions of equal confidence are answered together or not at all.
    """
    order = np.argsort(-confidence, kind="stable")
    last = np.flatnonzero(np.append(np.diff(confidence[order]) != 0, True))
    answered = last + 1
    wrong = np.cumsum(~right[order])[last]
    return answered / len(order), wrong / answered
