"""What every door needs opened: the index of a corpus, built if there is none yet, and its encoder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.build import build_index, identify, silent
from index.encoder import load_encoder
from index.store import load_index, save_index
from index.types import Encoder, Index, Progress
from ingest.corpus import SHIPPED, folder_fingerprints, read_corpus
from ingest.errors import IndexMissing, IndexRefused
from ingest.types import Corpus


def default_index(corpus: Path) -> Path:
    """A folder in the user's data folder, one for each corpus."""
    from platformdirs import user_data_path

    name = (
        "index"
        if corpus.resolve() == SHIPPED
        else f"index-{hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:12]}"
    )
    return user_data_path("hcpc-guidance", appauthor=False) / name


def open_library(corpus: Path, folder: Path, model: str, progress: Progress = silent) -> tuple[Index, Encoder]:
    """The index in the folder and its encoder. An index that was made from anything else is refused, not replaced."""
    sources = folder_fingerprints(corpus)
    encoder = loaded(model, progress)
    try:
        return load_index(folder, identify(sources, encoder)), encoder
    except IndexMissing:
        return build_library(read_corpus(corpus), folder, encoder, progress), encoder


def build_library(corpus: Corpus, folder: Path, encoder: Encoder, progress: Progress = silent) -> Index:
    """The index of a corpus, also written to the folder."""
    index = build_index(corpus, encoder, progress)
    try:
        save_index(index, folder)
    except OSError as error:
        reason = f"cannot be written ({error.strerror})."
        raise IndexRefused("folder", reason, do="Name a folder of yours with --index.", path=folder) from None
    return index


def loaded(model: str, progress: Progress) -> Encoder:
    progress("Loading the model", 0, 1)
    encoder = load_encoder(model)
    progress("Loading the model", 1, 1)
    return encoder
