"""Fusion by hand, and whatever the order its candidates come in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.fuse import fuse, standardise


def test_each_engine_is_set_to_deviations_from_its_mean_weighed_and_summed() -> None:
    first, second = np.array([2.0, 4.0, 3.0], np.float32), np.array([0.9, 0.1, 0.5], np.float32)
    deviation = np.sqrt(1.5)
    np.testing.assert_allclose(fuse([(1, first)]), [-deviation, deviation, 0], atol=1e-6)
    np.testing.assert_allclose(fuse([(1, first), (1, second)]), [0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(fuse([(1, first), (2, second)]), [deviation, -deviation, 0], atol=1e-6)


def test_an_engine_that_ties_every_candidate_adds_nothing() -> None:
    assert standardise(np.array([7.0, 7.0], np.float32)).tolist() == [0, 0]
    assert standardise(np.array([7.0], np.float32)).tolist() == [0]


@given(
    arrays(np.float32, (3, 9), elements=st.floats(-10, 10, width=32)),
    st.permutations(range(9)),
    st.permutations(range(3)),
)
def test_fusion_does_not_depend_on_the_order_of_candidates_or_engines(
    scores: np.ndarray, order: list[int], engines: list[int]
) -> None:
    shuffled = fuse([(engine + 1, scores[engine][order]) for engine in engines])
    in_order = fuse([(engine + 1, row) for engine, row in enumerate(scores)])
    np.testing.assert_allclose(shuffled, in_order[order], atol=1e-3)
