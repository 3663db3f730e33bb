"""A question to hits: candidates from every engine, the best of them scored by their tokens too, one order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.build import plain
from index.dense import score_dense, search_dense
from index.fuse import fuse
from index.late import score_tokens
from index.lexical import coverage, score_terms
from index.terms import tokenise
from index.topics import Topic, likely_topics
from index.types import Encoded, Encoder, Found, Hit, Index, Rows, Scores, Signs, Vectors
from index.vocabulary import also_searched
from ingest.types import Passage, Span

CANDIDATES = 100  # rows that each engine may propose
RESCORED = 60  # of them, those whose tokens are compared, which takes longest: of all, no more in the first three
REPEATED_WORDS = 8  # the fewest words of a sentence that is taken to say the same wherever it stands
# What each engine counts for. Chosen on development questions, where a quarter more or less changes little. BM25 adds
# up over terms: in a long account of a situation most of them are beside the point.
PASSAGE_WEIGHT, SENTENCE_WEIGHT, TOKENS_WEIGHT = 0.5, 1.0, 2.5
FEW_TERMS = 6  # up to so many, BM25 counts for 1; of more terms, each for less
MOST_TOPICS = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """The best candidates, ascending by row, with what each engine says of them; each (candidates,)."""

    rows: Rows
    passage: Scores
    sentence: Scores
    """The cosine of the nearest sentence."""
    nearest: Rows
    """The row of that sentence."""
    tokens: Scores
    total: Scores


def search(index: Index, encoder: Encoder, question: str, limit: int) -> Found:
    """At most `limit` hits (1 or more); the signs do not depend on how many are asked for."""
    also = also_searched(question, index.corpus.vocabulary)
    # The guidance's words help to find its terms; added to what is encoded, they were seen to blur the question.
    query, encoded = tokenise(" ".join([question, *also])), encoder.encode_question(question)
    scored = score_candidates(index, query, encoded)
    hits = merge_repeated(index, scored, limit)
    likely = likely_topics(index.topics, encoded)
    signs = read_signs(index, query, encoded, scored, likely)
    return Found(hits, signs, also, tuple(topic.source for topic in likely[:MOST_TOPICS]))


def score_candidates(index: Index, query: Sequence[str], question: Encoded) -> Scored:
    lexical = score_terms(index.terms, query)
    rows = candidates(index, question.vector, lexical)
    passage = score_dense(index.dense, question.vector, rows)
    sentence, nearest = score_sentences(index, question.vector, rows)
    first = fuse([(lexical_weight(query), lexical[rows]), (PASSAGE_WEIGHT, passage), (SENTENCE_WEIGHT, sentence)])
    best = np.sort(np.argsort(-first, kind="stable")[:RESCORED])
    tokens = score_tokens(index.tokens, index.token_starts, question.tokens, rows[best])
    total = first[best] + fuse([(TOKENS_WEIGHT, tokens)])
    return Scored(rows[best], passage[best], sentence[best], nearest[best], tokens, total)


def read_signs(index: Index, query: Sequence[str], question: Encoded, scored: Scored, likely: Sequence[Topic]) -> Signs:
    best = int(scored.total.argmax())
    row = scored.rows[best]
    terms = index.term_numbers[index.term_starts[row] : index.term_starts[row + 1]]
    nearness = float(scored.passage[best] + scored.tokens[best] + scored.sentence[best]) / 3
    rivals = [topic.nearness for topic in likely if not topic.replaces]
    return Signs(
        passage=float(scored.passage.max()),
        tokens=float(scored.tokens[best]),
        coverage=coverage(index.terms, set(query), terms),
        standout=float(scored.total[best]),
        length=math.log(len(question.tokens)),
        size=math.log(len(index.passages)),
        rival=max(0.0, max(rivals, default=0.0) - nearness),
    )


def lexical_weight(query: Sequence[str]) -> float:
    return min(1.0, FEW_TERMS / max(len(query), 1))


def merge_repeated(index: Index, scored: Scored, limit: int) -> tuple[Hit, ...]:
    """At most `limit` hits, best first; equal scores keep the order of the documents.

    The same sentence in two places is one hit, but not a lead-in or a short sentence, which say different things in
    different places.
    """
    texts = [key.tobytes() for key in index.sentence_hashes[scored.nearest]]
    repeated = {text for text, count in Counter(texts).items() if count > 1}
    merged: dict[bytes | int, list[int]] = {}
    for i in np.argsort(-scored.total, kind="stable").tolist():
        same = texts[i] in repeated and says_it_all(*place(index, scored, i))
        merged.setdefault(texts[i] if same else i, []).append(i)
    return tuple(
        hit_of(index, scored, rank, candidates) for rank, candidates in enumerate(islice(merged.values(), limit), 1)
    )


def says_it_all(passage: Passage, sentence: Span) -> bool:
    """Whether a sentence means the same wherever it stands."""
    text = plain(passage.document.slice(sentence))
    return len(text.split()) >= REPEATED_WORDS and not text.endswith(":")


def place(index: Index, scored: Scored, candidate: int) -> tuple[Passage, Span]:
    """The passage of a candidate, and its nearest sentence."""
    row = scored.rows[candidate]
    passage = index.passages[row]
    return passage, passage.sentences[scored.nearest[candidate] - index.sentence_starts[row]]


def hit_of(index: Index, scored: Scored, rank: int, candidates: Sequence[int]) -> Hit:
    """Of the best of some candidates; the others stand beside it."""
    best, *others = candidates
    passage, sentence = place(index, scored, best)
    also = tuple(index.passages[scored.rows[other]] for other in others)
    return Hit(passage, float(scored.total[best]), rank, sentence, also)


def candidates(index: Index, vector: Vectors, lexical: Scores) -> Rows:
    """The union of what each engine ranks highest, ascending."""
    limit = min(CANDIDATES, len(index.passages))
    by_terms = np.argpartition(-lexical, limit - 1)[:limit]
    by_passage = search_dense(index.dense, vector, limit)[1]
    by_sentence = np.searchsorted(index.sentence_starts, search_dense(index.sentences, vector, limit)[1], "right") - 1
    return np.unique(np.concatenate([by_terms[lexical[by_terms] > 0], by_passage, by_sentence]))


def score_sentences(index: Index, vector: Vectors, rows: Rows) -> tuple[Scores, Rows]:
    """The cosine of the nearest sentence in each given passage, and the row of that sentence."""
    starts = index.sentence_starts[rows]
    lengths = index.sentence_starts[rows + 1] - starts
    begins = np.cumsum(lengths) - lengths
    sentences = np.arange(lengths.sum()) + np.repeat(starts - begins, lengths)
    scores = score_dense(index.sentences, vector, sentences)
    best = np.maximum.reduceat(scores, begins)
    nearest = np.flatnonzero(scores == np.repeat(best, lengths))
    return best, sentences[nearest[np.searchsorted(nearest, begins)]]
