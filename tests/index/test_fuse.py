"""Fusion by hand, and whatever the order its candidates come in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.fuse import fuse, stretch


def test_each_engine_is_stretched_to_0_to_1_and_summed() -> None:
    engines = [np.array([2.0, 4.0, 3.0], np.float32), np.array([0.9, 0.1, 0.5], np.float32)]
    assert fuse(engines).tolist() == [1.0, 1.0, 1.0]
    assert fuse([engines[0], np.array([0.1, 0.9, 0.9], np.float32)]).tolist() == [0.0, 2.0, 1.5]


def test_an_engine_that_ties_every_candidate_adds_nothing() -> None:
    assert stretch(np.array([7.0, 7.0], np.float32)).tolist() == [0, 0]
    assert stretch(np.array([7.0], np.float32)).tolist() == [0]


@given(
    arrays(np.float32, (3, 9), elements=st.floats(-10, 10, width=32)),
    st.permutations(range(9)),
    st.permutations(range(3)),
)
def test_fusion_does_not_depend_on_the_order_of_candidates_or_engines(
    scores: np.ndarray, order: list[int], engines: list[int]
) -> None:
    shuffled = fuse([scores[engine][order] for engine in engines])
    np.testing.assert_allclose(shuffled, fuse(list(scores))[order], atol=1e-5)
