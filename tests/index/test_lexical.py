"""BM25 against its formula written out naively, and coverage against its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.late import token_starts
from index.lexical import K1, B, build_terms, coverage, number_terms, renumbered, score_terms
from index.terms import tokenise
from index.types import Terms
from ingest.errors import CorpusError

WORDS = ["consent", "record", "social", "media", "post", "5.1", "1.7"]
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=8)
queries = st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=5).map(" ".join)


def built(rows: list[str]) -> Terms:
    vocabulary: dict[str, int] = {}
    numbers = [number_terms(row, vocabulary) for row in rows]
    flat = np.array([number for each in numbers for number in each], np.int32)
    return build_terms(*renumbered(flat, vocabulary), token_starts(map(len, numbers)))


def naive_bm25(rows: list[str], query: str) -> list[float]:
    """Lucene's BM25, term by term (Robertson's weights; idf with 1 added inside the logarithm)."""
    tokens = [tokenise(row) for row in rows]
    mean = sum(map(len, tokens)) / len(tokens)
    scores = []
    for row in tokens:
        score = 0.0
        for term in tokenise(query):
            frequency = sum(term in other for other in tokens)
            idf = math.log(1 + (len(tokens) - frequency + 0.5) / (frequency + 0.5))
            count = row.count(term)
            score += idf * count / (count + K1 * (1 - B + B * len(row) / mean))
        scores.append(score)
    return scores


@given(texts, st.permutations(WORDS))
def test_terms_are_numbered_as_they_come_whatever_the_vocabulary_was(rows: list[str], known: list[str]) -> None:
    """Rejects numbers of an earlier vocabulary, and terms in the new one that no text has any more."""
    vocabulary = {term: number for number, term in enumerate(known)}
    numbers = [number for row in rows for number in number_terms(row, vocabulary)]
    found, terms = renumbered(np.array(numbers, np.int32), vocabulary)
    words = [word for row in rows for word in tokenise(row)]
    assert list(terms) == list(dict.fromkeys(words))
    assert [list(terms)[number] for number in found] == words


@given(texts, queries)
def test_scores_are_those_of_the_formula(rows: list[str], query: str) -> None:
    np.testing.assert_allclose(score_terms(built(rows), tokenise(query)), naive_bm25(rows, query), atol=1e-5)


@given(texts, queries.filter(bool))
def test_coverage_is_the_share_of_the_query_s_idf(rows: list[str], query: str) -> None:
    tokens, terms = [set(tokenise(row)) for row in rows], set(tokenise(query))
    weights = {}
    for term in terms:
        frequency = sum(term in row for row in tokens)
        weights[term] = math.log(1 + (len(rows) - frequency + 0.5) / (frequency + 0.5))
    expected = sum(w for term, w in weights.items() if term in tokens[0]) / sum(weights.values())
    index, vocabulary = built(rows), dict(built(rows).vocabulary)
    assert coverage(index, terms, np.array(number_terms(rows[0], vocabulary))) == pytest.approx(expected)


def test_a_query_without_terms_covers_nothing_and_scores_nothing() -> None:
    terms = built(["consent"])
    assert coverage(terms, [], np.array([0])) == 0
    assert score_terms(terms, []).tolist() == [0]


def test_documents_of_stop_words_alone_are_refused() -> None:
    with pytest.raises(CorpusError, match="no words"):
        built(["the of and", "to in"])


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Standard 5.1 or 5.10?", ["standard", "5.1", "5.10"]),
        ("the service\u00a0users’ privacy, don’t POST it", ["servic", "user", "privaci", "post"]),
        ("It’s the employer's", ["employ"]),
        ("Straße ﬁle_name", ["strass", "file", "name"]),
    ],
)
def test_terms_are_folded_stemmed_and_numbers_kept_whole(text: str, terms: list[str]) -> None:
    assert tokenise(text) == terms
