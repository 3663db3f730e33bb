"""Documents to an index in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from index.dense import build_dense
from index.encode import keep_all, keep_vectors, plan, reported, stacked, text_hash
from index.late import token_starts
from index.lexical import K1, B, build_terms, number_terms, renumbered
from index.probes import QUESTIONS
from index.topics import build_topics
from index.types import Cut, Encoder, EncoderIdentity, Hashes, Held, Identity, Index, Recall, Vectors
from ingest.corpus import corpus_fingerprints
from ingest.passages import cut_passages
from ingest.progress import Progress, silent
from ingest.types import Corpus, Document, Fingerprint, Passage

FORMAT = 12  # raised whenever a change to passages, texts or files makes older indexes wrong
SETTINGS = {"bm25.k1": K1, "bm25.b": B}
MARKER = re.compile(r"(?:^|(?<=\s))[•◦▪▫●○‣⁃·]\s+")


def build_index(corpus: Corpus, encoder: Encoder, progress: Progress = silent, held: Held | None = None) -> Index:
    """An index of a corpus. What is held from before, and was encoded by this encoder, is not made again."""
    held = held.encoded_by(encoder) if held else Held()
    vocabulary, texts = dict(held.vocabulary), dict[bytes, str]()
    cuts = list(cut_all(corpus.documents, held, vocabulary, texts, progress))
    passages = tuple(passage for cut in cuts for passage in cut.passages)
    hashes = np.concatenate([cut.hashes for cut in cuts])
    sentence_hashes = np.concatenate([cut.sentence_hashes for cut in cuts])
    plans = [plan(hashes, held.passages, texts), plan(sentence_hashes, held.sentences, texts)]
    report = reported(progress, sum(each.work for each in plans))
    # Of many passages, texts and vectors take gigabytes: those of sentences go before those of passages come.
    del texts
    progress("Arranging vectors", 0, 2)
    sentences, sentence_recall = build_dense(keep_vectors(plans.pop(), encoder, report), partial(probes, encoder))
    progress("Arranging vectors", 1, 2)
    vectors, tokens, starts = keep_all(plans.pop(), encoder, report)
    dense, recall = build_dense(vectors, partial(probes, encoder))
    progress("Arranging vectors", 2, 2)
    del vectors
    numbers, vocabulary = renumbered(np.concatenate([cut.terms for cut in cuts]), vocabulary)
    term_starts = token_starts(np.concatenate([cut.lengths for cut in cuts]))
    return Index(
        identity=identify(corpus_fingerprints(corpus), encoder),
        corpus=corpus,
        passages=passages,
        terms=build_terms(numbers, vocabulary, term_starts),
        term_numbers=numbers,
        term_starts=term_starts,
        dense=dense,
        sentences=sentences,
        recall=Recall(recall, sentence_recall),
        sentence_starts=token_starts(len(passage.sentences) for passage in passages),
        tokens=tokens,
        token_starts=starts,
        passage_hashes=hashes,
        sentence_hashes=sentence_hashes,
        ruled=np.array([row for row, passage in enumerate(passages) if passage.standards], np.int64),
        topics=build_topics(corpus, encoder),
    )


def cut_all(
    documents: Sequence[Document],
    held: Held,
    vocabulary: dict[str, int],
    texts: dict[bytes, str],
    progress: Progress,
) -> Iterator[Cut]:
    """Each document cut, those that are held as they were; terms and texts that are new are added to the two given."""
    for i, document in enumerate(documents, 1):
        before = held.cuts.get(document.source.id)
        yield before if before and before.document is document else cut(document, vocabulary, texts)
        progress("Cutting passages", i, len(documents))


def cut(document: Document, vocabulary: dict[str, int], texts: dict[bytes, str]) -> Cut:
    passages = cut_passages(document)
    with_their_rules = [with_rules(passage) for passage in passages]
    sentences = [plain(document.slice(span)) for passage in passages for span in passage.sentences]
    numbers = [number_terms(context(passage), vocabulary) for passage in passages]
    return Cut(
        document,
        passages,
        hashed(with_their_rules, texts),
        hashed(sentences, texts),
        np.array([number for each in numbers for number in each], np.int32),
        np.array([len(each) for each in numbers], np.int64),
    )


def hashed(these: Sequence[str], texts: dict[bytes, str]) -> Hashes:
    keys = [text_hash(text) for text in these]
    texts.update(zip(keys, these, strict=True))
    return stacked(keys)


def probes(encoder: Encoder) -> Vectors:
    return np.array([encoder.encode_question(text).vector for text in QUESTIONS])


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
