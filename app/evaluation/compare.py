"""Two runs over the same questions, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from app.evaluation.bootstrap import interval, mcnemar_p, sign_flip_p
from app.evaluation.measures import MEASURES, Measure, parts_of
from app.evaluation.types import Difference, Numbers, Outcome


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Difference]:
    """The difference of every measure that some question speaks of; the outcomes stand in the same order."""
    compared = {name: difference(measure, first, second) for name, measure in MEASURES.items()}
    return {name: found for name, found in compared.items() if found}


def difference(measure: Measure, first: Sequence[Outcome], second: Sequence[Outcome]) -> Difference | None:
    one, below = parts_of(measure, first)
    other, _ = parts_of(measure, second)  # what stands below the line depends on the question alone
    if not len(one):
        return None
    value, other_value = float(one.sum() / below.sum()), float(other.sum() / below.sum())
    p = mcnemar(one, other) if measure.yes_or_no else sign_flip_p(one - other)
    return Difference(value, other_value, value - other_value, *interval(one - other, below), p)


def mcnemar(one: Numbers, other: Numbers) -> float:
    return mcnemar_p(int((one > other).sum()), int((one < other).sum()))
