"""Exact inner product over unit vectors, by FAISS."""

from __future__ import annotations

import faiss
import numpy as np

from index.types import Rows, Scores, Vectors

faiss.omp_set_num_threads(1)  # one vector is looked for at a time, which two threads do in twice the time


def build_dense(vectors: Vectors) -> faiss.IndexFlatIP:
    dense = faiss.IndexFlatIP(vectors.shape[1])
    dense.add(np.ascontiguousarray(vectors, np.float32))
    return dense


def search_dense(dense: faiss.Index, question: Vectors, limit: int) -> tuple[Scores, Rows]:
    """The best rows and their cosines, best first; at most `limit` of them."""
    scores, rows = dense.search(question[None, :], min(limit, dense.ntotal))
    return scores[0], rows[0]


def score_dense(dense: faiss.Index, question: Vectors, rows: Rows) -> Scores:
    """The cosines of given rows; (rows,)."""
    scores: Scores = dense.reconstruct_batch(rows) @ question
    return scores
