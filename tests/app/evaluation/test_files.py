"""What a file of questions or a run must be, and what is said of one that is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.evaluation.files import read_queries, read_run
from app.evaluation.types import Query
from ingest.errors import QuestionRefused

Q = '{"id": "q", "question": "How?", "short": "H?", "quotes": ["So."], "standards": ["5.1"]}'


def lines(path: Path, *texts: str | dict[str, Any]) -> Path:
    path.write_text("\n".join(text if isinstance(text, str) else json.dumps(text) for text in texts), "utf-8")
    return path


def refusal(path: Path, *texts: str | dict[str, Any], field: str = "question") -> str:
    with pytest.raises(QuestionRefused) as caught:
        read_queries(lines(path, *texts), field)
    return str(caught.value).replace(str(path), "FILE")


def test_a_question_has_quotes_and_standards_and_the_words_of_the_field_asked(tmp_path: Path) -> None:
    path = lines(tmp_path / "q.jsonl", Q, "", '{"id": 7, "question": " What? ", "quotes": []}')
    assert read_queries(path) == (Query("q", "How?", ("So.",), ("5.1",)), Query("7", "What?", (), ()))
    with pytest.raises(QuestionRefused, match=r"q.jsonl:3: 'short' is missing"):
        read_queries(path, "short")
    assert read_queries(lines(path, Q), "short")[0].text == "H?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "FILE:2: not understood."),
        ("[1]", "FILE:2: not understood."),
        ("null", "FILE:2: not understood."),
        ('{"question": "?", "quotes": []}', "FILE:2: 'id' is missing."),
        ('{"id": "a", "quotes": []}', "FILE:2: 'question' is missing."),
        ('{"id": "a", "question": "?"}', "FILE:2: 'quotes' is missing."),
        ('{"id": "a", "question": 3, "quotes": []}', "FILE:2: not understood."),
        ('{"id": "a", "question": " ", "quotes": []}', "FILE:2: The question is empty."),
        ('{"id": "a", "question": "?", "quotes": "So."}', "FILE:2: `quotes` is no list of texts."),
        ('{"id": "a", "question": "?", "quotes": [null]}', "FILE:2: `quotes` is no list of texts."),
        ('{"id": "a", "question": "?", "quotes": [" • "]}', "FILE:2: a quote is empty."),
        ('{"id": "a", "question": "?", "quotes": [], "standards": [5.1]}', "FILE:2: `standards` is no list of texts."),
        (Q, "FILE: has more than one line for: q."),
    ],
)
def test_a_line_that_is_no_question_is_told_by_its_number(tmp_path: Path, text: str, said: str) -> None:
    assert refusal(tmp_path / "q.jsonl", Q, text).startswith(said)


def test_a_file_without_questions_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "q.jsonl", "", "  ").startswith("FILE: no questions here.")
    with pytest.raises(QuestionRefused, match="cannot be read"):
        read_queries(tmp_path / "nowhere.jsonl")


QUERIES = tuple(Query(id, f"question {id}", ("a",), ()) for id in "abcdefgh")


def answers(ids: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"id": id, "answer": {"passages": [{"text": id}], **fields}} for id in ids]


def test_a_run_is_put_into_the_order_of_the_questions(tmp_path: Path) -> None:
    standard = {"number": "5.1", "text": "be  quiet"}
    run = [*answers("hgfedcb"), {"id": "a", "answer": {"passages": [{"text": "x", "standards": [standard]}]}}]
    shown = read_run(lines(tmp_path / "run.jsonl", *run), QUERIES)
    assert "".join(one.passages[0].text for one in shown) == "xbcdefgh"
    assert (shown[0].passages[0].whole, shown[0].passages[0].standards) == ("x be quiet", frozenset({"5.1"}))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (answers("ab"), "has no answer to: c, d, e, f, g and 1 more."),
        (answers("abcdefghxy"), "answers questions that are not asked here: x, y."),
        (answers("abcdefgha"), "has more than one line for: a."),
        ([*answers("abcdefg"), *answers("h", question="another?")], "was asked other words: h."),
        ([*answers("abcdefg"), "{"], ":8: not understood."),
        ([*answers("abcdefg"), {"id": "h"}], ":8: 'answer' is missing."),
        ([*answers("abcdefg"), {"id": "h", "answer": {"passages": [{}]}}], ":8: 'text' is missing."),
        ([*answers("abcdefg"), {"id": "h", "answer": []}], ":8: not understood."),
        ([*answers("abcdefg"), *answers("h", confidence=1.5)], ":8: `confidence` is not from 0 to 1."),
        ([*answers("abcdefg"), *answers("h", confidence="high")], ":8: not understood."),
    ],
)
def test_a_run_of_other_questions_is_refused(tmp_path: Path, run: list[dict[str, Any] | str], said: str) -> None:
    path = lines(tmp_path / "run.jsonl", *run)
    with pytest.raises(QuestionRefused) as caught:
        read_run(path, QUERIES)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_run_that_repeats_its_questions_with_details_masked_is_of_the_same_questions(tmp_path: Path) -> None:
    query = Query("a", "May I tweet 943 476 5919?", ("a",), ())
    run = lines(tmp_path / "run.jsonl", *answers("a", question="May I tweet …?"))
    assert read_run(run, [query])
