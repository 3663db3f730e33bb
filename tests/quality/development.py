"""The development questions, and the two corpora that they are asked of, encoded once for many indexes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.evaluation.measures import matching_form
from index.build import build_index
from index.types import Encoded, Encoder, Index
from ingest.corpus import SHIPPED, read_corpus
from ingest.types import Corpus
from tests.conftest import SHARED, needed

SOCIAL_MEDIA = Path(__file__).with_name("social_media_dev.jsonl")
GOVUK = SHARED / "eval" / "govuk"


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    quotes: tuple[str, ...]
    page: str | None = None
    """The id of the document that answers it, where the file says so."""


class Remembering:
    """An encoder that encodes each text once: leaving a page out of an index costs no second encoding."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.encoder, self.passages, self.questions = encoder, dict[str, Encoded](), dict[str, Encoded]()

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        unknown = sorted({text for text in texts if text not in self.passages}, key=len)
        self.passages.update(zip(unknown, self.encoder.encode_passages(unknown), strict=True) if unknown else ())
        return [self.passages[text] for text in texts]

    def knows(self, word: str) -> bool:
        return self.encoder.knows(word)

    def encode_question(self, text: str) -> Encoded:
        if text not in self.questions:
            self.questions[text] = self.encoder.encode_question(text)
        return self.questions[text]


def questions(path: Path, field: str = "question") -> tuple[Question, ...]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple(Question(str(q["id"]), q[field], tuple(q["quotes"]), q.get("page")) for q in lines)


def govuk_questions(field: str) -> tuple[Question, ...]:
    return questions(needed(GOVUK / "questions_dev.jsonl"), field)


def social_media() -> Corpus:
    """The shipped page alone, whatever else this machine has fetched."""
    corpus = read_corpus(SHIPPED)
    return only(corpus, [corpus.documents[0].source.id])


def govuk() -> Corpus:
    return read_corpus(needed(GOVUK / "pages"))


def only(corpus: Corpus, ids: Sequence[str]) -> Corpus:
    return replace(corpus, documents=tuple(d for d in corpus.documents if d.source.id in ids))


def without(corpus: Corpus, id: str | None) -> Corpus:
    return only(corpus, [d.source.id for d in corpus.documents if d.source.id != id])


def library(corpus: Corpus, encoder: Encoder) -> Index:
    return build_index(corpus, encoder)


def answers(question: Question, shown: Sequence[str]) -> bool:
    """Whether a gold quotation stands whole in one of the texts."""
    texts = [matching_form(text) for text in shown]
    return any(matching_form(quote) in text for quote in question.quotes for text in texts)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def corpus_sha256(corpus: Corpus) -> str:
    """Of the ids of all documents and of the hashes of their files."""
    lines = sorted(f"{document.source.id} {document.sha256}\n" for document in corpus.documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
