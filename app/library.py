"""What every door needs opened: the index of a corpus, built if there is none yet, and its encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

from index.build import build_index, identify
from index.encoder import load_encoder
from index.held import open_held
from index.store import CURRENT, SEEN, load_index, save_index, skipped_documents
from index.types import Encoder, Index
from ingest.corpus import SHIPPED, folder_fingerprints, read_corpus
from ingest.entries import MANIFEST
from ingest.errors import IndexMissing, IndexRefused
from ingest.folders import command
from ingest.hashes import Seen
from ingest.progress import Progress, silent
from ingest.types import Fingerprint


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
    sources = sources_now(corpus, folder)
    encoder = loaded(model, progress)
    try:
        return checked(corpus, folder, sources, encoder), encoder
    except IndexMissing:
        check_apart(corpus, folder)
        return write_library(build_index(read_corpus(corpus, progress=progress), encoder, progress), folder), encoder


def reopen_library(corpus: Path, folder: Path, encoder: Encoder) -> Index:
    """The index that is in the folder now; refused if it was made from anything but the corpus and the encoder."""
    return checked(corpus, folder, sources_now(corpus, folder), encoder)


def sources_now(corpus: Path, folder: Path) -> tuple[Fingerprint, ...]:
    """The state of a corpus; which files were hashed before is kept beside its index."""
    seen = Seen(folder / SEEN)
    sources = folder_fingerprints(corpus, skipped_documents(folder), seen)
    seen.save()
    return sources


def checked(corpus: Path, folder: Path, sources: tuple[Fingerprint, ...], encoder: Encoder) -> Index:
    try:
        return load_index(folder, identify(sources, encoder))
    except IndexMissing:
        raise
    except IndexRefused as error:
        reason = error.reason.removeprefix(f"{error.field}: ")
        raise IndexRefused(error.field, reason, do=f"Run: {rebuild(corpus, folder)}", path=error.path) from None


def rebuild(corpus: Path, folder: Path) -> str:
    """What to type to have the index of a corpus made anew."""
    elsewhere = "" if folder == default_index(corpus) else f" --index {folder}"
    return f"{command('build', corpus)}{elsewhere}"


def check_apart(corpus: Path, folder: Path) -> None:
    if corpus.resolve() in (folder.resolve(), *folder.resolve().parents) and not (corpus / MANIFEST).exists():
        reason = "lies in the corpus, where every file is taken for a document."
        raise IndexRefused("folder", reason, do="Name a folder elsewhere with --index.", path=folder)


def generation_in_use(folder: Path) -> str | None:
    """What tells an index in a folder from the one that was there before it; None if there is none."""
    try:
        return (folder / CURRENT).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None


def build_library(
    corpus: Path,
    folder: Path,
    model: str,
    progress: Progress = silent,
    *,
    skip_unreadable: bool | Collection[str] = False,
) -> Index:
    """The index of a corpus, also written to the folder; what the one that is there holds is not made again."""
    check_apart(corpus, folder)
    held = open_held(folder)
    read = read_corpus(corpus, held.documents, skip_unreadable=skip_unreadable, progress=progress)
    return write_library(build_index(read, loaded(model, progress), progress, held), folder)


def write_library(index: Index, folder: Path) -> Index:
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
