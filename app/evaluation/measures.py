"""The measures of a run. Every one is a sum over questions divided by another, so that one bootstrap serves all.

hit@k      share of answerable questions with a gold quote wholly inside one of the first k passages or their standards
mrr        mean of 1 / rank of the first such passage, 0 where there is none
found@3    share of all gold quotes that stand inside the first three passages
standard   share of questions with gold standards whose first three passages name at least one of them
declined   share of unanswerable questions that are answered with no passage
refused    share of answerable questions that are answered with no passage; lower is better
words@3    mean words shown in the first three passages of answerable questions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.evaluation.types import Numbers, Outcome, Query, Shown

FIRST = 3  # the passages that people are taken to read
COUNTED = 10  # the passages of an answer that are judged at all
ALIKE = str.maketrans({"\u00a0": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "•": " "})

Part = tuple[float, float]
"""What one question adds to the sums above and below the line."""


@dataclass(frozen=True, slots=True)
class Measure:
    of: Callable[[Outcome], Part | None]
    """None for a question that the measure does not speak of."""
    says: str
    yes_or_no: bool = True


def matching_form(text: str) -> str:
    """Text with spaces, quotation marks and bullets made alike, and nothing else: more would find more."""
    return re.sub(r"\s+", " ", text.translate(ALIKE)).strip()


def judge(query: Query, shown: Shown) -> Outcome:
    passages = [passage.whole for passage in shown.passages[:COUNTED]]
    gold = [matching_form(quote) for quote in query.quotes]
    rank = next((n for n, text in enumerate(passages, 1) if any(quote in text for quote in gold)), None)
    found = sum(any(quote in text for text in passages[:FIRST]) for quote in gold)
    return Outcome(query, shown, rank, found)


def hit(k: int) -> Measure:
    def part(outcome: Outcome) -> Part | None:
        return (float(outcome.rank is not None and outcome.rank <= k), 1) if outcome.query.quotes else None

    return Measure(part, "the answer is first" if k == 1 else f"the answer is in the first {k}")


def reciprocal_rank(outcome: Outcome) -> Part | None:
    return (1 / outcome.rank if outcome.rank else 0.0, 1) if outcome.query.quotes else None


def found(outcome: Outcome) -> Part | None:
    return (outcome.found, len(outcome.query.quotes)) if outcome.query.quotes else None


def standard(outcome: Outcome) -> Part | None:
    if not (outcome.query.quotes and outcome.query.standards):
        return None
    named = frozenset[str]().union(*(passage.standards for passage in outcome.shown.passages[:FIRST]))
    return float(not named.isdisjoint(outcome.query.standards)), 1


def declined(outcome: Outcome) -> Part | None:
    return None if outcome.query.quotes else (float(not outcome.shown.passages), 1)


def refused(outcome: Outcome) -> Part | None:
    return (float(not outcome.shown.passages), 1) if outcome.query.quotes else None


def words(outcome: Outcome) -> Part | None:
    shown = [len(passage.whole.split()) for passage in outcome.shown.passages[:FIRST]]
    return (sum(shown), 1) if outcome.query.quotes else None


MEASURES = {
    "hit@1": hit(1),
    "hit@3": hit(3),
    "hit@5": hit(5),
    "mrr": Measure(reciprocal_rank, "mean of 1 / rank of the answer", yes_or_no=False),
    "found@3": Measure(found, "of all gold quotes, those in the first 3", yes_or_no=False),
    "standard": Measure(standard, "a gold standard is named in the first 3"),
    "declined": Measure(declined, "nothing answers it, and nothing is shown"),
    "refused": Measure(refused, "it has an answer, and nothing is shown"),
    "words@3": Measure(words, "mean words in the first 3", yes_or_no=False),
}


def parts_of(measure: Measure, outcomes: Sequence[Outcome]) -> tuple[Numbers, Numbers]:
    """What each question adds above and below the line, for those that the measure speaks of."""
    parts = [part for outcome in outcomes if (part := measure.of(outcome))]
    above, below = np.array(parts, np.float64).reshape(-1, 2).T
    return above, below
