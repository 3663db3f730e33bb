"""Questions and what was shown for them, to a report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from app.answer import answer
from app.evaluation.bootstrap import interval
from app.evaluation.calibration import calibrate
from app.evaluation.compare import compare
from app.evaluation.files import as_shown
from app.evaluation.measures import FIRST, MEASURES, Measure, judge, parts_of
from app.evaluation.types import Estimate, Miss, Outcome, Query, Report, Shown
from app.types import to_json
from index.types import Encoder, Index
from ingest.progress import Progress


def ask_all(
    queries: Sequence[Query], index: Index, encoder: Encoder, passages: int, progress: Progress
) -> tuple[Shown, ...]:
    """What is shown for each question, read from the JSON that every door gives."""

    def shown() -> Iterator[Shown]:
        for n, query in enumerate(queries, 1):
            yield as_shown(json.loads(to_json(answer(query.text, index, encoder, passages))))
            progress("Answering", n, len(queries))

    return tuple(shown())


def judge_all(queries: Sequence[Query], shown: Sequence[Shown]) -> tuple[Outcome, ...]:
    return tuple(map(judge, queries, shown))


def make_report(outcomes: Sequence[Outcome], others: Sequence[Outcome] | None = None) -> Report:
    """The measures of a run and, where those of another over the same questions are given, the differences."""
    answerable = sum(bool(outcome.query.quotes) for outcome in outcomes)
    return Report(
        answerable=answerable,
        unanswerable=len(outcomes) - answerable,
        measures={name: estimate(measure, outcomes) for name, measure in MEASURES.items()},
        calibration=calibrate(outcomes),
        comparison=None if others is None else compare(outcomes, others),
        misses=tuple(miss(outcome) for outcome in outcomes if is_miss(outcome)),
    )


def estimate(measure: Measure, outcomes: Sequence[Outcome]) -> Estimate:
    above, below = parts_of(measure, outcomes)
    if not len(above):
        return Estimate(None, None, None, 0)
    return Estimate(float(above.sum() / below.sum()), *interval(above, below), len(above))


def is_miss(outcome: Outcome) -> bool:
    return outcome.rank != 1 if outcome.query.quotes else bool(outcome.shown.passages)


def miss(outcome: Outcome) -> Miss:
    query, shown = outcome.query, outcome.shown
    texts = tuple(passage.text for passage in shown.passages[:FIRST])
    return Miss(query.id, query.text, query.quotes, outcome.rank, shown.confidence, texts)


def report_json(report: Report) -> str:
    return json.dumps(asdict(report), indent=2, ensure_ascii=False)
