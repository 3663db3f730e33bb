"""The one form of a verdict on a quotation. Its JSON is these fields, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.types import DocumentReference, Notice, QuotedStandard

Kind = Literal["exact", "altered", "partial", "other edition", "not found"]
Weight = Literal["negation", "modal", "condition", "standard number", "number", "party", "word", "punctuation"]
"""What kind of word was changed, the gravest first. A change of any of the first five can turn a rule round."""
SERIOUS: frozenset[Weight] = frozenset(("negation", "modal", "condition", "standard number", "number"))


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Where the words stand: `text` is the document's text from `start` to `end`, in code points."""

    document: DocumentReference
    headings: tuple[str, ...]
    standards: tuple[QuotedStandard, ...]
    start: int
    end: int
    text: str
    whole: str
    """The whole sentences that hold it, letter for letter."""
    url: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """A step of the difference. The `source` of all steps, joined, is the source's text; so it is with `quotation`."""

    kind: Literal["equal", "insert", "delete", "replace"]
    quotation: str
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """Words that the quotation has in place of the source's words; one of the two may be empty."""

    weight: Weight
    quotation: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words are those of the documents.

    exact          whole sentences; `places` is everywhere they stand
    partial        letter-exact, but cut inside a sentence or away from its list; `places` have the whole
    altered        `places` is the nearest source text, `difference` leads from it to the quotation
    other edition  letter-exact in `places`, but those are of another edition than the one asked for or in force;
                   `instead` is the nearest text of that edition, if there is one, and `difference` leads from it
    not found      nothing near
    """

    verdict: Kind
    quotation: str
    edition: str | None
    """The edition that was asked for."""
    places: tuple[QuotedPlace, ...] = ()
    difference: tuple[Operation, ...] = ()
    changes: tuple[Change, ...] = ()
    serious: bool = False
    instead: QuotedPlace | None = None
    notices: tuple[Notice, ...] = ()


def to_json(verdict: Verdict, indent: int | None = None) -> str:
    """The JSON of a verdict, the same at every door."""
    from pydantic import TypeAdapter

    return TypeAdapter(Verdict).dump_json(verdict, indent=indent).decode()
