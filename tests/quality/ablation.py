"""What each part of the ranking is worth: python -m tests.quality.ablation (needs the data beside the project).

hit@1 / hit@3 of the development questions with one part at a time switched off; nothing is declined.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from unittest.mock import patch

from app.numbers import asked_numbers
from app.standards import known_standards
from index import build, search
from index.encoder import load_encoder
from index.types import Encoder, Index
from ingest import sections
from ingest.types import Corpus, Passage
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
)
from tests.quality.samples import shown_text


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be switched off: constants and functions of the product, by what stands in their place."""

    name: str
    off: tuple[tuple[object, str, object], ...] = ()
    vocabulary: bool = True


def nothing(passage: Passage) -> Iterator[str]:
    yield from ()


PARTS = (
    Part("all parts"),
    Part("without BM25", ((search, "FEW_TERMS", 0),)),
    Part("BM25 counted alike for long questions", ((search, "FEW_TERMS", 10**6),)),
    Part("without passage vectors", ((search, "PASSAGE_WEIGHT", 0),)),
    Part("without sentence vectors", ((search, "SENTENCE_WEIGHT", 0),)),
    Part("without token vectors", ((search, "TOKENS_WEIGHT", 0),)),
    Part("tokens of all candidates compared", ((search, "RESCORED", 10**6),)),
    Part("without vocabulary", vocabulary=False),
    Part("without the rules' words in what is encoded", ((build, "with_rules", build.context),)),
    Part("without title and headings", ((build, "above", nothing),)),
    Part("without short sections whole", ((sections, "SHORT_SECTION", 0),)),
    Part("without joining neighbours", ((sections, "SHORT_SECTION", 0), (sections, "PIECE", 0))),
)


def main() -> None:
    encoder = Remembering(load_encoder())
    page, pages = social_media(), govuk()
    sets = (
        (page, questions(SOCIAL_MEDIA)),
        (pages, govuk_questions("question")),
        (pages, govuk_questions("short")),
    )
    sys.stdout.write("| | social media | GOV.UK, situation | GOV.UK, short |\n| --- | --- | --- | --- |\n")
    for part in PARTS:
        figures = " | ".join(figure(part, corpus, asked, encoder) for corpus, asked in sets)
        sys.stdout.write(f"| {part.name} | {figures} |\n")


def figure(part: Part, corpus: Corpus, asked: Sequence[Question], encoder: Encoder) -> str:
    with ExitStack() as stack:
        for switch in switches(part):
            stack.enter_context(switch)
        index = library(corpus if part.vocabulary else replace(corpus, vocabulary=()), encoder)
        ranks = [first_right(question, index, encoder) for question in asked if question.quotes]
    return " / ".join(f"{sum(rank is not None and rank <= k for rank in ranks) / len(ranks):.3f}" for k in (1, 3))


def switches(part: Part) -> Iterator[AbstractContextManager[object]]:
    return (patch.object(owner, name, value) for owner, name, value in part.off)


def first_right(question: Question, index: Index, encoder: Encoder) -> int | None:
    """The rank of the first of three passages that answers; questions for a number are looked up and count as found."""
    if asked_numbers(question.text, *known_standards(index.corpus)):
        return 1
    hits = search.search(index, encoder, question.text, 3).hits
    return next((hit.rank for hit in hits if answers(question, [shown_text(hit.passage)])), None)


if __name__ == "__main__":
    main()
