"""Late interaction: every token of a question finds the nearest token of a passage (MaxSim)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.types import Codes, Rows, Scores, Vectors

BLOCK = 512  # tokens; all rows in one product take half as long again
STEPS = 127  # of a code, from 0 to 1; ranks are those of full precision, at a quarter of the room


def quantise(tokens: Vectors) -> Codes:
    """Unit rows in a byte a number."""
    return np.round(tokens * STEPS).astype(np.int8)


def token_starts(passages: Iterable[int]) -> Rows:
    """(passages + 1,) from the number of tokens of each."""
    return np.concatenate([[0], np.cumsum(list(passages), dtype=np.int64)])


def score_tokens(tokens: Codes, starts: Rows, question: Vectors, rows: Rows) -> Scores:
    """For given rows: the cosine of each question token's nearest token in the row, on average; (rows,)."""
    begins, ends = starts[rows], starts[rows + 1]
    wanted = question / np.float32(STEPS)
    near = np.empty((BLOCK + (ends - begins).max(), tokens.shape[1]), np.float32)
    nearest = np.empty((len(rows), len(question)), np.float32)
    first, places = 0, [0]
    for row, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True), 1):
        places.append(places[-1] + end - begin)
        near[places[-2] : places[-1]] = tokens[begin:end]
        if places[-1] >= BLOCK or row == len(rows):
            np.maximum.reduceat(near[: places[-1]] @ wanted.T, places[:-1], axis=0, out=nearest[first:row])
            first, places = row, [0]
    scores: Scores = nearest.mean(axis=1)
    return scores
