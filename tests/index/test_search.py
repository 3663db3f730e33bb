"""Hits: what is found, in what order, and the sentence in each that is nearest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import late
from index import search as module
from index.build import build_index, context, plain, with_rules
from index.fuse import fuse
from index.late import STEPS
from index.lexical import score_terms
from index.search import PASSAGE_WEIGHT, REPEATED_WORDS, SENTENCE_WEIGHT, TOKENS_WEIGHT, lexical_weight, search
from index.terms import tokenise
from index.types import Index, Vectors
from ingest.corpus import document_of
from ingest.entries import inferred_entry
from ingest.types import Corpus, Passage, Span
from tests.fakes import HashEncoder


def test_the_passage_with_the_words_comes_first_and_its_sentence_is_marked(index: Index, encoder: HashEncoder) -> None:
    hit = search(index, encoder, "decline friend requests", 3).hits[0]
    assert hit.passage.text.startswith("Keep in mind that service users")
    assert hit.passage.document.slice(hit.sentence).endswith("decline invitations, follows or friend requests.")


def cosines(encoder: HashEncoder, texts: list[str], question: Vectors) -> Vectors:
    return np.array([one.vector for one in encoder.encode_passages(texts)]) @ question


def test_every_hit_s_score_is_the_fused_score_computed_by_brute_force(index: Index, encoder: HashEncoder) -> None:
    """Rejects candidates lost before scoring, sentences credited to a neighbour, and an order turned round."""
    question = "privacy settings of a personal account"
    vector = encoder.encode_question(question).vector
    passages = cosines(encoder, [with_rules(p) for p in index.passages], vector)
    best, places = [], []
    for passage in index.passages:
        texts = [plain(passage.document.slice(span)) for span in passage.sentences]
        scores = cosines(encoder, texts, vector)
        best.append(scores.max())
        places.append(passage.sentences[int(scores.argmax())])
    lexical = score_terms(index.terms, tokenise(question))
    tokens = []
    for encoded in encoder.encode_passages([with_rules(p) for p in index.passages]):
        products = encoder.encode_question(question).tokens @ encoded.tokens.T
        tokens.append(products.max(axis=1).mean())
    weights = (lexical_weight(tokenise(question)), PASSAGE_WEIGHT, 1, TOKENS_WEIGHT)
    scored = zip(weights, (lexical, passages, np.array(best), np.array(tokens)), strict=True)
    fused = fuse([(weight, np.asarray(scores, np.float32)) for weight, scores in scored])
    order = np.argsort(-fused, kind="stable")[:7]
    assert len({index.passages[i].document.slice(places[i]) for i in order}) == 7, "no sentence is repeated here"
    hits = search(index, encoder, question, 7).hits
    assert [hit.passage for hit in hits] == [index.passages[i] for i in order]
    np.testing.assert_allclose([hit.score for hit in hits], fused[order], atol=1e-5)
    assert [hit.sentence for hit in hits] == [places[i] for i in order]
    assert [hit.rank for hit in hits] == list(range(1, 8))


@pytest.mark.parametrize("limit", [1, 3, 20, 1000])
def test_asking_for_fewer_hits_gives_the_first_of_more_and_the_same_signs(
    index: Index, encoder: HashEncoder, limit: int
) -> None:
    some, all_ = search(index, encoder, "consent", limit), search(index, encoder, "consent", 1000)
    assert some.hits == all_.hits[:limit]
    assert some.signs == all_.signs


def test_few_candidates_find_the_same_best_hit_as_all(
    index: Index, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rejects a candidate limit that counts wrongly where it is smaller than the corpus."""
    expected = search(index, encoder, "advertise my professional practice", 1).hits[0].passage
    monkeypatch.setattr(module, "CANDIDATES", 3)
    assert search(index, encoder, "advertise my professional practice", 1).hits[0].passage == expected


@pytest.mark.parametrize("question", ["", "the of and", "qwertz", "5.1", "\U0001f600", "word " * 400])
def test_any_question_is_searched_without_an_error(index: Index, encoder: HashEncoder, question: str) -> None:
    assert len(search(index, encoder, question, 5).hits) == 5


def test_a_corpus_of_one_passage_is_searched(encoder: HashEncoder, corpus: Corpus) -> None:
    (document,) = corpus.documents
    lone = replace(document, blocks=document.blocks[1:2])
    index = build_index(Corpus((lone.source,), (lone,)), encoder)
    assert [hit.rank for hit in search(index, encoder, "standards", 5).hits] == [1]


def test_the_engines_see_title_headings_and_words_without_list_markers(corpus: Corpus, index: Index) -> None:
    tips = next(p for p in index.passages if "• Think before" in p.text)
    seen = context(tips)
    assert seen.startswith("Guidance on the use of social media. 1. Top tips. ")
    assert "• Think before" in tips.text
    assert " Think before you post. Assume that what you post could be shared and read by anyone." in seen
    assert "•" not in seen


def test_the_encoder_sees_the_rules_that_govern_a_passage_too_and_none_twice(index: Index) -> None:
    advice = next(p for p in index.passages if p.text.startswith("Keep in mind"))
    (rule,) = (plain(advice.document.slice(standard.span)) for standard in advice.standards)
    assert rule in with_rules(advice)
    assert rule not in context(advice)
    stating = next(p for p in index.passages if rule in plain(p.text))
    assert with_rules(stating).count(rule) == 1


def test_a_sentence_that_stands_in_two_places_is_one_hit_that_names_both(index: Index, encoder: HashEncoder) -> None:
    hits = search(index, encoder, "best possible care to meet the service user’s needs", 1000).hits
    (both,) = [hit for hit in hits if hit.also]
    assert both.passage.document.slice(both.sentence).startswith("Your primary focus")
    assert "Your primary focus" in both.also[0].text
    assert both.also[0] != both.passage
    assert not {id(hit.passage) for hit in hits} & {id(passage) for passage in both.also}
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len(hits) == len(index.passages) - 1, "lead-ins that are alike are not the same rule"


Places = tuple[Span, Span, list[Span]]
WORDS = ["consent", "records", "media", "post", "patients", "must", "and", "privacy"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(" ".join)
LONG = "you must keep the records of patients private and ask for consent"
paragraphs = st.lists(st.one_of(sentences, st.just(LONG)), min_size=1, max_size=4).map(
    lambda each: ". ".join(each) + "."
)


@pytest.mark.slow
@given(
    st.lists(paragraphs, min_size=1, max_size=12),
    sentences,
    st.integers(1, 8),
    st.sampled_from([2, 100]),
    st.sampled_from([1, 3, 100]),
)
def test_hits_are_those_of_a_search_passage_by_passage(
    texts: list[str], question: str, limit: int, proposed: int, rescored: int
) -> None:
    """With a block of few tokens, too, in which one passage stands or several."""
    encoder = HashEncoder(dimension=64)
    document = document_of("\n\n".join(texts).encode(), inferred_entry("texts.txt"))
    index = build_index(Corpus((document.source,), (document,)), encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CANDIDATES", proposed)
        patch.setattr(module, "RESCORED", rescored)
        patch.setattr(late, "BLOCK", 20)
        expected = one_by_one(index, encoder, question, limit)
        found = search(index, encoder, question, limit).hits
    shown = [(hit.passage.span, hit.sentence, [other.span for other in hit.also]) for hit in found]
    assert shown == [places for places, _ in expected]
    np.testing.assert_allclose([hit.score for hit in found], [score for _, score in expected], atol=1e-5)


def one_by_one(index: Index, encoder: HashEncoder, question: str, limit: int) -> list[tuple[Places, float]]:
    """Of each hit the passage, the sentence, and where else that stands; and its score."""
    query, encoded = tokenise(question), encoder.encode_question(question)
    lexical = score_terms(index.terms, query)
    rows = module.candidates(index, encoded.vector, lexical)
    firsts = np.cumsum([0, *(len(passage.sentences) for passage in index.passages)])
    vectors = index.sentences.reconstruct_n(0, index.sentences.ntotal)
    cosines = [vectors[firsts[r] : firsts[r + 1]] @ encoded.vector for r in rows]
    passages = [index.dense.reconstruct(int(r)) @ encoded.vector for r in rows]
    engines = (lexical[rows], passages, [c.max() for c in cosines])
    weights = (lexical_weight(query), PASSAGE_WEIGHT, SENTENCE_WEIGHT)
    total = fuse([(weight, np.array(one, np.float32)) for weight, one in zip(weights, engines, strict=True)])
    best = sorted(np.argsort(-total, kind="stable")[: module.RESCORED])
    rows, cosines, total = rows[best], [cosines[i] for i in best], total[best]
    tokens = [
        (index.tokens[index.token_starts[r] : index.token_starts[r + 1]] / STEPS @ encoded.tokens.T).max(axis=0).mean()
        for r in rows
    ]
    total = total + fuse([(TOKENS_WEIGHT, np.array(tokens, np.float32))])
    merged: dict[object, list[tuple[Passage, Span, float]]] = {}
    for i in np.argsort(-total, kind="stable"):
        passage = index.passages[rows[i]]
        sentence = passage.sentences[int(cosines[i].argmax())]
        text = plain(passage.document.slice(sentence))
        same = len(text.split()) >= REPEATED_WORDS and not text.endswith(":")
        merged.setdefault(text if same else passage.span, []).append((passage, sentence, float(total[i])))
    return [
        ((best.span, sentence, [other.span for other, _, _ in others]), score)
        for (best, sentence, score), *others in list(merged.values())[:limit]
    ]
