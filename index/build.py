"""Documents to an index in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.dense import build_dense
from index.late import quantise, token_starts
from index.lexical import K1, B, build_terms
from index.topics import build_topics
from index.types import Codes, Encoded, Encoder, EncoderIdentity, Identity, Index, Progress, Rows, Vectors
from ingest.corpus import corpus_fingerprints
from ingest.crosswalk import check_editions
from ingest.passages import cut_passages
from ingest.types import Corpus, Fingerprint, Passage

FORMAT = 2  # raised whenever a change to passages, texts or files makes older indexes wrong
SETTINGS = {"bm25.k1": K1, "bm25.b": B}
BATCH = 64  # texts encoded between two reports of progress
MARKER = re.compile(r"(?:^|(?<=\s))[•◦▪▫●○‣⁃·]\s+")


def silent(stage: str, done: int, total: int) -> None:
    """No progress report."""


def build_index(corpus: Corpus, encoder: Encoder, progress: Progress = silent) -> Index:
    passages: list[Passage] = []
    for i, document in enumerate(corpus.documents, 1):
        passages.extend(cut_passages(document))
        progress("Cutting passages", i, len(corpus.documents))
    check_editions(passages, corpus.crosswalks)
    contexts = [context(passage) for passage in passages]
    terms = build_terms(contexts)
    vectors, tokens, starts = encode_passages(encoder, contexts, progress)
    sentences = [plain(p.document.slice(span)) for p in passages for span in p.sentences]
    return Index(
        identity=identify(corpus_fingerprints(corpus), encoder),
        corpus=corpus,
        passages=tuple(passages),
        terms=terms,
        dense=build_dense(vectors),
        sentences=build_dense(encode_sentences(encoder, sentences, progress)),
        sentence_rows=np.repeat(np.arange(len(passages)), [len(p.sentences) for p in passages]),
        tokens=tokens,
        token_starts=starts,
        topics=build_topics(corpus, encoder),
    )


def identify(sources: tuple[Fingerprint, ...], encoder: Encoder) -> Identity:
    """The identity that an index of these sources, made now with this encoder, has."""
    return Identity(
        format=FORMAT,
        settings=SETTINGS,
        encoder=EncoderIdentity(encoder.name, encoder.digest, encoder.dimension),
        sources=sources,
    )


def context(passage: Passage) -> str:
    """What the engines see of a passage: the title and headings it stands under, then its words."""
    above = [passage.document.source.title, *map(passage.document.slice, passage.headings)]
    return plain(". ".join([*above, passage.text]))


def plain(text: str) -> str:
    """For matching only, never for display: one line, without list markers."""
    return re.sub(r"\s+", " ", MARKER.sub("", text)).strip()


def encode_passages(encoder: Encoder, texts: Sequence[str], progress: Progress) -> tuple[Vectors, Codes, Rows]:
    """(texts, dimension); the codes of all tokens; and where each text's tokens begin."""
    vectors, codes = [], []
    for batch in encode(encoder, texts, progress, "Encoding passages"):
        vectors += [encoded.vector for encoded in batch]
        codes += [quantise(encoded.tokens) for encoded in batch]
    return np.stack(vectors), np.concatenate(codes), token_starts(map(len, codes))


def encode_sentences(encoder: Encoder, texts: Sequence[str], progress: Progress) -> Vectors:
    """(texts, dimension)"""
    batches = encode(encoder, texts, progress, "Encoding sentences")
    return np.stack([encoded.vector for batch in batches for encoded in batch])


def encode(encoder: Encoder, texts: Sequence[str], progress: Progress, stage: str) -> Iterator[Sequence[Encoded]]:
    """In batches, so that progress can be told."""
    progress(stage, 0, len(texts))
    for start in range(0, len(texts), BATCH):
        yield encoder.encode_passages(texts[start : start + BATCH])
        progress(stage, min(start + BATCH, len(texts)), len(texts))
