"""The documents' own spelling of words that they do not have, but for one slip: to be offered, never searched."""

from __future__ import annotations

import re
from difflib import get_close_matches

import numpy as np

from index.lexical import score_terms
from index.terms import STOP_WORDS, stemmed, words_of
from index.types import Encoder, Index

SHORTEST = 6  # letters; shorter words are near too many others
NEAR = 0.84  # of difflib's ratio: one letter of six lost, added or changed, or two that changed places


def suggest(question: str, index: Index, encoder: Encoder) -> str | None:
    """The question with its misspelt words replaced; None if no word looks misspelt."""
    offered = question
    for word in dict.fromkeys(words_of(question)):
        if looks_misspelt(word, index, encoder) and (near := nearest(word, index)):
            offered = re.sub(rf"\b{word}\b", near, offered, flags=re.IGNORECASE)
    return offered if offered != question else None


def looks_misspelt(word: str, index: Index, encoder: Encoder) -> bool:
    """Whether neither documents nor encoder nor vocabulary have the word; the quickest to ask are asked first."""
    if len(word) < SHORTEST or not word.isalpha() or word in STOP_WORDS or stemmed([word])[0] in index.terms.vocabulary:
        return False
    return not encoder.knows(word) and word not in everyday(index)


def nearest(word: str, index: Index) -> str | None:
    """The nearest word of the documents; None if none is near."""
    (stem,) = stemmed([word])
    terms = index.terms.vocabulary
    alike = [term for term in terms if term[:1] == stem[:1] and abs(len(term) - len(stem)) <= 1]
    near = get_close_matches(stem, alike, 1, NEAR)
    return spelt(near[0], index) if near else None


def everyday(index: Index) -> frozenset[str]:
    return frozenset(
        word for entry in index.corpus.vocabulary for phrase in entry.everyday for word in words_of(phrase)
    )


def spelt(term: str, index: Index) -> str | None:
    """A word with this stem, from the passage that has the most of it."""
    passage = index.passages[int(np.argmax(score_terms(index.terms, [term])))]
    words = words_of(passage.text)
    return next((word for word, stem in zip(words, stemmed(words), strict=True) if stem == term), None)
