"""Synthetic corpora of any size: words as in the shipped page, with a long tail; vectors that lie as real ones do.

A passage is about one of many topics, whose made-up word ends each of its sentences; by that word the stand-in encoder
knows which vectors it is near to. Vectors that point anywhere would be no likeness: no two of them are near each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.encoder import unit
from index.types import Encoded, Encoder, Rows, Vectors
from tests.bench.documents import SECTION, words

PASSAGES = 100  # of each document
SENTENCES = 4  # of each passage: too long to be shown together
LENGTHS = (10, 24)  # of a sentence, in words
TAIL, RARE = 0.1, 200_000  # share of made-up words, and how many there are
PER_TOPIC = 20  # passages, on average; some topics have hundreds
TOKENS = 8  # of each text, where real passages have some 100: the disk would not hold them
SPREAD = (0.3, 0.9)  # length of what a text adds to its topic: cosines of .96 to .74 to the topic
BATCH = 128  # texts that are made up at a time
MIXTURES, PARTS = 4096, 6  # such an addition is the sum of two mixtures, each of so many real vectors
LARGE_PRIME = 1_000_003
SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def made_up(number: int) -> str:
    """A word that no other number gives."""
    word = "x"
    while True:
        number, rest = divmod(number, len(SYLLABLES))
        word += SYLLABLES[rest]
        if not number:
            return word


def zipf(chance: np.random.Generator, most: int, size: int) -> list[int]:
    """Ranks from 0, each about as often as its inverse."""
    ranks: list[int] = (np.exp(chance.random(size) * np.log(most)).astype(np.int64) - 1).tolist()
    return ranks


def write_corpus(folder: Path, passages: int) -> None:
    """The same for the same number."""
    folder.mkdir(parents=True)
    known = words()
    for number in range(0, passages, PASSAGES):
        text = document(np.random.default_rng((passages, number)), min(PASSAGES, passages - number), passages, known)
        (folder / f"document-{number // PASSAGES:05}.txt").write_text(text, "utf-8")


def document(chance: np.random.Generator, passages: int, among: int, known: Sequence[str]) -> str:
    parts = []
    for number, topic in enumerate(zipf(chance, max(among // PER_TOPIC, 2), passages)):
        if number % SECTION == 0:
            parts.append(f"{number // SECTION + 1}. How to go about it")
        lengths = chance.integers(*LENGTHS, SENTENCES).tolist()
        parts.append(" ".join(f"{sentence(chance, length, known)} {made_up(topic)}." for length in lengths))
    return "\n\n".join(parts) + "\n"


def sentence(chance: np.random.Generator, length: int, known: Sequence[str]) -> str:
    usual, rare = chance.integers(len(known), size=length).tolist(), zipf(chance, RARE, length)
    made = (chance.random(length) < TAIL).tolist()
    return " ".join(
        made_up(RARE + other) if is_made else known[one] for one, other, is_made in zip(usual, rare, made, strict=True)
    ).capitalize()


class Synthetic:
    """Gives texts vectors beside real ones: their topic's, and what is their own. Questions go to the real encoder."""

    def __init__(self, encoder: Encoder, real: Vectors) -> None:
        chance = np.random.default_rng(0)
        self.encoder, self.real = encoder, real
        self.name, self.digest, self.dimension = "synthetic", "0" * 64, encoder.dimension
        parts = unit(real - real.mean(axis=0))[chance.integers(len(real), size=(MIXTURES, PARTS))]
        self.mixtures = unit(np.einsum("mp,mpd->md", chance.standard_normal((MIXTURES, PARTS), np.float32), parts))

    def knows(self, word: str) -> bool:
        return self.encoder.knows(word)

    def encode_question(self, text: str) -> Encoded:
        return self.encoder.encode_question(text)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        for start in range(0, len(texts), BATCH):
            yield from self.placed(texts[start : start + BATCH])

    def placed(self, texts: Sequence[str]) -> list[Encoded]:
        topics, own = numbers(text.rstrip(".").rsplit(" ", 1)[-1] for text in texts), numbers(texts)
        vectors = self.beside(self.beside(self.real[topics % len(self.real)], topics), own)
        places = (own[:, None] + np.arange(TOKENS) * LARGE_PRIME) % len(self.real)
        tokens = unit(vectors[:, None] + self.real[places])
        return [Encoded(vector, of_it) for vector, of_it in zip(vectors, tokens, strict=True)]

    def beside(self, centres: Vectors, texts: Rows) -> Vectors:
        """A unit vector beside each centre, for texts by their numbers."""
        added = self.mixtures[texts % MIXTURES] + self.mixtures[texts // MIXTURES % MIXTURES]
        spread = SPREAD[0] + (SPREAD[1] - SPREAD[0]) * (texts % LARGE_PRIME) / LARGE_PRIME
        return unit(centres + spread[:, None].astype(np.float32) * unit(added))


def numbers(texts: Iterable[str]) -> Rows:
    """The same for the same text."""
    return np.array([zlib.crc32(text.encode()) for text in texts], np.int64)
