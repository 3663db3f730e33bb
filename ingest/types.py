"""The words of the project as data: source, span, block, document, standard, passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "quotation"]
Status = Literal["in force", "superseded"]


@dataclass(frozen=True, slots=True)
class Source:
    """What corpus.toml says of a document. A source without a file is known, but not in this corpus."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    title: str
    file: str | None = None
    media_type: str = "text/plain"
    publisher: str | None = None
    url: str | None = None
    standards: str | None = None
    """Title of the numbered standards that the document quotes."""
    edition: str | None = None
    """Edition of those standards."""
    updated: date | None = None
    status: Status = "in force"
    superseded_by: str | None = None
    superseded_on: date | None = None
    audience: tuple[str, ...] = ()
    language: str | None = None
    """Without it, what the text is found to be written in."""
    topics: str | None = None
    """What the document is about, in our own words: for pointing to it, never for quoting."""
    inferred: bool = False
    """Nobody wrote this entry: title, address and date are what the document says of itself, where it does."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one state of a source from another."""

    id: str
    entry: str
    """sha256 of its entry."""
    bytes: str | None
    """sha256 of its file; None without a file, or if it cannot be opened."""
    skipped: bool = False
    """Whether its document was left out, as it cannot be read."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span is not empty and not negative: {self.start}:{self.end}")

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table row or quotation: the smallest range a reader reports.

    A list marker belongs to its item; the cells of a row are parted by " | ".
    `level` is the rank of a heading, and the depth (a column, say) of any other block: what belongs below is deeper.
    `section` numbers the stretch the block belongs to (under one heading, or in one accordion panel):
    what a quoted rule governs ends where its section ends.
    """

    kind: BlockKind
    span: Span
    level: int
    section: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a document's bytes: text, and the spans and facts found in it.

    Blocks and furniture hold between them every visible character of the text. `pages` are those of a paged document,
    in order. The other fields are what the document says of itself, None where it does not.
    """

    text: str = field(repr=False)
    blocks: tuple[Block, ...]
    furniture: tuple[Span, ...] = ()
    pages: tuple[Span, ...] = ()
    title: str | None = None
    url: str | None = None
    updated: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Document:
    """A source that has been read. `text` is frozen: every offset in the project counts its code points."""

    source: Source
    text: str = field(repr=False)
    sha256: str
    """Of the bytes as published."""
    blocks: tuple[Block, ...] = field(repr=False, hash=False)
    furniture: tuple[Span, ...] = field(default=(), hash=False)
    """Navigation, tags and dates that the page wraps around its content."""
    pages: tuple[Span, ...] = field(default=(), hash=False)
    """Of a paged document: page n is pages[n - 1]."""
    language: str = "en"
    """Of its text."""

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def page_of(self, span: Span) -> int | None:
        """The number of the page that a span starts on; None for a document without pages."""
        return bisect_right(self.pages, span.start, key=lambda page: page.start) or None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one standard of the earlier edition; how sure that is; and words that only that edition has."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    number: str
    now: tuple[str, ...]
    change: Literal["same", "reworded", "renumbered", "replaced", "withdrawn"]
    certainty: Literal["seen", "inferred", "unconfirmed"]
    new: tuple[str, ...] = ()
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """From one edition of a set of standards to the next. `url` is the page that compares them.

    `new` are the numbers that the later edition gives to rules the earlier one did not have.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    title: str
    earlier: str
    later: str
    in_effect: date
    url: str
    standards: tuple[Change, ...]
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Everyday words, and the words that the guidance has for the same thing."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    everyday: tuple[str, ...]
    guidance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document that was left out, as it cannot be read: why, and what to do about it."""

    id: str
    reason: str
    do: str
    bytes: str | None
    """sha256 of its file; None if it cannot be opened."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every source of a corpus, the documents of those that have a file, in the same order, and what goes with them."""

    sources: tuple[Source, ...]
    documents: Sequence[Document]
    crosswalks: tuple[Crosswalk, ...] = ()
    vocabulary: tuple[Synonyms, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def source(self, id: str) -> Source:
        return next(source for source in self.sources if source.id == id)


@dataclass(frozen=True, slots=True)
class Standard:
    """A numbered rule as a document quotes it. (title, edition, number) is its key; a number alone is not."""

    number: str
    title: str | None
    """Of the standards the rule belongs to."""
    edition: str | None
    span: Span
    """The rule's words with its number."""
    scope: Span
    """From the rule's lead-in to the end of the last block that the rule governs."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Passage:
    """A span of a document that reads as a whole, with its headings, the standards that govern it, its sentences."""

    document: Document = field(repr=False)
    span: Span
    headings: tuple[Span, ...]
    standards: tuple[Standard, ...]
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        return self.document.slice(self.span)
