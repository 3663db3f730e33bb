"""The core function: a question to an answer. Every door calls it and adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.cite import skipped_notices, superseded_notices
from app.decline import reason
from app.numbers import asked_numbers
from app.personal import mask, personal_notices
from app.pointers import notices_for
from app.question import PASSAGES, check_question
from app.quote import quote
from app.standards import known_standards, look_up
from app.types import Answer, Elsewhere
from index.confidence import confidence, is_answered
from index.search import search
from index.spelling import suggest
from index.types import Encoder, Found, Hit, Index

# Of the first hit's score. Of the development questions, none lost a gold passage among its first five by it.
DESERVING = 0.4
NO_WORDS = "There is nothing to look up in this question. Ask in a few everyday words."


def answer(question: str, index: Index, encoder: Encoder, passages: int = PASSAGES) -> Answer:
    """The standards asked for by number, or the passages that answer a question, best first, or none with the reason.

    Nothing of the question is kept, and personal details in it are left out before anything else sees it.
    """
    masked = mask(check_question(question))
    found = answer_masked(masked.text, index, encoder, passages)
    own = (*personal_notices(masked), *notices_for(masked.text))
    return replace(found, notices=(*own, *found.notices, *skipped_notices(index.corpus)))


def answer_masked(question: str, index: Index, encoder: Encoder, passages: int) -> Answer:
    if not any(map(str.isalnum, question)):
        return Answer(question, "none", NO_WORDS, (), ())
    if asked := asked_numbers(question, *known_standards(index.corpus)):
        return look_up(question, asked, [index.passages[row] for row in index.ruled], index.corpus, passages)
    found = search(index, encoder, question, passages)
    elsewhere = tuple(Elsewhere(source.title, source.url) for source in map(index.corpus.source, found.elsewhere))
    searched = replace(
        decline(question, elsewhere),
        confidence=round(confidence(found.signs), 4),
        also_searched=found.also,
        suggestion=suggest(question, index, encoder),
    )
    return shown(searched, found, index) if is_answered(found.signs) else searched


def decline(question: str, elsewhere: tuple[Elsewhere, ...]) -> Answer:
    return Answer(question, "none", reason(question, elsewhere), (), (), elsewhere=elsewhere)


def shown(searched: Answer, found: Found, index: Index) -> Answer:
    """The answer with its passages in place of the reason why there are none."""
    hits, crosswalks = deserving(found.hits), index.corpus.crosswalks
    quoted = tuple(
        quote(hit.passage, crosswalks, rank=hit.rank, score=hit.score, highlight=hit.sentence, also=hit.also)
        for hit in hits
    )
    notices = superseded_notices([hit.passage.document.source for hit in hits], index.corpus)
    return replace(searched, kind="passages", reason=None, notices=notices, passages=quoted, elsewhere=())


def deserving(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The first hit, and those that come near enough to it to be worth reading."""
    return tuple(hit for hit in hits if hit.rank == 1 or hit.score >= DESERVING * hits[0].score)
