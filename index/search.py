"""A question to hits: candidates from every engine, every candidate scored by every engine, one order."""

from __future__ import annotations

import numpy as np

from index.build import context
from index.dense import score_dense, search_dense
from index.fuse import fuse
from index.lexical import coverage, score_terms
from index.terms import tokenise
from index.types import Encoder, Found, Hit, Index, Rows, Scores, Vectors

CANDIDATES = 100  # rows that each engine may propose
COVERAGE_WEIGHT = (
    0.3  # of covered terms beside a cosine, in the evidence; of 0, .1, .2, .3 best on development questions
)


def search(index: Index, encoder: Encoder, question: str, limit: int) -> Found:
    """At most `limit` hits (1 or more); the evidence does not depend on how many are asked for."""
    query, vector = tokenise(question), encoder.encode_question(question)
    lexical = score_terms(index.terms, query)
    rows = candidates(index, vector, lexical)
    dense = score_dense(index.dense, vector, rows)
    sentences, nearest = score_sentences(index, vector, rows)
    scores = fuse([lexical[rows], dense, sentences])
    # A stable sort of ascending rows: equal scores keep the order of the documents.
    best = np.argsort(-scores, kind="stable")[:limit]
    hits = tuple(
        Hit(index.passages[rows[i]], float(scores[i]), rank, index.passages[rows[i]].sentences[nearest[i]])
        for rank, i in enumerate(best, 1)
    )
    covered = coverage(index.terms, set(query), context(hits[0].passage))
    return Found(hits, float(dense.max()) + COVERAGE_WEIGHT * covered)


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
