"""Unit vectors by inner product, by FAISS: all are compared, or of many those that are likeliest."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import faiss
import numpy as np

from index.types import Rows, Scores, Vectors

EXACT = 16_384  # vectors, up to which all are compared: that takes a third of the time of a question's forward pass
NEAREST = 30  # so many of what is nearest to each probe must be found, all: where .998 were, questions found .984
POINTS, ROUNDS = 64, 10  # of k-means: vectors to a list, and how often they are assigned
AT_ONCE = 50_000  # vectors at a time, of which there are copies

faiss.omp_set_num_threads(1)  # one vector is looked for at a time, which two threads do in twice the time


Dense = TypeVar("Dense", bound=faiss.Index)


def build_dense(vectors: Vectors, probes: Callable[[], Vectors]) -> tuple[faiss.Index, float]:
    """An index of all vectors and its recall, 1 for a few vectors, all of which are compared.

    Many are put into lists of near ones, so many of which are looked into that the probes, (probes, dimension), find
    all that is nearest to them. Every fourth is kept apart: by what those find recall is measured.
    """
    if len(vectors) <= EXACT:
        return filled(faiss.IndexFlatIP(vectors.shape[1]), vectors), 1.0
    with all_threads():
        dense = filled(trained(vectors), vectors)
        dense.make_direct_map(True)  # where each vector is, for those whose cosine is asked for
        asked = probes()
        least = nearest_scores(vectors, asked)
        apart = np.arange(len(asked)) % 4 == 0
        widen(dense, vectors, asked[~apart], least[~apart])
        return dense, recall(dense, vectors, asked[apart], least[apart])


def widen(dense: faiss.IndexIVFFlat, vectors: Vectors, probes: Vectors, least: Scores) -> None:
    """Has it look into more lists, at most all, until every probe finds what is nearest to it."""
    while recall(dense, vectors, probes, least) < 1 and dense.nprobe < dense.nlist:
        dense.nprobe = min(dense.nprobe + dense.nprobe // 4 + 1, dense.nlist)


def trained(vectors: Vectors) -> faiss.IndexIVFFlat:
    """Lists without vectors, each around a mean of vectors."""
    dimension, lists = vectors.shape[1], 2 * math.isqrt(len(vectors))
    dense = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT)
    dense.cp.niter = ROUNDS
    dense.train(some(vectors, POINTS * lists))
    return dense


def filled(dense: Dense, vectors: Vectors) -> Dense:
    for start in range(0, len(vectors), AT_ONCE):
        dense.add(vectors[start : start + AT_ONCE])
    return dense


def some(vectors: Vectors, most: int) -> Vectors:
    """As many, evenly spread; all if there are no more."""
    return vectors[np.linspace(0, len(vectors) - 1, min(most, len(vectors)), dtype=np.int64)]


@contextmanager
def all_threads() -> Iterator[None]:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)


def nearest_scores(vectors: Vectors, probes: Vectors) -> Scores:
    """For each probe the cosine of the last of those vectors that are nearest to it; (probes,)."""
    best = np.full((len(probes), NEAREST), -1, np.float32)
    for start in range(0, len(vectors), AT_ONCE):
        here = probes @ vectors[start : start + AT_ONCE].T
        best = np.partition(np.hstack([best, here]), -NEAREST, axis=1)[:, -NEAREST:]
    least: Scores = best.min(axis=1)
    return least


def recall(dense: faiss.Index, vectors: Vectors, probes: Vectors, least: Scores) -> float:
    """The share of the nearest that a search finds, by their cosines: of equal ones it does not matter which."""
    rows = dense.search(probes, NEAREST)[1]
    found = np.einsum("pd,pnd->pn", probes, vectors[rows])
    return float(np.mean((rows >= 0) & (found >= least[:, None] - 1e-5)))


def search_dense(dense: faiss.Index, question: Vectors, limit: int) -> tuple[Scores, Rows]:
    """The best rows and their cosines, best first; at most `limit` of them."""
    scores, rows = dense.search(question[None, :], min(limit, dense.ntotal))
    found = rows[0] >= 0
    return scores[0][found], rows[0][found]


def score_dense(dense: faiss.Index, question: Vectors, rows: Rows) -> Scores:
    """The cosines of given rows; (rows,)."""
    scores: Scores = dense.reconstruct_batch(rows) @ question
    return scores
