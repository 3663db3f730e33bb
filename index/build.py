"""Documents to an index in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.dense import build_dense
from index.encode import keep_all, keep_vectors, plan, reported, stacked
from index.lexical import K1, B, build_terms
from index.topics import build_topics
from index.types import Encoder, EncoderIdentity, Held, Identity, Index
from ingest.corpus import corpus_fingerprints
from ingest.passages import cut_passages
from ingest.progress import Progress, silent
from ingest.types import Corpus, Document, Fingerprint, Passage

FORMAT = 4  # raised whenever a change to passages, texts or files makes older indexes wrong
SETTINGS = {"bm25.k1": K1, "bm25.b": B}
MARKER = re.compile(r"(?:^|(?<=\s))[•◦▪▫●○‣⁃·]\s+")


def build_index(corpus: Corpus, encoder: Encoder, progress: Progress = silent, held: Held | None = None) -> Index:
    """An index of a corpus. What is held from before, and was encoded by this encoder, is not encoded again."""
    passages = tuple(cut(corpus.documents, progress))
    texts = [with_rules(passage) for passage in passages]
    sentences = [plain(p.document.slice(span)) for p in passages for span in p.sentences]
    terms = build_terms([context(passage) for passage in passages])
    held = held.encoded_by(encoder) if held else Held()
    of_sentences, of_passages = plan(sentences, held.sentences), plan(texts, held.passages)
    report = reported(progress, of_sentences.work + of_passages.work)
    dense_sentences = build_dense(keep_vectors(of_sentences, encoder, report))
    vectors, tokens, starts = keep_all(of_passages, encoder, report)
    return Index(
        identity=identify(corpus_fingerprints(corpus), encoder),
        corpus=corpus,
        passages=passages,
        terms=terms,
        dense=build_dense(vectors),
        sentences=dense_sentences,
        sentence_rows=np.repeat(np.arange(len(passages)), [len(p.sentences) for p in passages]),
        tokens=tokens,
        token_starts=starts,
        passage_hashes=stacked(of_passages.hashes),
        sentence_hashes=stacked(of_sentences.hashes),
        topics=build_topics(corpus, encoder),
    )


def cut(documents: Sequence[Document], progress: Progress) -> Iterator[Passage]:
    for i, document in enumerate(documents, 1):
        yield from cut_passages(document)
        progress("Cutting passages", i, len(documents))


def identify(sources: tuple[Fingerprint, ...], encoder: Encoder) -> Identity:
    """The identity that an index of these sources, made now with this encoder, has."""
    return Identity(
        format=FORMAT,
        settings=SETTINGS,
        encoder=EncoderIdentity(encoder.name, encoder.digest, encoder.dimension),
        sources=sources,
    )


def context(passage: Passage) -> str:
    """What BM25 sees of a passage: the title and headings it stands under, then its words."""
    return plain(". ".join([*above(passage), passage.text]))


def with_rules(passage: Passage) -> str:
    """What the encoder sees: the rules that govern the passage, too, so that their words find it.

    Not for BM25, to which a rule that stands over ten passages would be ten times as common.
    """
    rules = [passage.document.slice(s.span) for s in passage.standards if not passage.span.holds(s.span)]
    return plain(". ".join([*above(passage), *rules, passage.text]))


def above(passage: Passage) -> Iterator[str]:
    yield passage.document.source.title
    yield from map(passage.document.slice, passage.headings)


def plain(text: str) -> str:
    """For matching only, never for display: one line, without list markers."""
    return re.sub(r"\s+", " ", MARKER.sub("", text)).strip()
