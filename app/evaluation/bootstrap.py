"""How sure a measure is: percentile bootstrap over questions, and tests of the difference of two runs over the same."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from app.evaluation.types import Numbers

RESAMPLES = 10_000
SEED = 20160126  # the day the standards were published: any number, so that the same run gives the same interval
AT_ONCE = 4_000_000  # numbers drawn at a time, to bound memory


def interval(above: Numbers, below: Numbers) -> tuple[float, float]:
    """The 95 % interval of sum(above) / sum(below), questions drawn with replacement.

    Where all questions agree it is that one value: it cannot tell of what was never seen.
    """
    ratios = np.concatenate([above[drawn].sum(axis=1) / below[drawn].sum(axis=1) for drawn in resamples(len(above))])
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)


def resamples(questions: int) -> Iterator[np.typing.NDArray[np.int64]]:
    """(some, questions) places of questions drawn with replacement, RESAMPLES rows in all."""
    rng = np.random.default_rng(SEED)
    rows = max(1, AT_ONCE // questions)
    for start in range(0, RESAMPLES, rows):
        yield rng.integers(questions, size=(min(rows, RESAMPLES - start), questions))


def sign_flip_p(differences: Numbers) -> float:
    """The chance of a sum at least as far from 0 if each question's difference might as well be the other way round.

    By random signs, the signs as they are counted among them, so that it is never 0.
    """
    rng = np.random.default_rng(SEED)
    observed, size = abs(differences.sum()), len(differences)
    rows = max(1, AT_ONCE // size)
    as_far = 0
    for start in range(0, RESAMPLES, rows):
        signs = rng.choice([-1.0, 1.0], size=(min(rows, RESAMPLES - start), size))
        as_far += int((np.abs(signs @ differences) >= observed - 1e-9).sum())
    return (as_far + 1) / (RESAMPLES + 1)


def mcnemar_p(first_only: int, second_only: int) -> float:
    """The exact two-sided chance of so uneven a split of the questions that only one of two runs gets right."""
    split = first_only + second_only
    tail = sum(math.comb(split, k) for k in range(min(first_only, second_only) + 1))
    return min(1.0, 2 * tail / (1 << split))
