"""A saved answer, checked again: it holds untouched, and no character of it can be changed unnoticed."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import answer
from app.quote import quote
from app.receipt import check_file, check_receipt, to_json
from app.types import Answer
from app.types import to_json as answer_json
from index.types import Index
from ingest.errors import QuestionRefused
from ingest.passages import cut_passages
from ingest.types import Corpus
from tests.fakes import HashEncoder

Way = tuple[str | int, ...]
UNCHECKED = {"score", "rank", "highlight"}


@pytest.fixture(scope="module")
def saved(corpus: Corpus) -> dict[str, Any]:
    """An answer with every passage of the page, as JSON has it."""
    from pydantic import TypeAdapter

    passages = cut_passages(corpus.documents[0])
    quoted = tuple(
        quote(passage, corpus.crosswalks, rank=rank, score=1 / rank, highlight=passage.sentences[-1])
        for rank, passage in enumerate(passages, 1)
    )
    answer = Answer("May I?", "passages", None, (), quoted)
    data: dict[str, Any] = TypeAdapter(Answer).dump_python(answer, mode="json")
    return data


def leaves(value: Any, path: Way = ()) -> list[tuple[Way, Any]]:
    """Every single value of a JSON document, with the way to it."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for name, below in items for leaf in leaves(below, (*path, name))]
    return [(path, value)]


def changed(data: dict[str, Any], path: Way, value: Any) -> str:
    copied = copy.deepcopy(data)
    below: Any = copied
    for name in path[:-1]:
        below = below[name]
    below[path[-1]] = value
    return json.dumps(copied)


def test_an_untouched_answer_has_no_problems(saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: a check that compares scores or marks, or breaks on what JSON does to dates."""
    assert check_receipt(json.dumps(saved), corpus) == ()
    assert check_receipt(json.dumps(saved, indent=4).encode(), corpus) == ()
    assert check_receipt('{"question": "?", "kind": "none", "reason": "no", "passages": []}', corpus) == ()


@given(data=st.data())
def test_any_changed_character_is_reported_by_its_field(
    data: st.DataObject, saved: dict[str, Any], corpus: Corpus
) -> None:
    """Rejects: checking the text but not its hash, edition, number or offsets, and naming no field."""
    at = data.draw(st.integers(0, len(saved["passages"]) - 1))
    fields = [leaf for leaf in leaves(saved["passages"][at]) if leaf[0][-1] not in UNCHECKED and leaf[1] is not None]
    path, value = data.draw(st.sampled_from(fields))
    written = str(value)
    i = data.draw(st.integers(0, len(written) - 1))
    digits = isinstance(value, int)
    character = data.draw(
        st.sampled_from("0123456789" if digits else "ab01 .’\u00a0а").filter(lambda c: c != written[i])
    )
    new: Any = written[:i] + character + written[i + 1 :]
    answer = {"passages": [saved["passages"][at]]}
    problems = check_receipt(changed(answer, ("passages", 0, *path), int(new) if digits else new), corpus)
    name = "parts" if path[0] == "parts" else ".".join(map(str, path))
    assert f"passages.0.{name}" in [problem.field for problem in problems]


@pytest.mark.parametrize("field", ["text", "text_sha256", "start", "end", "citation", "headings"])
def test_every_field_of_every_passage_is_checked(field: str, saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: stopping at the first passage."""
    copied = copy.deepcopy(saved)
    for passage in copied["passages"]:
        passage[field] = passage[field] + 1 if isinstance(passage[field], int) else f"{passage[field]} "
    problems = check_receipt(json.dumps(copied), corpus)
    assert [problem.field for problem in problems] == [f"passages.{i}.{field}" for i in range(len(saved["passages"]))]


def test_a_field_taken_out_or_put_in_is_reported(saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: checking only the fields that are there, or only those that should be."""
    answer = {"passages": saved["passages"][20:21]}
    for name in set(answer["passages"][0]) - UNCHECKED:
        less = copy.deepcopy(answer)
        del less["passages"][0][name]
        assert check_receipt(json.dumps(less), corpus), name
    [problem] = check_receipt(changed(answer, ("passages", 0, "approved"), True), corpus)
    assert (problem.field, problem.saved, problem.found) == ("passages.0.approved", "true", "nothing")


def test_a_changed_document_fails_the_receipt(saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: trusting the hash that the answer states."""
    from dataclasses import replace

    document = replace(corpus.documents[0], sha256=hashlib.sha256(b"another edition").hexdigest())
    problems = check_receipt(json.dumps(saved), replace(corpus, documents=(document,)))
    assert {problem.field.split(".", 2)[2] for problem in problems} == {"document.sha256"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"passages": 3}',
        '{"passages": [{}]}',
        '{"passages": [7]}',
        b"\xff\xfe\x00",
        "[" * 99_999,
    ],
)
def test_what_is_no_answer_is_one_problem(text: str | bytes, corpus: Corpus) -> None:
    """Rejects: a traceback, or a pass for a file that says nothing."""
    [problem] = check_receipt(text, corpus)
    assert problem.field == "answer"


@pytest.mark.parametrize("value", [54.0, True, "54", None, [54], {"a": 1}, -1, 10**400, "\ud800"])
def test_a_value_of_another_kind_is_reported(value: Any, saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: 54.0 and true taken for offsets, as Python's equality would."""
    problems = check_receipt(changed(saved, ("passages", 0, "start"), value), corpus)
    assert "passages.0.start" in [problem.field for problem in problems]
    assert all(str(problem).encode() for problem in problems)


def test_a_passage_of_no_document_is_reported(saved: dict[str, Any], corpus: Corpus) -> None:
    """Rejects: skipping what cannot be looked up."""
    [problem] = check_receipt(changed(saved, ("passages", 0, "document", "id"), "made-up"), corpus)
    assert problem.field == "passages.0.document.id"
    elsewhere = copy.deepcopy(saved)
    elsewhere["passages"][0].update(start=1, end=2, text="k")
    [problem] = check_receipt(json.dumps(elsewhere), corpus)
    assert problem.field == "passages.0.start"


def test_a_file_is_read_as_it_was_saved(saved: dict[str, Any], corpus: Corpus, tmp_path: Path) -> None:
    """Rejects: a missing file taken for an answer that holds, or a traceback."""
    file = tmp_path / "answer.json"
    with pytest.raises(QuestionRefused, match=r"answer\.json"):
        check_file(file, corpus)
    file.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    assert json.loads(to_json(check_file(file, corpus))) == {"holds": True, "problems": []}
    file.write_text(changed(saved, ("passages", 3, "start"), 1), encoding="utf-8")
    assert json.loads(to_json(check_file(file, corpus)))["problems"][0]["field"] == "passages.3.start"


def test_the_further_places_of_a_repeated_sentence_are_checked_too(index: Index, encoder: HashEncoder) -> None:
    data = json.loads(answer_json(answer("best possible care to meet the service user’s needs", index, encoder)))
    repeated = next(passage for passage in data["passages"] if passage["also"])
    assert check_receipt(json.dumps(data), index.corpus) == ()
    for field, value in {"start": 0, "title": "Another page", "url": "https://example.org/"}.items():
        changed = {**repeated, "also": [{**repeated["also"][0], field: value}]}
        problems = check_receipt(json.dumps({**data, "passages": [changed]}), index.corpus)
        assert problems
        assert all(problem.field.startswith("passages.0.also.0") for problem in problems)
