"""Stand-ins that are still true to the text they are given."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from index.terms import tokenise
from index.types import Encoded


class HashEncoder:
    """Counts of hashed terms, normalised: texts that share words are near, so rankings can be stated exactly."""

    def __init__(self, name: str = "hash", digest: str = "0" * 64, dimension: int = 256) -> None:
        self.name, self.digest, self.dimension = name, digest, dimension

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return [self.encode_question(text) for text in texts]

    def knows(self, word: str) -> bool:
        return False

    def encode_question(self, text: str) -> Encoded:
        columns = [zlib.crc32(term.encode()) % self.dimension for term in tokenise(text)]
        tokens = (
            np.eye(self.dimension, dtype=np.float32)[columns] if columns else np.zeros((1, self.dimension), np.float32)
        )
        total = tokens.sum(axis=0)
        return Encoded(total / np.float32(max(float(np.linalg.norm(total)), 1e-9)), tokens)
