"""Floors for the answers to everyday questions on the shipped page. A lower floor needs its reason written here."""

from __future__ import annotations

import hashlib
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from app.answer import answer
from app.types import to_json
from index.build import build_index
from index.types import Encoder, Index
from ingest.corpus import SHIPPED
from ingest.passages import cut_passages
from ingest.types import Corpus
from tests.conftest import SHARED, needed
from tests.quality.development import corpus_sha256, sha256, social_media

QUESTIONS = Path(__file__).with_name("social_media_dev.jsonl")
QUESTIONS_SHA256 = "a2e34035d6ea27666911d3350f7ed4fb098e419ebcefd7340511cda540d48764"
PAGE_SHA256 = "5c18049046cb39a7f920007a5da23b86c3c81c39483acb3ae2d00c5548430d66"
FLOORS = {"hit@1": 0.88, "hit@3": 0.98, "standard": 0.97, "declined": 0.96}
MOST_REFUSED, MOST_WORDS = 0.02, 240

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def library(corpus: Corpus, model: Encoder) -> tuple[Index, Encoder]:
    return build_index(corpus, model), model


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def run(library: tuple[Index, Encoder], questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": q["id"], "answer": json.loads(to_json(answer(q["question"], *library)))} for q in questions]


def test_the_questions_and_the_page_are_those_the_floors_were_set_on() -> None:
    assert sha256(QUESTIONS) == QUESTIONS_SHA256
    assert corpus_sha256(social_media()) == PAGE_SHA256


def test_the_floors_hold(questions: list[dict[str, Any]], run: list[dict[str, Any]]) -> None:
    score = runpy.run_path(str(needed(SHARED / "eval" / "score.py")))["score"]
    measured, missed, answered = score(questions, run)
    print(measured, missed, answered)
    assert {name: measured[name] for name, floor in FLOORS.items() if measured[name] < floor} == {}
    assert measured["words@3"] <= MOST_WORDS
    assert measured["refused"] <= MOST_REFUSED


def test_every_quotation_is_a_slice_of_the_published_bytes_at_block_boundaries(
    library: tuple[Index, Encoder], run: list[dict[str, Any]]
) -> None:
    """Checked from the JSON and the file alone, as a stranger would; blocks come from the reader."""
    (document,) = library[0].corpus.documents
    data = (SHIPPED / str(document.source.file)).read_bytes()
    text, sha256 = data.decode("utf-8"), hashlib.sha256(data).hexdigest()
    starts, ends = {b.span.start for b in document.blocks}, {b.span.end for b in document.blocks}
    shown = [passage for line in run for passage in line["answer"]["passages"]]
    assert len(shown) > 100
    for passage in shown:
        assert passage["document"]["sha256"] == sha256
        for piece in (passage, *passage["standards"]):
            assert text[piece["start"] : piece["end"]] == piece["text"]
            assert piece["start"] in starts
            assert piece["end"] in ends


def test_most_of_the_page_can_be_reached(library: tuple[Index, Encoder], run: list[dict[str, Any]]) -> None:
    """Rejects a ranking that shows the same few passages whatever is asked."""
    (document,) = library[0].corpus.documents
    shown = {p["start"] for line in run for p in line["answer"]["passages"]}
    assert len(shown) > 0.7 * len(cut_passages(document))


def test_the_first_question_of_the_readme_is_answered_by_the_paragraph_on_friend_requests(
    library: tuple[Index, Encoder],
) -> None:
    first = answer("Can I accept a friend request from a patient on Facebook?", *library).passages[0]
    assert first.text.startswith("Keep in mind that service users may still be able to find and contact you")
    assert [(s.number, s.edition) for s in first.standards] == [("1.7", "2016")]
