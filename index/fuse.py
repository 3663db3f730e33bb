"""How the scores of several engines become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.types import Scores


def fuse(engines: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted sum of each engine's scores, as deviations from its mean over the candidates.

    An engine that ties all candidates adds 0.
    """
    total: Scores = np.sum([weight * standardise(scores) for weight, scores in engines], axis=0, dtype=np.float32)
    return total


def standardise(scores: Scores) -> Scores:
    """The scores with mean 0 and standard deviation 1."""
    deviation = float(scores.std())
    if deviation < 1e-6:
        return np.zeros_like(scores)
    standard: Scores = (scores - scores.mean()) / np.float32(deviation)
    return standard
