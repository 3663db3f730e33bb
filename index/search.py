"""A question to hits: candidates from every engine, every candidate scored by every engine, one order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.build import context, plain
from index.dense import score_dense, search_dense
from index.fuse import fuse
from index.lexical import coverage, score_terms
from index.terms import tokenise
from index.types import Encoder, Found, Hit, Index, Rows, Scores, Vectors
from ingest.types import Passage, Span

CANDIDATES = 100  # rows that each engine may propose
REPEATED_WORDS = 8  # the fewest words of a sentence that is taken to say the same wherever it stands
COVERAGE_WEIGHT = 0.3  # of covered terms beside a cosine; of 0, .1, .2 and .3 the best on development questions


def search(index: Index, encoder: Encoder, question: str, limit: int) -> Found:
    """At most `limit` hits (1 or more); the evidence does not depend on how many are asked for."""
    query, vector = tokenise(question), encoder.encode_question(question)
    lexical = score_terms(index.terms, query)
    rows = candidates(index, vector, lexical)
    dense = score_dense(index.dense, vector, rows)
    sentences, nearest = score_sentences(index, vector, rows)
    scores = fuse([lexical[rows], dense, sentences])
    # A stable sort of ascending rows: equal scores keep the order of the documents.
    best = [(index.passages[rows[i]], float(scores[i]), int(nearest[i])) for i in np.argsort(-scores, kind="stable")]
    hits = merge_repeated(best)[:limit]
    covered = coverage(index.terms, set(query), context(hits[0].passage))
    return Found(hits, float(dense.max()) + COVERAGE_WEIGHT * covered)


def merge_repeated(best: Sequence[tuple[Passage, float, int]]) -> tuple[Hit, ...]:
    """Passages, best first, with score and nearest sentence, to hits: the same sentence in two places is one hit.

    A lead-in and a short sentence say different things in different places, and are not merged.
    """
    merged: dict[str | int, list[tuple[Passage, float, Span]]] = {}
    for passage, score, nearest in best:
        sentence = passage.sentences[nearest]
        text = plain(passage.document.slice(sentence))
        same = len(text.split()) >= REPEATED_WORDS and not text.endswith(":")
        merged.setdefault(text if same else id(passage), []).append((passage, score, sentence))
    return tuple(
        Hit(passage, score, rank, sentence, also=tuple(other for other, _, _ in others))
        for rank, ((passage, score, sentence), *others) in enumerate(merged.values(), 1)
    )


def candidates(index: Index, vector: Vectors, lexical: Scores) -> Rows:
    """The union of what each engine ranks highest, ascending."""
    limit = min(CANDIDATES, len(index.passages))
    by_terms = np.argpartition(-lexical, limit - 1)[:limit]
    by_passage = search_dense(index.dense, vector, limit)[1]
    by_sentence = index.sentence_rows[search_dense(index.sentences, vector, limit)[1]]
    return np.unique(np.concatenate([by_terms[lexical[by_terms] > 0], by_passage, by_sentence]))


def score_sentences(index: Index, vector: Vectors, rows: Rows) -> tuple[Scores, Rows]:
    """The cosine of the nearest sentence in each given passage, and its place among that passage's sentences."""
    starts = np.searchsorted(index.sentence_rows, rows)
    ends = np.searchsorted(index.sentence_rows, rows, side="right")
    scores = [
        score_dense(index.sentences, vector, np.arange(start, end)) for start, end in zip(starts, ends, strict=True)
    ]
    return np.array([s.max() for s in scores], np.float32), np.array([s.argmax() for s in scores], np.int64)
