"""How the scores of several engines become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.types import Scores


def fuse(engines: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted sum of each engine's scores, as deviations from its mean over the candidates.

    An engine that ties all candidates adds 0.
    """
    weights = np.array([[weight] for weight, _ in engines], np.float32)
    total: Scores = (weights * standardise(np.array([scores for _, scores in engines], np.float32))).sum(axis=0)
    return total


def standardise(scores: Scores) -> Scores:
    """The scores of each engine, a row each, with mean 0 and standard deviation 1."""
    differences = scores - scores.mean(axis=-1, keepdims=True)
    deviations = np.sqrt((differences * differences).mean(axis=-1, keepdims=True))
    level = deviations < 1e-6
    return np.where(level, np.float32(0), differences / np.where(level, np.float32(1), deviations))
