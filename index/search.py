"""A question to hits: candidates from every engine, every candidate scored by every engine, one order."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.build import context, plain
from index.dense import score_dense, search_dense
from index.fuse import fuse
from index.late import score_tokens
from index.lexical import coverage, score_terms
from index.terms import tokenise
from index.topics import LIKELY, likely_sources, score_topics
from index.types import Encoded, Encoder, Found, Hit, Index, Rows, Scores, Signs, Vectors
from index.vocabulary import also_searched
from ingest.types import Passage, Span

CANDIDATES = 100  # rows that each engine may propose
REPEATED_WORDS = 8  # the fewest words of a sentence that is taken to say the same wherever it stands
# What each engine counts for. Chosen on development questions, where a quarter more or less changes little. BM25 adds
# up over terms: in a long account of a situation most of them are beside the point.
PASSAGE_WEIGHT, SENTENCE_WEIGHT, TOKENS_WEIGHT = 0.5, 1.0, 2.5
FEW_TERMS = 6  # up to so many, BM25 counts for 1; of more terms, each for less


def search(index: Index, encoder: Encoder, question: str, limit: int) -> Found:
    """At most `limit` hits (1 or more); the signs do not depend on how many are asked for."""
    also = also_searched(question, index.corpus.vocabulary)
    # The guidance's words help to find its terms; added to what is encoded, they were seen to blur the question.
    query, encoded = tokenise(" ".join([question, *also])), encoder.encode_question(question)
    lexical = score_terms(index.terms, query)
    rows = candidates(index, encoded.vector, lexical)
    dense = score_dense(index.dense, encoded.vector, rows)
    sentences, nearest = score_sentences(index, encoded.vector, rows)
    tokens = score_tokens(index.tokens, index.token_starts, encoded.tokens, rows)
    scores = fuse(
        [
            (lexical_weight(query), lexical[rows]),
            (PASSAGE_WEIGHT, dense),
            (SENTENCE_WEIGHT, sentences),
            (TOKENS_WEIGHT, tokens),
        ]
    )
    # A stable sort of ascending rows: equal scores keep the order of the documents.
    order = np.argsort(-scores, kind="stable")
    best = [(index.passages[rows[i]], float(scores[i]), int(nearest[i])) for i in order]
    hits = merge_repeated(best)[:limit]
    nearness = (dense[order[0]] + tokens[order[0]] + sentences[order[0]]) / 3
    signs = Signs(
        passage=float(dense.max()),
        tokens=float(tokens[order[0]]),
        coverage=coverage(index.terms, set(query), context(hits[0].passage)),
        standout=hits[0].score,
        length=math.log(len(encoded.tokens)),
        size=math.log(len(index.passages)),
        rival=max(0.0, float(rivals(index, encoded).max(initial=0)) - float(nearness)),
    )
    return Found(hits, signs, also, likely_sources(index.topics, encoded))


def rivals(index: Index, question: Encoded) -> Scores:
    """How near the topics are of each source that is likely, is not held, and does not replace one that is."""
    held = {document.source.superseded_by for document in index.corpus.documents}
    others = np.array([id not in held for id in index.topics.sources], bool)
    scores = score_topics(index.topics, question)[others]
    likely: Scores = scores[scores >= LIKELY]
    return likely


def lexical_weight(query: Sequence[str]) -> float:
    return min(1.0, FEW_TERMS / max(len(query), 1))


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
