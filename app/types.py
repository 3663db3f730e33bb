"""The one form of an answer. Its JSON is these fields, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal

from ingest.types import Status

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Notice:
    kind: Literal["superseded", "missing-standard", "personal-details", "distress", "reported", "skipped"]
    text: str


@dataclass(frozen=True, slots=True)
class DocumentReference:
    id: str
    title: str
    publisher: str | None
    edition: str | None
    """Of the standards it quotes."""
    updated: date | None
    status: Status
    superseded_on: date | None
    url: str | None
    language: str
    sha256: str
    """Of the bytes as published."""


@dataclass(frozen=True, slots=True)
class Successor:
    """What became of a standard in a later edition."""

    edition: str
    numbers: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class QuotedStandard:
    """A rule as the passage's document quotes it: `text` is that document's text from `start` to `end`."""

    number: str
    text: str
    document: str | None
    """Title of the standards that the rule belongs to."""
    edition: str | None
    now: Successor | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a passage. The parts, in order, are the passage, so that no client counts offsets."""

    text: str
    highlight: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where the highlighted words stand."""

    document: str
    """Its id."""
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    url: str | None


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """`text` is the document's text from `start` to `end`, in code points."""

    text: str
    text_sha256: str
    """Of the text in UTF-8: with `start`, `end` and the document's hash, enough to check it by the published file."""
    document: DocumentReference
    headings: tuple[str, ...]
    page: int | None
    start: int
    end: int
    standards: tuple[QuotedStandard, ...]
    parts: tuple[Part, ...]
    url: str | None
    citation: str
    also: tuple[Place, ...]
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A document that is known and not held: a pointer, never an answer."""

    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    kind: Literal["passages", "standard", "none"]
    reason: str | None
    """Why there are no passages, and whom to ask."""
    notices: tuple[Notice, ...]
    passages: tuple[QuotedPassage, ...]
    confidence: float | None = None
    """The probability that one of the first three passages answers; None where nothing was searched."""
    also_searched: tuple[str, ...] = ()
    """The guidance's words that were searched besides the question's own."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Where no passage answers: the documents that are not held here and may."""
    suggestion: str | None = None
    """The question with misspelt words spelt as the documents spell them; offered, not searched."""


def to_json(answer: Answer, indent: int | None = None) -> str:
    """The JSON of an answer, the same at every door."""
    return adapter().dump_json(answer, indent=indent).decode()


@cache
def adapter() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
