"""How likely it is that a search found the answer: a logistic model of its signs, fitted on development questions."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.types import Signs

FILE = Path(__file__).with_name("confidence.toml")  # written by tests/quality/calibrate.py, which says how


@dataclass(frozen=True, slots=True)
class Model:
    threshold: float
    """Below it nothing is shown."""
    intercept: float
    weights: Mapping[str, float]
    """Of each sign, by its name."""


def confidence(signs: Signs) -> float:
    """The probability, 0 to 1, that one of the first three hits answers the question."""
    model = read_model()
    total = model.intercept + sum(weight * getattr(signs, name) for name, weight in model.weights.items())
    return 1 / (1 + math.exp(-total))


def is_answered(signs: Signs) -> bool:
    return confidence(signs) >= read_model().threshold


@cache
def read_model() -> Model:
    fields = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Model(fields["threshold"], fields["intercept"], fields["weights"])
