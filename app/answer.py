"""The core function: a question to an answer. Every door calls it and adds nothing."""

from __future__ import annotations

from app.cite import superseded_notices
from app.numbers import asked_numbers
from app.question import PASSAGES, check_question
from app.quote import quote
from app.standards import known_standards, look_up
from app.types import Answer
from index.confidence import confidence, is_answered
from index.search import search
from index.types import Encoder, Index

NO_WORDS = "There is nothing to look up in this question. Ask in a few everyday words."
NOT_FOUND = (
    "Nothing in these documents answers this. Ask the HCPC’s policy team (https://www.hcpc-uk.org/contact-us/policy), "
    "your professional body, your union or your employer."
)


def answer(question: str, index: Index, encoder: Encoder, passages: int = PASSAGES) -> Answer:
    """The standards asked for by number, or the passages that answer a question, best first, or none with the reason.

    Nothing of the question is kept.
    """
    question = check_question(question)
    if not any(map(str.isalnum, question)):
        return Answer(question, "none", NO_WORDS, (), ())
    if asked := asked_numbers(question, *known_standards(index.corpus)):
        return look_up(question, asked, index.passages, index.corpus, passages)
    found = search(index, encoder, question, passages)
    if not is_answered(found.signs):
        return Answer(question, "none", NOT_FOUND, (), (), confidence(found.signs), found.also)
    notices = superseded_notices([hit.passage.document.source for hit in found.hits], index.corpus)
    crosswalks = index.corpus.crosswalks
    quoted = tuple(
        quote(hit.passage, crosswalks, rank=hit.rank, score=hit.score, highlight=hit.sentence, also=hit.also)
        for hit in found.hits
    )
    return Answer(question, "passages", None, notices, quoted, confidence(found.signs), found.also)
