"""Late interaction: every token of a question finds the nearest token of a passage (MaxSim)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.types import Codes, Rows, Scores, Vectors

STEPS = 127  # of a code, from 0 to 1; ranks are those of full precision, at a quarter of the room


def quantise(tokens: Vectors) -> Codes:
    """Unit rows in a byte a number."""
    return np.round(tokens * STEPS).astype(np.int8)


def token_starts(passages: Iterable[int]) -> Rows:
    """(passages + 1,) from the number of tokens of each."""
    return np.concatenate([[0], np.cumsum(list(passages), dtype=np.int64)])


def score_tokens(tokens: Codes, starts: Rows, question: Vectors, rows: Rows) -> Scores:
    """For given rows, ascending: the cosine of each question token's nearest token in the row, on average; (rows,)."""
    lengths = starts[rows + 1] - starts[rows]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    near = np.empty((begins[-1], tokens.shape[1]), np.float32)
    for row, begin, end in zip(rows.tolist(), begins[:-1].tolist(), begins[1:].tolist(), strict=True):
        near[begin:end] = tokens[starts[row] : starts[row + 1]]
    nearest = np.maximum.reduceat(near @ (question.T / STEPS), begins[:-1], axis=0)
    scores: Scores = nearest.mean(axis=1)
    return scores
