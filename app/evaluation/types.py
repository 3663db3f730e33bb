"""What an evaluation works on and gives back. The JSON of a report is these fields, in this order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the texts that answer it; without any, nothing in the corpus does."""

    id: str
    text: str
    quotes: tuple[str, ...]
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPassage:
    text: str
    whole: str
    """With the texts of its standards, spaces and quotation marks made alike."""
    standards: frozenset[str]
    """Their numbers."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown for a question."""

    passages: tuple[ShownPassage, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, what was shown, and where in that the answer stood."""

    query: Query
    shown: Shown
    rank: int | None
    """Of the first passage that holds a whole gold quote, counted from 1."""
    found: int
    """How many gold quotes stand in the first three passages."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % interval, and how many questions it is of; None where none of them can tell."""

    value: float | None
    low: float | None
    high: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: their mean confidence, and the share answered rightly with its 95 % interval."""

    confidence: float
    right: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Calibration:
    of: int
    """Questions whose answer carries a confidence."""
    ece: float
    """Expected calibration error: the mean distance of confidence from share, over the bins."""
    auroc: float | None
    """The chance that an answer that is right has more confidence than one that is not; None if all are alike."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose answer does not come first, or that was answered though nothing answers it."""

    id: str
    question: str
    wanted: tuple[str, ...]
    rank: int | None
    confidence: float | None
    shown: tuple[str, ...]
    """The first three passages, in their order."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of two runs over the same questions, the first less the second, with its 95 % interval."""

    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    """The chance of a difference as large if the runs were alike."""


@dataclass(frozen=True, slots=True)
class Report:
    answerable: int
    unanswerable: int
    measures: dict[str, Estimate]
    calibration: Calibration | None
    comparison: dict[str, Difference] | None
    misses: tuple[Miss, ...]
