"""What confidence is fitted on: the signs of a search for each development question, and whether it was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.numbers import asked_numbers
from app.standards import known_standards
from index.search import search
from index.types import Encoder, Index, Signs
from ingest.types import Passage
from tests.quality.development import (
    SOCIAL_MEDIA,
    Question,
    Remembering,
    answers,
    govuk,
    govuk_questions,
    library,
    questions,
    social_media,
    without,
)

SHOWN = 3  # the passages that people are taken to read


@dataclass(frozen=True, slots=True)
class Sample:
    group: str
    question: str
    """Its id: one question stands in several groups."""
    signs: Signs
    answerable: bool
    right: bool
    """Whether one of the first passages answers."""


def collect(encoder: Encoder) -> Iterator[Sample]:
    """Every question of both corpora asked where it belongs, where it does not, and where its page is missing."""
    remembering = Remembering(encoder)
    page, pages = social_media(), govuk()
    social, whole = library(page, remembering), library(pages, remembering)
    asked = questions(SOCIAL_MEDIA)
    yield from samples("social media", asked, social, remembering)
    yield from samples("social media, asked of GOV.UK", unanswerable(asked), whole, remembering)
    for field, name in (("question", "situation"), ("short", "short")):
        of_pages = govuk_questions(field)
        yield from samples(f"GOV.UK, {name}", of_pages, whole, remembering)
        yield from samples(f"GOV.UK, {name}, asked of social media", unanswerable(of_pages), social, remembering)
    for id in sorted({question.page for question in of_pages if question.page}):
        rest = library(without(pages, id), remembering)
        for field, name in (("question", "situation"), ("short", "short")):
            own = [q for q in govuk_questions(field) if q.page == id and q.quotes]
            yield from samples(f"GOV.UK, {name}, page left out", unanswerable(own), rest, remembering)


def unanswerable(asked: Sequence[Question]) -> tuple[Question, ...]:
    """The same questions, asked of documents that do not answer them."""
    return tuple(Question(q.id, q.text, ()) for q in asked)


def samples(group: str, asked: Sequence[Question], index: Index, encoder: Encoder) -> Iterator[Sample]:
    for question in asked:
        if asked_numbers(question.text, *known_standards(index.corpus)):
            continue
        found = search(index, encoder, question.text, SHOWN)
        shown = [shown_text(hit.passage) for hit in found.hits]
        yield Sample(group, question.id, found.signs, bool(question.quotes), answers(question, shown))


def shown_text(passage: Passage) -> str:
    """A passage with its standards, as a reader sees it."""
    return " ".join([passage.text, *(passage.document.slice(s.span) for s in passage.standards)])
