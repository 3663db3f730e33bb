"""The core function: what it answers, what it declines, what it refuses; every word checked."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import DESERVING, answer
from app.question import LONGEST_QUESTION
from app.quote import check, quote
from app.types import to_json
from index import confidence
from index.search import search
from index.types import Index
from ingest.errors import QuestionRefused, QuotationBroken
from tests.fakes import HashEncoder


def test_an_answer_quotes_whole_passages_with_their_standards_edition_and_address(
    index: Index, encoder: HashEncoder
) -> None:
    found = answer("decline friend requests", index, encoder, 3)
    first = found.passages[0]
    assert (found.kind, found.reason) == ("passages", None)
    assert [p.rank for p in found.passages] == list(range(1, len(found.passages) + 1))
    assert 1 <= len(found.passages) <= 3
    assert first.text.startswith("Keep in mind that service users may still be able to find and contact you")
    assert first.text.endswith("such as your professional email account.")
    assert [(s.number, s.edition, s.document) for s in first.standards] == [
        ("1.7", "2016", "Standards of conduct, performance and ethics")
    ]
    assert [part.text for part in first.parts if part.highlight] == [
        "If this happens, we recommend that you decline invitations, follows or friend requests."
    ]
    assert first.headings == ("2. How to use social media",)
    assert first.document.url
    assert first.url == f"{first.document.url}#:~:text=Keep%20in%20mind%20that,your%20professional%20email%20account."


def test_the_citation_holds_the_words_the_edition_the_date_and_the_address(index: Index, encoder: HashEncoder) -> None:
    first = answer("decline friend requests", index, encoder).passages[0]
    assert f"“{first.text}”" in first.citation
    for said in (
        "HCPC",
        "24 March 2021",
        "superseded 1 September 2024",
        "Standard 1.7, 2016 edition",
        first.document.url,
    ):
        assert str(said) in first.citation


def test_a_superseded_document_carries_a_notice_with_what_is_in_force(index: Index, encoder: HashEncoder) -> None:
    (notice,) = answer("decline friend requests", index, encoder).notices
    assert notice.kind == "superseded"
    assert "superseded on 1 September 2024" in notice.text
    assert "https://www.hcpc-uk.org/standards/standards-of-conduct-performance-and-ethics/" in notice.text


@pytest.mark.parametrize("question", ["how do I fix a puncture on my bike", "?!", "\U0001f600"])
def test_what_the_documents_do_not_answer_is_an_answer_without_passages(
    index: Index, encoder: HashEncoder, question: str
) -> None:
    found = answer(question, index, encoder)
    assert (found.kind, found.passages, found.notices) == ("none", (), ())
    assert found.reason


def test_declining_says_whom_to_ask(index: Index, encoder: HashEncoder) -> None:
    reason = answer("how do I fix a puncture on my bike", index, encoder).reason
    assert reason
    assert "https://www.hcpc-uk.org/contact-us/policy" in reason


@pytest.mark.parametrize("question", ["", "  \n\u00a0", "a\0b", "\ud800", "x" * (LONGEST_QUESTION + 1)])
def test_what_cannot_be_asked_is_refused_without_repeating_it(
    index: Index, encoder: HashEncoder, question: str
) -> None:
    with pytest.raises(QuestionRefused) as caught:
        answer(question, index, encoder)
    assert caught.value.do
    assert not question.strip() or question not in str(caught.value)


def test_the_longest_question_is_still_asked(index: Index, encoder: HashEncoder) -> None:
    assert answer("consent " * (LONGEST_QUESTION // 8), index, encoder).passages


@given(question=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_whatever_is_asked_every_word_shown_is_a_slice_of_its_document(
    question: str, index: Index, encoder: HashEncoder
) -> None:
    if not question.strip():
        return
    for passage in answer(question, index, encoder).passages:
        document = next(d for d in index.corpus.documents if d.source.id == passage.document.id)
        assert passage.document.sha256 == document.sha256
        assert document.text[passage.start : passage.end] == passage.text == "".join(p.text for p in passage.parts)
        for standard in passage.standards:
            assert document.text[standard.start : standard.end] == standard.text


def test_the_json_has_the_fields_of_the_contract_in_their_order(index: Index, encoder: HashEncoder) -> None:
    data = json.loads(to_json(answer("decline friend requests", index, encoder, 1)))
    assert list(data) == [
        "question",
        "kind",
        "reason",
        "notices",
        "passages",
        "confidence",
        "also_searched",
        "elsewhere",
        "suggestion",
    ]
    (passage,) = data["passages"]
    contract = {"text", "document", "headings", "page", "start", "end", "standards", "parts", "url", "citation"}
    assert contract | {"score", "rank"} <= set(passage)
    assert {"id", "title", "edition", "updated", "status", "url", "sha256"} <= set(passage["document"])
    assert {"number", "text", "document", "edition", "now"} <= set(passage["standards"][0])
    assert passage["document"]["updated"] == "2021-03-24"


def test_json_keeps_typographic_characters_letter_for_letter(index: Index, encoder: HashEncoder) -> None:
    found = answer("how to put these into practice tips", index, encoder)
    data = json.loads(to_json(found))
    assert [p["text"] for p in data["passages"]] == [p.text for p in found.passages]
    assert any("\u00a0" in p["text"] for p in data["passages"])


def test_a_quotation_that_differs_by_one_character_is_never_shown(index: Index) -> None:
    passage = next(p for p in index.passages if p.standards)
    quoted = quote(passage, index.corpus.crosswalks, rank=1, highlight=passage.sentences[0])
    check(quoted, passage.document)
    broken = [
        replace(quoted, text=quoted.text[:-1]),
        replace(quoted, start=quoted.start + 1),
        replace(quoted, parts=quoted.parts[:-1]),
        replace(quoted, standards=(replace(quoted.standards[0], text="You must not"),)),
    ]
    for one in broken:
        with pytest.raises(QuotationBroken):
            check(one, passage.document)


@pytest.mark.parametrize("question", ["service users", "friend requests from service users", "decline friend requests"])
def test_only_what_comes_near_to_the_first_hit_is_shown_with_it(
    question: str, index: Index, encoder: HashEncoder
) -> None:
    hits, shown = search(index, encoder, question, 5).hits, answer(question, index, encoder, 5).passages
    deserve = [hit.score >= DESERVING * hits[0].score for hit in hits]
    assert [p.text for p in shown] == [hit.passage.text for hit, yes in zip(hits, deserve, strict=True) if yes]
    assert [p.rank for p in shown] == list(range(1, len(shown) + 1))


def test_confidence_just_below_the_threshold_declines(
    index: Index, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = confidence.confidence(search(index, encoder, "consent", 5).signs)
    for threshold, kind in ((sure, "passages"), (sure + 1e-6, "none")):
        monkeypatch.setattr(confidence, "read_model", partial(replace, confidence.read_model(), threshold=threshold))
        found = answer("consent", index, encoder)
        assert (found.kind, found.confidence) == (kind, round(sure, 4))
