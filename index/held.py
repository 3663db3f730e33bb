"""What the index in use has that the next one need not make again: documents as read, texts as encoded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.code import code_digest
from index.store import CORPUS, Stored, check_files, open_generation, read_identity
from index.types import Codes, Hashes, Held, Kept, Rows
from ingest.errors import IndexRefused


class Texts(Mapping[bytes, Kept]):
    """Texts as an index has them, by their hashes; read from its files when they are asked for."""

    def __init__(self, hashes: Hashes, vectors: faiss.Index, codes: Codes, starts: Rows) -> None:
        self.rows = {each.tobytes(): row for row, each in enumerate(np.asarray(hashes))}
        self.vectors, self.codes, self.starts = vectors, codes, starts

    def __getitem__(self, key: bytes) -> Kept:
        row = self.rows[key]
        return Kept(np.asarray(self.vectors.reconstruct(row)), self.codes[self.starts[row] : self.starts[row + 1]])

    def __contains__(self, key: object) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def open_held(folder: Path) -> Held:
    """Of the index in use in a folder."""
    try:
        generation = open_generation(folder)
        stored = read_identity(generation)
        if stored.code != code_digest():
            return Held()
        check_files(generation, stored.files)
        return read_held(stored, generation)
    except (IndexRefused, OSError):  # a build makes all of it anew, or a newer one took its place just now
        return Held()


def read_held(stored: Stored, generation: Path) -> Held:
    documents = {d.source.id: d for d in CORPUS.validate_json((generation / "corpus.json").read_bytes()).documents}
    codes, starts = array(generation / "tokens.npy"), array(generation / "token_starts.npy")
    sentences = array(generation / "sentence_hashes.npy")
    return Held(
        {each: documents[each.id] for each in stored.identity.sources if each.id in documents},
        stored.identity.encoder.digest,
        Texts(array(generation / "passage_hashes.npy"), vectors(generation / "passages.faiss"), codes, starts),
        Texts(sentences, vectors(generation / "sentences.faiss"), codes[:0], np.zeros(len(sentences) + 1, np.int64)),
    )


def array(path: Path) -> Any:
    """Left in its file, of which only a part may be asked for; so are the vectors."""
    return np.load(path, mmap_mode="r", allow_pickle=False)


def vectors(path: Path) -> faiss.Index:
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
