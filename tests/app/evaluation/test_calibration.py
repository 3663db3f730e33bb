"""Confidence against what became of it: by hand, and against plain definitions."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.calibration import (
    auroc,
    calibrate,
    equal_bins,
    expected_error,
    is_right,
    risk_by_coverage,
    wilson,
)
from tests.app.evaluation.outcomes import one

Pairs = list[tuple[float, bool]]
pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.30001, 0.7, 0.9, 1.0]), st.booleans()), min_size=1)


def arrays(values: Pairs) -> tuple[Any, Any]:
    return np.array([c for c, _ in values], np.float64), np.array([r for _, r in values], np.bool_)


@pytest.mark.parametrize(
    ("quotes", "passages", "right"),
    [
        (["a"], ["x", "y", "a"], True),
        (["a"], ["x", "y", "z", "a"], False),
        (["a"], [], False),
        ([], [], False),
        ([], ["a"], False),
    ],
)
def test_right_is_an_answer_in_the_first_three_passages(quotes: list[str], passages: list[str], right: bool) -> None:
    """The third line is the declined answer of an answerable question, the fourth a question rightly declined."""
    assert is_right(one(quotes, passages, 0.5)) is right


def test_answers_without_confidence_are_left_out() -> None:
    found = calibrate([one(["a"], ["a"], 0.75), one(["a"], ["b"], 0.25), one(["a"], ["b"])])
    assert found
    assert (found.of, found.ece, found.auroc) == (2, 0.25, 1)
    assert calibrate([one(["a"], ["a"])]) is None


def test_twenty_answers_make_ten_bins_of_two_and_their_error_is_as_by_hand() -> None:
    confidence = np.linspace(0.025, 0.975, 20)  # the means of pairs are 0.05, 0.15, ...
    right = np.array([False] * 10 + [True] * 10)
    bins = equal_bins(confidence, right)
    assert [b.of for b in bins] == [2] * 10
    assert [b.confidence for b in bins] == pytest.approx(np.arange(0.05, 1, 0.1))
    assert expected_error(bins) == pytest.approx((0.05 + 0.15 + 0.25 + 0.35 + 0.45) * 2 / 10)


@given(pairs, st.randoms(use_true_random=False))
def test_bins_hold_every_answer_once_in_any_order_and_never_part_equals(values: Pairs, random: Any) -> None:
    bins = equal_bins(*arrays(values))
    assert sum(b.of for b in bins) == len(values)
    assert sum(b.of * b.right for b in bins) == pytest.approx(sum(r for _, r in values))
    assert len(bins) <= 10
    means = [b.confidence for b in bins]
    assert means == sorted(set(means))
    assert 0 <= expected_error(bins) <= 1
    random.shuffle(values)
    assert [(b.of, b.right) for b in equal_bins(*arrays(values))] == [(b.of, b.right) for b in bins]


def test_confidence_that_is_always_the_share_has_no_error() -> None:
    values = [(0.25, True), (0.25, False), (0.25, False), (0.25, False), (1.0, True), (0.0, False)]
    assert expected_error(equal_bins(*arrays(values))) == 0


@given(pairs)
def test_auroc_is_the_share_of_pairs_in_order(values: Pairs) -> None:
    rights, wrongs = ([c for c, right in values if right is kind] for kind in (True, False))
    pairs = [(a > b) + (a == b) / 2 for a, b in product(rights, wrongs)]
    expected = pytest.approx(sum(pairs) / len(pairs)) if pairs else None
    assert auroc(*arrays(values)) == expected


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(0, 10, 0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1)]
)
def test_wilson_s_interval_as_in_the_tables(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


def test_risk_at_each_coverage_by_hand() -> None:
    """The two answers of confidence .7 are given together or not at all."""
    coverage, risk = risk_by_coverage(*arrays([(0.7, False), (0.9, True), (0.2, False), (0.7, True)]))
    assert coverage.tolist() == [0.25, 0.75, 1]
    assert risk.tolist() == [0, 1 / 3, 0.5]


@given(pairs)
def test_at_full_coverage_the_risk_is_the_share_wrong(values: Pairs) -> None:
    coverage, risk = risk_by_coverage(*arrays(values))
    assert len(coverage) == len({c for c, _ in values})
    assert np.all(np.diff(coverage) > 0)
    assert (coverage[-1], risk[-1]) == (1, pytest.approx(sum(not r for _, r in values) / len(values)))
