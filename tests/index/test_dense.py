"""FAISS against NumPy brute force."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.dense import build_dense, score_dense, search_dense


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 60))
def test_search_finds_the_rows_and_cosines_that_brute_force_finds(seed: int, rows: int, limit: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((rows, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    question = vectors[random.integers(rows)] + np.float32(0.1) * random.standard_normal(16).astype(np.float32)
    expected = vectors @ question
    dense = build_dense(vectors)
    scores, found = search_dense(dense, question, limit)
    assert len(found) == min(limit, rows) == len(set(found.tolist()))
    np.testing.assert_allclose(scores, np.sort(expected)[::-1][:limit], atol=1e-5)
    np.testing.assert_allclose(expected[found], scores, atol=1e-5)
    np.testing.assert_allclose(score_dense(dense, question, np.arange(rows)), expected, atol=1e-5)
