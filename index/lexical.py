"""BM25 over terms, by bm25s, and how much of a question's weight a text covers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import bm25s
import numpy as np

from index.terms import tokenise
from index.types import Scores
from ingest.errors import CorpusError

K1, B = 1.5, 0.75  # bm25s's defaults; not tuned


def build_terms(texts: Sequence[str]) -> bm25s.BM25:
    # Numbered as they come: bm25s would number them as a set does, in another order each time.
    vocabulary: dict[str, int] = {}
    numbers = [[vocabulary.setdefault(term, len(vocabulary)) for term in tokenise(text)] for text in texts]
    if not vocabulary:
        raise CorpusError("these documents hold no words to search for.", do="Add documents with text.")
    terms = bm25s.BM25(k1=K1, b=B, method="lucene")
    terms.index((numbers, vocabulary), show_progress=False)
    return terms


def score_terms(terms: bm25s.BM25, query: Sequence[str]) -> Scores:
    """BM25 of every row, Lucene's formula; (rows,), 0 where no term of the query stands."""
    known = [term for term in query if term in terms.vocab_dict]
    if not known:
        return np.zeros(terms.scores["num_docs"], np.float32)
    scores: Scores = terms.get_scores(known)
    return scores


def coverage(terms: bm25s.BM25, query: Collection[str], text: str) -> float:
    """The share, 0 to 1, of the query's weight (inverse document frequency) whose terms stand in a text."""
    weights = {term: inverse_frequency(terms, term) for term in query}
    covered = set(tokenise(text))
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in covered) / total if total else 0.0


def inverse_frequency(terms: bm25s.BM25, term: str) -> float:
    rows, pointers = terms.scores["num_docs"], terms.scores["indptr"]
    column = terms.vocab_dict.get(term)
    frequency = 0 if column is None else int(pointers[column + 1] - pointers[column])
    return math.log(1 + (rows - frequency + 0.5) / (frequency + 0.5))
