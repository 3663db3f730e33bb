"""The words that are searched besides a question's own: what the guidance calls the things that people ask about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from index.terms import stems
from ingest.types import Synonyms


def also_searched(question: str, vocabulary: Sequence[Synonyms]) -> tuple[str, ...]:
    """The guidance's words for everyday words of a question, once each, without those that it uses itself."""
    asked = line(stems(question))
    words = [
        word
        for entry in vocabulary
        if any(phrase in asked for phrase in stem_lines(entry.everyday))
        for word in entry.guidance
    ]
    return tuple(dict.fromkeys(word for word in words if line(stems(word)) not in asked))


@lru_cache(maxsize=10_000)  # every phrase of the vocabulary is looked for in every question
def stem_lines(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(line(stems(phrase)) for phrase in phrases)


def line(words: Sequence[str]) -> str:
    """Words to be searched for, or in, as wholes."""
    return f" {' '.join(words)} "
