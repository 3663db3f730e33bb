"""The answers to every development question are the same by the export as by sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from app.answer import answer
from app.types import Answer
from index.agreement import LEAST
from index.types import Encoder, Index, Vectors
from ingest.types import Corpus
from tests.quality.development import (
    SOCIAL_MEDIA,
    Question,
    Remembering,
    govuk,
    govuk_questions,
    library,
    questions,
    social_media,
)

pytestmark = pytest.mark.model

Asked = Callable[[], Sequence[Question]]
SETS: dict[str, tuple[Callable[[], Corpus], tuple[Asked, ...]]] = {
    "social media": (social_media, (lambda: questions(SOCIAL_MEDIA),)),
    "GOV.UK": (govuk, (lambda: govuk_questions("question"), lambda: govuk_questions("short"))),
}


@pytest.mark.parametrize("name", SETS)
def test_every_question_has_the_same_answer_passage_by_passage(
    name: str, remembering: Remembering, reference: Encoder
) -> None:
    read, asked = SETS[name]
    corpus, texts = read(), [question.text for each in asked for question in each()]
    ours, theirs = remembering, Remembering(reference)
    pair = library(corpus, ours), library(corpus, theirs)
    differing = [text for text in texts if told(text, pair[0], ours) != told(text, pair[1], theirs)]
    assert len(texts) > 40
    assert differing == []
    for text in texts:
        assert ours.encode_question(text).vector @ theirs.encode_question(text).vector >= LEAST
    for by_ours, by_theirs in zip(*map(vectors, pair), strict=True):
        assert (by_ours * by_theirs).sum(axis=1).min() >= LEAST


def told(text: str, index: Index, encoder: Encoder) -> tuple[object, ...]:
    """What a reader sees of an answer; a score may differ in its last digits."""
    found: Answer = answer(text, index, encoder)
    shown = [(p.document.id, p.start, p.end, p.parts, p.standards, p.also, p.citation, p.url) for p in found.passages]
    return found.kind, found.reason, found.notices, found.also_searched, found.suggestion, found.elsewhere, shown


def vectors(index: Index) -> tuple[Vectors, Vectors]:
    return index.dense.reconstruct_n(0, index.dense.ntotal), index.sentences.reconstruct_n(0, index.sentences.ntotal)
