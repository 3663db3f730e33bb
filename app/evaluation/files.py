"""Files of questions with what answers them, and runs: files of answers to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from app.evaluation.measures import matching_form
from app.evaluation.types import Query, Shown, ShownPassage
from app.personal import mask
from app.question import check_question
from app.run import read_lines
from ingest.errors import QuestionRefused

QUERY = 'Write one JSON object a line: {"id": "1", "question": "...", "quotes": ["..."], "standards": ["5.1"]}'
ANSWER = 'Write it with: hcpc-guidance run QUESTIONS.jsonl -o RUN.jsonl. A line is {"id": "1", "answer": {...}}.'


def read_queries(path: Path, field: str = "question") -> tuple[Query, ...]:
    """Every question of the file, its words from the field given."""
    queries = read_lines(path, partial(as_query, field), QUERY)
    refuse_repeats([query.id for query in queries], path)
    if not queries:
        raise QuestionRefused("no questions here.", do=QUERY, path=path)
    return queries


def as_query(field: str, entry: dict[str, Any]) -> Query:
    quotes = texts(entry["quotes"], "quotes")
    if not all(map(matching_form, quotes)):
        raise QuestionRefused("a quote is empty.", do="Leave it out, or write the words that answer the question.")
    return Query(str(entry["id"]), check_question(entry[field]), quotes, texts(entry.get("standards", []), "standards"))


def texts(value: Any, name: str) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise QuestionRefused(f"`{name}` is no list of texts.", do=QUERY)
    return tuple(value)


def read_run(path: Path, queries: Sequence[Query]) -> tuple[Shown, ...]:
    """What the run shows for each of the questions, in their order; refused if it answers others, or not all."""
    answers = read_lines(path, as_answer, ANSWER)
    refuse_repeats([id for id, _ in answers], path)
    by_id = dict(answers)
    ids = {query.id for query in queries}
    if unknown := [id for id in by_id if id not in ids]:
        raise QuestionRefused(
            f"answers questions that are not asked here: {some(unknown)}.",
            do="Use the run of these questions.",
            path=path,
        )
    if missing := [query.id for query in queries if query.id not in by_id]:
        raise QuestionRefused(f"has no answer to: {some(missing)}.", do="Answer every question of the file.", path=path)
    if others := [query.id for query in queries if asked_otherwise(query, by_id[query.id])]:
        raise QuestionRefused(
            f"was asked other words: {some(others)}.", do="Name the field that was asked with --field.", path=path
        )
    return tuple(as_shown(by_id[query.id]) for query in queries)


def as_answer(entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    as_shown(entry["answer"])  # a line that cannot be read is told by its number
    return str(entry["id"]), entry["answer"]


def as_shown(answer: dict[str, Any]) -> Shown:
    """What an answer shows, from its JSON."""
    confidence = answer.get("confidence")
    if confidence is not None and not 0 <= confidence <= 1:
        raise QuestionRefused("`confidence` is not from 0 to 1.", do="Leave it out, or write it as a probability.")
    return Shown(tuple(map(as_passage, answer.get("passages") or ())), confidence)


def as_passage(passage: dict[str, Any]) -> ShownPassage:
    standards = passage.get("standards") or ()
    whole = " ".join([passage["text"], *(standard.get("text") or "" for standard in standards)])
    return ShownPassage(passage["text"], matching_form(whole), frozenset(standard["number"] for standard in standards))


def asked_otherwise(query: Query, answer: dict[str, Any]) -> bool:
    """Whether an answer that repeats its question repeats another."""
    asked = answer.get("question")
    return asked is not None and asked not in (query.text, mask(query.text).text)


def refuse_repeats(ids: Iterable[str], path: Path) -> None:
    if repeated := [id for id, count in Counter(ids).items() if count > 1]:
        raise QuestionRefused(f"has more than one line for: {some(repeated)}.", do="Give each its own id.", path=path)


def some(ids: Sequence[str]) -> str:
    """The first few of many ids."""
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(ids[:5]) + more
