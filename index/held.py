"""What the index in use has that the next one need not make again: documents as read, texts as encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.code import code_digest
from index.encode import keys_of
from index.store import (
    Stored,
    array,
    check_files,
    open_generation,
    read_corpus,
    read_identity,
    read_passages,
    read_vectors,
    read_vocabulary,
)
from index.types import Codes, Cut, Hashes, Held, Numbers, Rows, Texts
from ingest.errors import IndexRefused
from ingest.types import Passage

if TYPE_CHECKING:
    import faiss


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
    read = read_corpus(generation).documents
    documents = {document.source.id: document for document in read}
    passages = tuple(read_passages(generation, read))
    hashes, sentences = array(generation / "passage_hashes.npy"), array(generation / "sentence_hashes.npy")
    numbers, term_starts = array(generation / "term_numbers.npy"), array(generation / "term_starts.npy")
    codes, starts = array(generation / "tokens.npy"), array(generation / "token_starts.npy")
    return Held(
        {each: documents[each.id] for each in stored.identity.sources if each.id in documents},
        stored.identity.encoder.digest,
        {cut.document.source.id: cut for cut in cuts(passages, hashes, sentences, numbers, term_starts)},
        read_vocabulary(generation),
        texts(hashes, read_vectors(generation / "passages.faiss"), codes, starts),
        texts(
            sentences, read_vectors(generation / "sentences.faiss"), codes[:0], np.zeros(len(sentences) + 1, np.int64)
        ),
    )


def cuts(
    passages: Sequence[Passage], hashes: Hashes, sentences: Hashes, numbers: Numbers, starts: Rows
) -> Iterator[Cut]:
    """Document by document; each takes its share of what stands one behind the other."""
    row = sentence = 0
    for _, group in groupby(passages, key=lambda passage: id(passage.document)):
        these = tuple(group)
        end, sentence_end = row + len(these), sentence + sum(len(passage.sentences) for passage in these)
        yield Cut(
            these[0].document,
            these,
            hashes[row:end],
            sentences[sentence:sentence_end],
            numbers[starts[row] : starts[end]],
            np.diff(starts[row : end + 1]),
        )
        row, sentence = end, sentence_end


def texts(hashes: Hashes, vectors: faiss.Index, codes: Codes, starts: Rows) -> Texts:
    return Texts({key: row for row, key in enumerate(keys_of(hashes))}, vectors, codes, starts)
