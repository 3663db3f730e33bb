"""Texts to what the engines keep of them. A text that is held from before, or that stands twice, is encoded once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from index.late import quantise, token_starts
from index.types import Codes, Encoded, Encoder, Hashes, Kept, Rows, Texts, Vectors
from ingest.progress import Progress

T = TypeVar("T")
Report = Callable[[int], None]
"""Told of work that was done."""

AT_ONCE = 50_000  # vectors taken over: a copy of them, and not of all, is in memory besides
AROUND = 18  # characters that take as long as what a text costs besides its own: measured with the bundled model


@dataclass(frozen=True, slots=True)
class Plan:
    """Texts by their hashes, what is held of them, and those that must be encoded, each once."""

    keys: Sequence[bytes]
    held: Texts | None
    wanted: Mapping[bytes, str]

    @property
    def work(self) -> int:
        return work(self.wanted.values())


def plan(hashes: Hashes, held: Texts | None, texts: Mapping[bytes, str]) -> Plan:
    """Of each hash that is not held, `texts` has the text."""
    keys, rows = keys_of(hashes), held.rows if held else {}
    return Plan(keys, held, {key: texts[key] for key in keys if key not in rows})


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


def encode(plan: Plan, encoder: Encoder, report: Report) -> Iterator[Encoded]:
    """Every text that is wanted, once."""
    texts = list(plan.wanted.values())
    for text, encoded in zip(texts, encoder.encode_passages(texts), strict=True):
        report(work([text]))
        yield encoded


def placed(plan: Plan, kept: Iterator[T]) -> Iterator[tuple[int, T]]:
    """The rows of texts that are not held, in order, with what is kept of each; `kept` has that of each text once."""
    repeated = {key for key, count in Counter(plan.keys).items() if count > 1}
    stood: dict[bytes, T] = {}
    for row, key in enumerate(plan.keys):
        if key not in plan.wanted:
            continue
        this = stood[key] if key in stood else next(kept)
        if key in repeated:
            stood[key] = this
        yield row, this


def keep_vectors(plan: Plan, encoder: Encoder, report: Report) -> Vectors:
    """(texts, dimension)"""
    vectors = held_vectors(plan, encoder.dimension)
    for row, vector in placed(plan, (one.vector for one in encode(plan, encoder, report))):
        vectors[row] = vector
    return vectors


def keep_all(plan: Plan, encoder: Encoder, report: Report) -> tuple[Vectors, Codes, Rows]:
    """(texts, dimension); the codes of all tokens; and where each text's tokens begin."""
    vectors = held_vectors(plan, encoder.dimension)
    codes = bytearray()  # of many passages they are gigabytes: this grows in its place, and is not copied
    lengths = []
    new = placed(plan, (Kept(one.vector, quantise(one.tokens)) for one in encode(plan, encoder, report)))
    for key in plan.keys:
        if plan.held is None or key in plan.wanted:
            row, kept = next(new)
            vectors[row], here = kept.vector, kept.codes
        else:
            here = held_codes(plan.held, key)
        codes += here.tobytes()
        lengths.append(len(here))
    return vectors, np.frombuffer(codes, np.int8).reshape(-1, encoder.dimension), token_starts(lengths)


def held_vectors(plan: Plan, dimension: int) -> Vectors:
    """(texts, dimension), with the vectors of those that are held; the other rows are anything."""
    vectors = np.empty((len(plan.keys), dimension), np.float32)
    if plan.held:
        rows = np.fromiter((plan.held.rows.get(key, -1) for key in plan.keys), np.int64, len(plan.keys))
        there = np.flatnonzero(rows >= 0)
        for start in range(0, len(there), AT_ONCE):
            some = there[start : start + AT_ONCE]
            vectors[some] = plan.held.vectors.reconstruct_batch(rows[some])
    return vectors


def held_codes(held: Texts, key: bytes) -> Codes:
    row = held.rows[key]
    return held.codes[held.starts[row] : held.starts[row + 1]]


def text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def stacked(keys: Sequence[bytes]) -> Hashes:
    """(texts, 32)"""
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, hashlib.sha256().digest_size)


def keys_of(hashes: Hashes) -> list[bytes]:
    """The rows of such an array as bytes."""
    data, size = hashes.tobytes(), hashlib.sha256().digest_size
    return [data[i : i + size] for i in range(0, len(data), size)]
