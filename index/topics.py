"""Documents that are known but not held: which of them a question is likely about, by what their entries say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.late import quantise, score_tokens, token_starts
from index.types import Encoded, Encoder, Topics, Vectors
from ingest.types import Corpus, Source

LIKELY = 0.38  # mean of three cosines; between what the development questions are about and what they are not about
COMPARED = 8  # sources whose tokens are compared: of 398 development questions, none had another among its first two
PHRASE = re.compile(r"[,;:]\s*")


@dataclass(frozen=True, slots=True)
class Topic:
    """A source that is known but not held, by its id, and how near its topics are to a question."""

    source: str
    nearness: float
    replaces: bool
    """Whether it takes the place of a document that is held."""


def build_topics(corpus: Corpus, encoder: Encoder) -> Topics:
    """The topics of every source that has a line of them and no document; each phrase of it also by itself."""
    held = {document.source.id for document in corpus.documents}
    replacing = {document.source.superseded_by for document in corpus.documents}
    sources = [source for source in corpus.sources if source.topics and source.id not in held]
    lines = list(encoder.encode_passages([f"{source.title}: {source.topics}" for source in sources]))
    phrases = [(row, phrase) for row, source in enumerate(sources) for phrase in phrases_of(source)]
    encoded = encoder.encode_passages([phrase for _, phrase in phrases])
    return Topics(
        sources=tuple(source.id for source in sources),
        lines=stacked(lines, encoder.dimension),
        phrases=stacked(encoded, encoder.dimension),
        phrase_rows=np.array([row for row, _ in phrases], np.int64),
        tokens=np.concatenate([np.zeros((0, encoder.dimension), np.int8), *(quantise(line.tokens) for line in lines)]),
        token_starts=token_starts(len(line.tokens) for line in lines),
        replacements=np.array([source.id in replacing for source in sources], bool),
    )


def likely_topics(topics: Topics, question: Encoded) -> tuple[Topic, ...]:
    """The sources that a question is likely about, the likeliest first; none if it is about nothing that they name.

    How near one is: the mean of three cosines, as of its whole line, of its best phrase, and of tokens.
    """
    if not topics.sources:
        return ()
    phrases = np.full(len(topics.sources), -1, np.float32)
    np.maximum.at(phrases, topics.phrase_rows, topics.phrases @ question.vector)
    first = topics.lines @ question.vector + phrases
    rows = np.argsort(-first, kind="stable")[:COMPARED]
    nearness = (first[rows] + score_tokens(topics.tokens, topics.token_starts, question.tokens, rows)) / 3
    order = np.argsort(-nearness, kind="stable")
    return tuple(
        Topic(topics.sources[row], near, bool(topics.replacements[row]))
        for row, near in zip(rows[order].tolist(), nearness[order].tolist(), strict=True)
        if near >= LIKELY
    )


def phrases_of(source: Source) -> list[str]:
    return [phrase for phrase in PHRASE.split(source.topics or "") if phrase]


def stacked(encoded: Iterable[Encoded], dimension: int) -> Vectors:
    return np.array([one.vector for one in encoded], np.float32).reshape(-1, dimension)
