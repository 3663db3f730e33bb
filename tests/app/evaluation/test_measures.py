"""The measures, worked by hand and against the script that the project's aims are stated in."""

from __future__ import annotations

import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from app.answer import answer
from app.evaluation.evaluate import make_report
from app.evaluation.measures import MEASURES, parts_of
from app.types import to_json
from index.types import Index
from tests.app.evaluation.outcomes import line, outcomes_of, question, runs
from tests.conftest import SHARED, needed
from tests.fakes import HashEncoder

QUESTIONS = Path(__file__).parents[2] / "quality" / "social_media_dev.jsonl"


def measured(questions: list[dict[str, Any]], run: list[dict[str, Any]]) -> dict[str, float | None]:
    outcomes = outcomes_of(questions, run)
    parts = {name: parts_of(measure, outcomes) for name, measure in MEASURES.items()}
    return {name: above.sum() / below.sum() if len(above) else None for name, (above, below) in parts.items()}


def test_every_measure_worked_by_hand() -> None:
    questions = [
        question("first", ["a"], ["5.1", "1.7"]),
        question("second of two quotes", ["b", "zz"]),
        question("fourth", ["c"], ["9.1"]),
        question("refused", ["d"]),
        question("declined"),
        question("answered though nothing answers it"),
    ]
    run = [
        line("answered though nothing answers it", ["a b c"]),
        line("declined", []),
        line("refused", []),
        line("fourth", ["x x", "y", "z", "c"]),
        line("second of two quotes", ["x", "y b"]),
        line("first", ["a b c", "a"], ["1.7"]),
    ]
    assert measured(questions, run) == {
        "hit@1": 1 / 4,
        "hit@3": 2 / 4,
        "hit@5": 3 / 4,
        "mrr": (1 + 1 / 2 + 1 / 4 + 0) / 4,
        "found@3": 2 / 5,
        "standard": 1 / 2,
        "declined": 1 / 2,
        "refused": 1 / 4,
        "words@3": (4 + 3 + 4 + 0) / 4,
    }


def test_a_quote_may_stand_in_the_text_of_a_standard_but_not_across_passages() -> None:
    standard = {"number": "1.7", "text": "be professional (1.7)"}
    within: dict[str, Any] = {"id": "1", "answer": {"passages": [{"text": "Decline.", "standards": [standard]}]}}
    assert measured([question("1", ["be\u00a0professional"])], [within])["hit@1"] == 1
    assert measured([question("1", ["a b"])], [line("1", ["x a", "b y"])])["hit@5"] == 0


def test_typography_makes_no_difference_and_words_do() -> None:
    questions = [question("1", ["You “must” not share a patient’s\u00a0name"])]
    assert measured(questions, [line("1", ['• You "must"\n not share a patient\'s name.'])])["hit@1"] == 1
    assert measured(questions, [line("1", ["You “must” share a patient’s name."])])["hit@1"] == 0


def test_passages_after_the_tenth_do_not_count() -> None:
    places = [measured([question("1", ["a"])], [line("1", ["x"] * n + ["a"])])["mrr"] for n in (9, 10)]
    assert places == [1 / 10, 0]


def test_what_no_question_speaks_of_is_not_measured() -> None:
    report = make_report(outcomes_of([question("1")], [line("1", [])]))
    assert report.measures["declined"].value == 1
    assert {name for name, one in report.measures.items() if one.value is None} == set(MEASURES) - {"declined"}


@given(runs())
def test_every_share_is_one(questions_and_run: tuple[list[dict[str, Any]], ...]) -> None:
    shares = measured(*questions_and_run)
    assert (shares.pop("words@3") or 0) >= 0
    assert all(share is None or 0 <= share <= 1 for share in shares.values())
    ordered = [shares[name] for name in ("hit@1", "mrr")], [shares[name] for name in ("hit@1", "hit@3", "hit@5")]
    assert all(values == sorted(values, key=lambda value: value or 0) for values in ordered)


@cache
def script() -> Any:
    return runpy.run_path(str(needed(SHARED / "eval" / "score.py")))["score"]


def by_the_script(questions: list[dict[str, Any]], run: list[dict[str, Any]]) -> dict[str, float | None]:
    return {name: value for name, value in script()(questions, run)[0].items() if name in MEASURES}


def rounded(values: dict[str, float | None]) -> dict[str, Any]:
    return {name: None if value is None else pytest.approx(value, abs=1e-4) for name, value in values.items()}


@given(runs())
def test_the_script_that_states_the_aims_gives_the_same(questions_and_run: tuple[list[dict[str, Any]], ...]) -> None:
    assert by_the_script(*questions_and_run) == rounded(measured(*questions_and_run))


def test_the_script_gives_the_same_on_real_answers(index: Index, encoder: HashEncoder) -> None:
    questions = [json.loads(text) for text in QUESTIONS.read_text("utf-8").splitlines()[::3]]
    run = [{"id": q["id"], "answer": json.loads(to_json(answer(q["question"], index, encoder)))} for q in questions]
    assert by_the_script(questions, run) == rounded(measured(questions, run))
