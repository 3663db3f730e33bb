"""The words that are searched besides a question's own: what the guidance calls the things that people ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.terms import stems
from ingest.types import Synonyms


def also_searched(question: str, vocabulary: Sequence[Synonyms]) -> tuple[str, ...]:
    """The guidance's words for everyday words of a question, once each, without those that it uses itself."""
    asked = stems(question)
    words = [
        word
        for entry in vocabulary
        if any(holds(asked, phrase_stems(phrase)) for phrase in entry.everyday)
        for word in entry.guidance
    ]
    return tuple(dict.fromkeys(word for word in words if not holds(asked, phrase_stems(word))))


@lru_cache(maxsize=10_000)  # every phrase of the vocabulary is looked for in every question
def phrase_stems(phrase: str) -> tuple[str, ...]:
    return tuple(stems(phrase))


def holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether a phrase stands in a text, word by word."""
    return any(list(run) == list(phrase) for run in runs(words, len(phrase)))


def runs(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (words[i : i + length] for i in range(len(words) - length + 1))
