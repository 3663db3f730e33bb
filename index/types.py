"""What a search works on and gives back: identity, index, hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ingest.types import Corpus, Fingerprint, Passage, Span

if TYPE_CHECKING:
    import bm25s
    import faiss

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]
"""Told of a stage by name, with how much of it is done and how much there is."""


class Encoder(Protocol):
    """Texts to rows of unit length, so that an inner product is a cosine."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str:
        """sha256 over the files that decide the vectors."""

    @property
    def dimension(self) -> int: ...
    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimension)"""

    def encode_question(self, text: str) -> Vectors:
        """(dimension,)"""


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
class Index:
    """Row i of every engine is `passages[i]`."""

    identity: Identity
    corpus: Corpus
    passages: tuple[Passage, ...]
    terms: bm25s.BM25 = field(repr=False)
    dense: faiss.Index = field(repr=False)
    sentences: faiss.Index = field(repr=False)
    sentence_rows: Rows = field(repr=False)
    """(sentences,) row of the passage that each sentence stands in, ascending."""


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
class Found:
    """The hits of a search, best first, and the evidence that the question is answered at all (higher is better)."""

    hits: tuple[Hit, ...]
    evidence: float
