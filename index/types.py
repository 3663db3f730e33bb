"""What a search works on and gives back: identity, index, hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ingest.types import Corpus, Document, Fingerprint, Passage, Span

if TYPE_CHECKING:
    import faiss

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint8]
"""(texts, 32) sha256 of each text, as it was given to the encoder."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the encoder sees it, in rows of unit length, so that an inner product is a cosine."""

    vector: Vectors
    """(dimension,)"""
    tokens: Vectors
    """(tokens, dimension), at least one; each in the light of the others."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an index has of a text that was encoded: its vector, and the codes of its tokens."""

    vector: Vectors
    codes: Codes


class Encoder(Protocol):
    """Texts to vectors."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str:
        """sha256 over the files that decide the vectors."""

    @property
    def dimension(self) -> int: ...
    def encode_passages(self, texts: Sequence[str]) -> Iterable[Encoded]:
        """Each in its turn, and no more of them in memory than are worked on: all vectors of tokens take gigabytes."""

    def encode_question(self, text: str) -> Encoded: ...
    def knows(self, word: str) -> bool:
        """Whether a word, in lower case, is too usual to be a slip."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's passages, and what the engines know them by."""

    document: Document
    passages: tuple[Passage, ...]
    hashes: Hashes
    sentence_hashes: Hashes
    terms: Numbers
    """Of all passages, one behind the other, by their places in a vocabulary."""
    lengths: Rows
    """(passages,) how many terms each has."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts that were encoded: their rows by their hashes, and what is kept of each row, left in the index's files."""

    rows: Mapping[bytes, int]
    vectors: faiss.Index
    codes: Codes
    starts: Rows


@dataclass(frozen=True, slots=True)
class Held:
    """What an index has that the next one need not make again: documents as read and cut, texts as encoded."""

    documents: Mapping[Fingerprint, Document] = field(default_factory=dict)
    encoder: str | None = None
    """The digest of the one that encoded the texts."""
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    """By the ids of the documents; every text of theirs is among those below."""
    vocabulary: Mapping[str, int] = field(default_factory=dict)
    """Of their terms."""
    passages: Texts | None = None
    sentences: Texts | None = None
    """Without the codes of their tokens."""

    def encoded_by(self, encoder: Encoder) -> Held:
        """What can be used with an encoder."""
        return self if self.encoder == encoder.digest else Held(self.documents)


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    name: str
    digest: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What an index was made from, and by which rules. Two indexes of equal identity give equal hits."""

    format: int
    settings: dict[str, float]
    encoder: EncoderIdentity
    sources: tuple[Fingerprint, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """What the entries of sources without a document say that these are about: whole lines, and phrase by phrase."""

    sources: tuple[str, ...]
    """Their ids; row i of `lines`, and of the tokens, is sources[i]."""
    lines: Vectors = field(repr=False)
    phrases: Vectors = field(repr=False)
    phrase_rows: Rows = field(repr=False)
    """(phrases,) row of the line that each phrase is from."""
    tokens: Codes = field(repr=False)
    token_starts: Rows = field(repr=False)
    replacements: npt.NDArray[np.bool_] = field(repr=False)
    """(sources,) whether it takes the place of a document that is held: that one is no rival, but asked for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """BM25 of every term in each row that has it, worked out when the index is built."""

    vocabulary: Mapping[str, int]
    """The place of each term: what it scores is from starts[place] to starts[place + 1]."""
    scores: Scores = field(repr=False)
    rows: Numbers = field(repr=False)
    """(scores,) the row that each score is of."""
    starts: Rows = field(repr=False)
    """(terms + 1,)"""
    count: int
    """Of all rows."""


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of the nearest that a search finds, measured when the index was built; 1 where it compares all."""

    passages: float
    sentences: float


@dataclass(frozen=True, slots=True)
class Index:
    """Row i of every engine is `passages[i]`."""

    identity: Identity
    corpus: Corpus
    passages: Sequence[Passage]
    terms: Terms = field(repr=False)
    term_numbers: Numbers = field(repr=False)
    """The terms of all passages, one behind the other, by their places in the vocabulary of `terms`."""
    term_starts: Rows = field(repr=False)
    """(passages + 1,), as `token_starts`."""
    dense: faiss.Index = field(repr=False)
    sentences: faiss.Index = field(repr=False)
    recall: Recall
    sentence_starts: Rows = field(repr=False)
    """(passages + 1,), as `token_starts`."""
    tokens: Codes = field(repr=False)
    """(tokens, dimension) of all passages, one behind the other."""
    token_starts: Rows = field(repr=False)
    """(passages + 1,) where each passage's tokens begin, and where the last one's end."""
    passage_hashes: Hashes = field(repr=False)
    sentence_hashes: Hashes = field(repr=False)
    ruled: Rows = field(repr=False)
    """The rows of the passages that state standards or are governed by them."""
    topics: Topics


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its rank, counted from 1, and the sentence in it that is nearest the question.

    `also` are further passages whose nearest sentence has the same words; they are no hits of their own.
    """

    passage: Passage
    score: float
    rank: int
    sentence: Span
    also: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the question being answered at all; each higher the better, but for the size."""

    passage: float
    """The best cosine of question and passage."""
    tokens: float
    """How near the question's tokens find one each in the first hit: 1 where all of them stand there."""
    coverage: float
    """The share of the weight of the question's terms that the first hit covers, 0 to 1."""
    standout: float
    """How far the first hit is above the usual candidate, in standard deviations summed over the engines."""
    length: float
    """log of the question's number of tokens: of a long question no passage holds every word."""
    size: float
    """log of the number of passages: among many, some come near by chance."""
    rival: float
    """How much nearer a likely document that is not held here seems to be, by its topics; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search, best first, and the signs that they answer."""

    hits: tuple[Hit, ...]
    signs: Signs
    also: tuple[str, ...]
    """The guidance's words that were searched besides the question's own."""
    elsewhere: tuple[str, ...]
    """The ids of sources that are not held here and are likely about the question."""
