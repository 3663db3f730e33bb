"""Documents to an index in memory."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.dense import build_dense
from index.lexical import K1, B, build_terms
from index.types import Encoder, EncoderIdentity, Identity, Index, Progress, Vectors
from ingest.corpus import corpus_fingerprints
from ingest.crosswalk import check_editions
from ingest.passages import cut_passages
from ingest.types import Corpus, Fingerprint, Passage

FORMAT = 1  # raised whenever a change to passages, texts or files makes older indexes wrong
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
    terms = build_terms([context(passage) for passage in passages])
    sentences = [plain(p.document.slice(span)) for p in passages for span in p.sentences]
    return Index(
        identity=identify(corpus_fingerprints(corpus), encoder),
        corpus=corpus,
        passages=tuple(passages),
        terms=terms,
        dense=build_dense(encode(encoder, [context(p) for p in passages], progress, "Encoding passages")),
        sentences=build_dense(encode(encoder, sentences, progress, "Encoding sentences")),
        sentence_rows=np.repeat(np.arange(len(passages)), [len(p.sentences) for p in passages]),
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


def encode(encoder: Encoder, texts: Sequence[str], progress: Progress, stage: str) -> Vectors:
    """(texts, dimension), encoded in batches so that progress can be told."""
    batches = []
    progress(stage, 0, len(texts))
    for start in range(0, len(texts), BATCH):
        batches.append(encoder.encode_passages(texts[start : start + BATCH]))
        progress(stage, min(start + BATCH, len(texts)), len(texts))
    return np.concatenate(batches)
