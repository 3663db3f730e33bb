"""Intervals and tests of difference, against values worked by hand, closed forms and plain loops."""

from __future__ import annotations

import math
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evaluation import bootstrap
from app.evaluation.bootstrap import interval, mcnemar_p, resamples, sign_flip_p
from app.evaluation.compare import compare
from app.evaluation.evaluate import make_report
from app.evaluation.measures import MEASURES
from tests.app.evaluation.outcomes import outcomes_of, runs

shares = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=20).map(np.array)


@given(shares, st.data())
def test_an_interval_holds_the_value(above: np.typing.NDArray[np.float64], data: st.DataObject) -> None:
    size = len(above)
    below = np.array(data.draw(st.lists(st.sampled_from([1.0, 2.0]), min_size=size, max_size=size)))
    low, high = interval(above, below)
    assert low - 1e-12 <= above.sum() / below.sum() <= high + 1e-12


def test_questions_that_agree_give_one_value() -> None:
    assert interval(np.ones(5), np.ones(5)) == (1, 1)


def test_the_interval_of_a_share_is_about_that_of_the_normal_distribution() -> None:
    above = np.repeat([1.0, 0.0], [120, 280])
    half = 1.96 * (0.3 * 0.7 / 400) ** 0.5
    assert interval(above, np.ones(400)) == pytest.approx((0.3 - half, 0.3 + half), abs=0.006)


def test_plain_loops_give_the_same_interval_however_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejects a ratio of means of ratios, and draws that depend on memory."""
    above, below = np.array([1.0, 0.0, 3.0]), np.array([1.0, 2.0, 4.0])
    monkeypatch.setattr(bootstrap, "RESAMPLES", 101)
    ratios = sorted(
        sum(above[i] for i in row) / sum(below[i] for i in row) for drawn in resamples(3) for row in drawn.tolist()
    )
    assert len(ratios) == 101
    expected = (ratios[2] + ratios[3]) / 2, (ratios[97] + ratios[98]) / 2
    assert interval(above, below) == pytest.approx(expected)
    monkeypatch.setattr(bootstrap, "AT_ONCE", 7)
    assert interval(above, below) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("first_only", "second_only", "p"),
    [(0, 0, 1), (3, 3, 1), (5, 0, 1 / 16), (0, 5, 1 / 16), (1, 9, 22 / 1024), (2, 1, 1), (6, 1, 1 / 8)],
)
def test_mcnemar_s_exact_test_by_hand(first_only: int, second_only: int, p: float) -> None:
    assert mcnemar_p(first_only, second_only) == p


def test_mcnemar_s_exact_test_of_more_questions_than_a_float_can_count() -> None:
    """Against the normal approximation, corrected for continuity; 2 ** 1200 is more than a float can hold."""
    assert mcnemar_p(650, 550) == pytest.approx(math.erfc(49.5 / (1200**0.5 / 2) / 2**0.5), rel=0.01)


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 1 / 3, 1.0]), min_size=1, max_size=8).map(np.array))
def test_random_signs_come_near_to_all_signs(differences: np.typing.NDArray[np.float64]) -> None:
    sums = [abs(differences @ signs) for signs in product([-1, 1], repeat=len(differences))]
    exact = np.mean(np.array(sums) >= abs(differences.sum()) - 1e-9)
    assert sign_flip_p(differences) == pytest.approx(exact, abs=0.025)


@given(runs(2))
@settings(max_examples=10)
def test_two_runs_swapped_differ_as_much_the_other_way(given_runs: tuple[list[dict[str, Any]], ...]) -> None:
    questions, *both = given_runs
    one, other = (outcomes_of(questions, run) for run in both)
    with patch.object(bootstrap, "RESAMPLES", 500):
        there, back = compare(one, other), compare(other, one)
    for name, found in there.items():
        assert found.difference == pytest.approx(found.first - found.second)
        assert found.low - 1e-9 <= found.difference <= found.high + 1e-9
        swapped = back[name]
        assert (swapped.difference, swapped.p) == pytest.approx((-found.difference, found.p))
        assert (swapped.low, swapped.high) == pytest.approx((-found.high, -found.low))


@given(runs())
@settings(max_examples=10)
def test_a_run_does_not_differ_from_itself(given_run: tuple[list[dict[str, Any]], ...]) -> None:
    outcomes = outcomes_of(*given_run)
    with patch.object(bootstrap, "RESAMPLES", 500):
        report = make_report(outcomes, outcomes)
    assert report.comparison
    assert set(report.comparison) == {name for name in MEASURES if report.measures[name].of}
    for name, found in report.comparison.items():
        assert (found.first, found.difference, found.low, found.high, found.p) == (
            report.measures[name].value, 0, 0, 0, 1,
        )  # fmt: skip


def test_what_only_one_run_gets_right_decides() -> None:
    """Twenty questions: the first run gets 9 right that the second misses, and misses 1 that the second gets right."""
    questions = [{"id": str(n), "question": "?", "quotes": ["a"]} for n in range(20)]

    def run(right: set[int]) -> list[dict[str, Any]]:
        return [{"id": str(n), "answer": {"passages": [{"text": "a" if n in right else "b"}]}} for n in range(20)]

    first = outcomes_of(questions, run({*range(9), *range(10, 15)}))
    second = outcomes_of(questions, run({9, *range(10, 15)}))
    found = compare(first, second)["hit@1"]
    assert (found.first, found.second, found.p) == (0.7, 0.3, 22 / 1024)
    assert found.low > 0
