"""BM25 over terms, by bm25s, and how much of a question's weight a text covers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import numpy as np

from index.terms import tokenise
from index.types import Numbers, Rows, Scores, Terms
from ingest.errors import CorpusError

K1, B = 1.5, 0.75  # bm25s's defaults; not tuned


def number_terms(text: str, vocabulary: dict[str, int]) -> list[int]:
    """The terms of a text by their places in the vocabulary, to which those that are new are added."""
    return [vocabulary.setdefault(term, len(vocabulary)) for term in tokenise(text)]


def renumbered(numbers: Numbers, vocabulary: Mapping[str, int]) -> tuple[Numbers, dict[str, int]]:
    """The same terms numbered as they come, and a vocabulary without those that never do.

    bm25s would number them as a set does, in another order each time.
    """
    first = np.full(len(vocabulary), len(numbers))
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(numbers))]
    places = np.zeros(len(vocabulary), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    terms = list(vocabulary)
    return places[numbers], {terms[number]: place for place, number in enumerate(order.tolist())}


def build_terms(numbers: Numbers, vocabulary: Mapping[str, int], starts: Rows) -> Terms:
    """BM25 of texts whose terms, by their places in the vocabulary, stand one behind the other."""
    if not vocabulary:
        raise CorpusError("these documents hold no words to search for.", do="Add documents with text.")
    import bm25s  # with it comes scipy, which no question needs

    each = [numbers[start:end].tolist() for start, end in pairwise(starts.tolist())]
    built = bm25s.BM25(k1=K1, b=B, method="lucene")
    built.index((each, dict(vocabulary)), show_progress=False)
    found = built.scores
    # bm25s adds an empty term of its own at the end.
    pointers = np.asarray(found["indptr"][: len(vocabulary) + 1], np.int64)
    scores, rows = found["data"][: pointers[-1]], found["indices"][: pointers[-1]]
    return Terms(vocabulary, scores.astype(np.float32), rows.astype(np.int32), pointers, found["num_docs"])


def score_terms(terms: Terms, query: Sequence[str]) -> Scores:
    """BM25 of every row, Lucene's formula; (rows,), 0 where no term of the query stands."""
    total = np.zeros(terms.count, np.float32)
    for place in (terms.vocabulary[term] for term in query if term in terms.vocabulary):
        start, end = terms.starts[place], terms.starts[place + 1]
        total[terms.rows[start:end]] += terms.scores[start:end]
    return total


def coverage(terms: Terms, query: Collection[str], text: Numbers) -> float:
    """The share, 0 to 1, of the query's weight (inverse document frequency) whose terms stand in a text.

    The text is given as its terms, by their places in the vocabulary.
    """
    weights = {term: inverse_frequency(terms, term) for term in query}
    held = set(text.tolist())
    total = sum(weights.values())
    covered = sum(weight for term, weight in weights.items() if terms.vocabulary.get(term) in held)
    return covered / total if total else 0.0


def inverse_frequency(terms: Terms, term: str) -> float:
    place = terms.vocabulary.get(term)
    frequency = 0 if place is None else int(terms.starts[place + 1] - terms.starts[place])
    return math.log(1 + (terms.count - frequency + 0.5) / (frequency + 0.5))
