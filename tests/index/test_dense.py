"""FAISS against NumPy brute force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import dense as module
from index.dense import NEAREST, build_dense, nearest_scores, recall, score_dense, search_dense
from index.encoder import unit
from index.store import read_vectors
from index.types import Vectors


def units(random: np.random.Generator, rows: int, dimension: int = 16) -> Vectors:
    return unit(random.standard_normal((rows, dimension), np.float32))


def probing(vectors: Vectors) -> Callable[[], Vectors]:
    """Some of the vectors themselves."""
    return lambda: vectors[::20]


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 60))
def test_search_finds_the_rows_and_cosines_that_brute_force_finds(seed: int, rows: int, limit: int) -> None:
    random = np.random.default_rng(seed)
    vectors = units(random, rows)
    question = vectors[random.integers(rows)] + np.float32(0.1) * random.standard_normal(16)
    expected = vectors @ question
    dense, found_of = build_dense(vectors, probing(vectors))
    scores, found = search_dense(dense, question, limit)
    assert found_of == 1
    assert len(found) == min(limit, rows) == len(set(found.tolist()))
    np.testing.assert_allclose(scores, np.sort(expected)[::-1][:limit], atol=1e-5)
    np.testing.assert_allclose(expected[found], scores, atol=1e-5)
    np.testing.assert_allclose(score_dense(dense, question, np.arange(rows)), expected, atol=1e-5)


@pytest.fixture(scope="module")
def clustered() -> Vectors:
    """Vectors around hundreds of centres, as those of texts are."""
    random = np.random.default_rng(1)
    centres = units(random, 200)[random.integers(200, size=4_000)]
    return unit(centres + np.float32(0.1) * random.standard_normal(centres.shape, np.float32))


@pytest.fixture
def few_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT", 1_000)


@pytest.mark.usefixtures("few_are_exact")
def test_of_many_vectors_nearly_all_of_the_nearest_are_found_without_comparing_all(
    clustered: Vectors, tmp_path: Path
) -> None:
    """From its file, too. Rejects rows in another's place, cosines of other rows, and a recall that is not so."""
    vectors, questions = clustered[:-100], clustered[-100:]
    dense, measured = build_dense(vectors, probing(vectors))
    assert measured >= 0.99
    assert isinstance(dense, faiss.IndexIVF)
    assert dense.nprobe < dense.nlist / 2
    faiss.write_index(dense, str(tmp_path / "vectors.faiss"))
    full = vectors
    for index in (dense, read_vectors(tmp_path / "vectors.faiss")):
        shares = []
        for question in questions:
            cosines = full @ question
            scores, rows = search_dense(index, question, 10)
            np.testing.assert_allclose(scores, cosines[rows], atol=1e-5)
            shares.append(np.mean(cosines[rows] >= np.sort(cosines)[-10] - 1e-5))
        assert np.mean(shares) >= 0.99
        np.testing.assert_allclose(score_dense(index, questions[0], np.arange(50)), full[:50] @ questions[0], atol=1e-5)


@pytest.mark.usefixtures("few_are_exact")
def test_recall_is_the_share_of_the_nearest_that_are_found(clustered: Vectors) -> None:
    """By hand; and vectors that lie anywhere, of which no list holds the nearest, make it look into more lists."""
    random = np.random.default_rng(2)
    vectors, probes = units(random, 2_000), units(random, 50)
    dense, measured = build_dense(vectors, probing(vectors))
    exact = np.sort(vectors @ probes.T, axis=0)[-NEAREST]
    least = nearest_scores(vectors, probes)
    np.testing.assert_allclose(least, exact, atol=1e-6)
    assert isinstance(dense, faiss.IndexIVF)
    widest = dense.nprobe
    for lists in (1, widest):
        dense.nprobe = lists
        rows = dense.search(probes, NEAREST)[1]
        nearest = np.argsort(-(vectors @ probes.T), axis=0)[:NEAREST].T
        share = np.mean([len(set(a) & set(b)) / NEAREST for a, b in zip(rows.tolist(), nearest.tolist(), strict=True)])
        assert recall(dense, vectors, probes, least) == pytest.approx(share, abs=0.002)
        assert (share < 0.7) == (lists == 1)
    assert measured == 1
    assert widest > build_dense(clustered, probing(clustered))[0].nprobe  # type: ignore[attr-defined]


@pytest.mark.usefixtures("few_are_exact")
def test_a_list_that_holds_too_few_gives_those_that_it_has(clustered: Vectors) -> None:
    dense, _ = build_dense(clustered, probing(clustered))
    assert isinstance(dense, faiss.IndexIVF)
    dense.nprobe = 1
    scores, rows = search_dense(dense, clustered[0], 2_000)
    assert 0 < len(rows) < 2_000
    assert rows.min() >= 0
    assert len(scores) == len(rows)


@pytest.mark.usefixtures("few_are_exact")
def test_recall_is_measured_by_questions_that_decided_nothing() -> None:
    """Rejects a recall that is 1 because as many lists are looked into as make it so."""
    random = np.random.default_rng(3)
    vectors = units(random, 2_000)
    asked = vectors[:40].copy()
    asked[::4] = units(random, 10)  # those that decide nothing lie apart from all vectors, the others are among them
    dense, measured = build_dense(vectors, lambda: asked)
    least = nearest_scores(vectors, asked)
    apart = np.arange(len(asked)) % 4 == 0
    assert recall(dense, vectors, asked[~apart], least[~apart]) == 1
    assert measured == recall(dense, vectors, asked[apart], least[apart]) < 1
