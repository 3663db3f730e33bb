"""Texts to what the engines keep of them. A text that is held from before, or that stands twice, is encoded once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.late import quantise, token_starts
from index.types import Codes, Encoder, Hashes, Kept, Rows, Vectors
from ingest.progress import Progress

Report = Callable[[int], None]
"""Told of work that was done."""

BATCH = 64  # texts encoded between two reports of progress
AROUND = 18  # characters that take as long as what a text costs besides its own: measured with the bundled model


@dataclass(frozen=True, slots=True)
class Plan:
    """Texts by their hashes, what is held of them, and those that must be encoded, each once."""

    hashes: Sequence[bytes]
    held: Mapping[bytes, Kept]
    wanted: Mapping[bytes, str]

    @property
    def work(self) -> int:
        return work(self.wanted.values())


def plan(texts: Sequence[str], held: Mapping[bytes, Kept]) -> Plan:
    hashes = [hashlib.sha256(text.encode()).digest() for text in texts]
    wanted = {key: text for key, text in zip(hashes, texts, strict=True) if key not in held}
    return Plan(hashes, held, wanted)


def work(texts: Iterable[str]) -> int:
    """How long they take to encode, in characters."""
    return sum(AROUND + len(text) for text in texts)


def reported(progress: Progress, total: int) -> Report:
    """Takes work that was done, and tells how much that is with all before."""
    done = 0

    def report(more: int) -> None:
        nonlocal done
        done += more
        progress("Encoding", done, total)

    report(0)
    return report


def keep(plan: Plan, encoder: Encoder, report: Report) -> Iterator[Kept]:
    """What is kept of each text, in order."""
    encoded = encode(encoder, list(plan.wanted.values()), report)
    repeated = {key for key, count in Counter(plan.hashes).items() if count > 1}
    stood: dict[bytes, Kept] = {}
    for key in plan.hashes:
        kept = stood.get(key) or plan.held.get(key) or next(encoded)
        if key in repeated:
            stood[key] = kept
        yield kept


def encode(encoder: Encoder, texts: Sequence[str], report: Report) -> Iterator[Kept]:
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        encoded = encoder.encode_passages(batch)
        report(work(batch))
        yield from (Kept(one.vector, quantise(one.tokens)) for one in encoded)


def keep_vectors(plan: Plan, encoder: Encoder, report: Report) -> Vectors:
    """(texts, dimension)"""
    vectors = np.empty((len(plan.hashes), encoder.dimension), np.float32)
    for row, kept in enumerate(keep(plan, encoder, report)):
        vectors[row] = kept.vector
    return vectors


def keep_all(plan: Plan, encoder: Encoder, report: Report) -> tuple[Vectors, Codes, Rows]:
    """(texts, dimension); the codes of all tokens; and where each text's tokens begin."""
    vectors = np.empty((len(plan.hashes), encoder.dimension), np.float32)
    codes = bytearray()  # of many passages they are gigabytes: this grows in its place, and is not copied
    lengths = []
    for row, kept in enumerate(keep(plan, encoder, report)):
        vectors[row] = kept.vector
        codes += kept.codes.tobytes()
        lengths.append(len(kept.codes))
    return vectors, np.frombuffer(codes, np.int8).reshape(-1, encoder.dimension), token_starts(lengths)


def stacked(hashes: Sequence[bytes]) -> Hashes:
    """(texts, 32)"""
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, hashlib.sha256().digest_size)
