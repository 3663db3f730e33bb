"""An index on disk: a folder that knows what it is, replaced in one step.

FOLDER/current           the name of the generation in use; replacing this one file is what publishes an index
FOLDER/GENERATION/       named by the sha256 of its identity.json, with a random end
    identity.json        the identity, the code that made the index, its recall, and the sha256 of every other file
    corpus.json          entries, and what goes with them
    documents.json       texts and blocks; passages.json: spans; each of them is read when it is asked for (lines.py)
    passage_documents.npy, sentence_starts.npy, ruled.npy
    passages.faiss, sentences.faiss, tokens.npy, token_starts.npy, topics.npz
    vocabulary.json, term_scores.npy, term_rows.npy, term_places.npy                BM25
    passage_hashes.npy, sentence_hashes.npy, term_numbers.npy, term_starts.npy      for the next build
    seen.json            the state of the other files when they were last hashed: they are hashed again if it changes
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from filelock import FileLock
from pydantic import TypeAdapter
from pydantic_core import from_json

from index.build import FORMAT
from index.code import code_digest
from index.lines import REBUILD, Lines, write_lines
from index.types import Identity, Index, Recall, Rows, Terms, Topics
from ingest.errors import IndexMissing, IndexRefused
from ingest.hashes import Seen, file_sha256
from ingest.types import Corpus, Document, Passage

CURRENT = "current"
SEEN = "seen.json"
CORPUS = TypeAdapter(Corpus)
DOCUMENT = TypeAdapter(Document)
PASSAGE = TypeAdapter(Passage)
IDENTITY = TypeAdapter(Identity)
DIFFERENT = {
    "format": "the index was written by another version",
    "settings": "the index was built with other settings",
    "encoder": "the index was built with another model",
    "sources": "the documents, or what corpus.toml says of them, changed after the index was built",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """What identity.json says of an index."""

    identity: Identity
    files: dict[str, str]
    """sha256 by path."""
    code: str
    """Digest of the code that made it."""
    recall: Recall


def save_index(index: Index, folder: Path) -> None:
    """Publishes the index. Until the last step, and after any failure, the one that was there stays in use."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):  # freed when its process ends, however it ends
        partial = folder / f"partial-{secrets.token_hex(4)}"
        try:
            remove_abandoned(folder)
            write_files(index, partial)
            generation = write_identity(index, partial)
            partial.rename(folder / generation)
            publish(folder, generation)
            remove_others(folder, generation)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def write_files(index: Index, folder: Path) -> None:
    folder.mkdir()
    (folder / "corpus.json").write_bytes(CORPUS.dump_json(replace(index.corpus, documents=())))
    write_lines(folder, "documents", map(DOCUMENT.dump_json, index.corpus.documents))
    write_lines(folder, "passages", (PASSAGE.dump_json(each, exclude={"document"}) for each in index.passages))
    np.save(folder / "passage_documents.npy", passage_documents(index))
    np.save(folder / "sentence_starts.npy", index.sentence_starts)
    np.save(folder / "ruled.npy", index.ruled)
    faiss.write_index(index.dense, str(folder / "passages.faiss"))
    faiss.write_index(index.sentences, str(folder / "sentences.faiss"))
    np.save(folder / "tokens.npy", index.tokens)
    np.save(folder / "token_starts.npy", index.token_starts)
    np.save(folder / "passage_hashes.npy", index.passage_hashes)
    np.save(folder / "sentence_hashes.npy", index.sentence_hashes)
    np.save(folder / "term_numbers.npy", index.term_numbers)
    np.save(folder / "term_starts.npy", index.term_starts)
    np.savez(folder / "topics.npz", allow_pickle=False, **asdict(index.topics))
    (folder / "vocabulary.json").write_text(json.dumps(index.terms.vocabulary), encoding="utf-8")
    np.save(folder / "term_scores.npy", index.terms.scores)
    np.save(folder / "term_rows.npy", index.terms.rows)
    np.save(folder / "term_places.npy", index.terms.starts)


def passage_documents(index: Index) -> Rows:
    """(passages,) the place of each passage's document."""
    place = {id(document): i for i, document in enumerate(index.corpus.documents)}
    return np.array([place[id(passage.document)] for passage in index.passages], np.int64)


def write_identity(index: Index, folder: Path) -> str:
    """Writes identity.json and gives the name that a folder with it must have."""
    files = {
        path.relative_to(folder).as_posix(): file_sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    said = {**asdict(index.identity), "files": files, "code": code_digest(), "recall": asdict(index.recall)}
    data = json.dumps(said, indent=1, sort_keys=True).encode()
    (folder / "identity.json").write_bytes(data)
    return f"{hashlib.sha256(data).hexdigest()[:32]}-{secrets.token_hex(4)}"


def publish(folder: Path, generation: str) -> None:
    new = folder / f"{CURRENT}.new"
    with new.open("w", encoding="ascii") as file:
        file.write(generation)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / CURRENT)


def remove_abandoned(folder: Path) -> None:
    """What builds left that were killed: whoever holds the lock is alone in writing here."""
    for path in folder.glob("partial-*"):
        shutil.rmtree(path, ignore_errors=True)


def remove_others(folder: Path, generation: str) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name != generation:
            shutil.rmtree(path, ignore_errors=True)


def load_index(folder: Path, expected: Identity) -> Index:
    """The index in use, after every byte of it was checked; refused unless its identity is the expected one."""
    generation = open_generation(folder)
    try:
        return load_generation(generation, expected)
    except (IndexRefused, OSError):
        if open_generation(folder) == generation:
            raise
    return load_index(folder, expected)  # a build has just put another in its place


def load_generation(generation: Path, expected: Identity) -> Index:
    stored = read_identity(generation)
    check_files(generation, stored.files)
    check_identity(stored.identity, expected, generation)
    return read_files(stored, generation)


def check_files(generation: Path, files: Mapping[str, str]) -> None:
    """Hashes them all, but for those that were hashed before and did not change since."""
    seen = Seen(generation / SEEN)
    for name, sha256 in files.items():
        path = generation / name
        if not path.is_file():
            raise IndexRefused(f"files.{name}", "this file is missing.", do=REBUILD, path=generation)
        if seen.sha256(path) != sha256:
            raise IndexRefused(
                f"files.{name}", "this file was changed after it was written.", do=REBUILD, path=generation
            )
    seen.save()


def skipped_documents(folder: Path) -> frozenset[str]:
    """The ids of those that the index in use was built without, as they could not be read."""
    try:
        sources = read_identity(open_generation(folder)).identity.sources
    except (IndexRefused, OSError):
        return frozenset()
    return frozenset(source.id for source in sources if source.skipped)


def open_generation(folder: Path) -> Path:
    """The folder that `current` names; looked up again if a build replaced it in between."""
    for _ in range(3):
        try:
            name = (folder / CURRENT).read_text(encoding="ascii", errors="replace")
        except OSError:
            raise IndexMissing(CURRENT, "there is no index here yet.", do=REBUILD, path=folder) from None
        if name and set(name) <= set("0123456789abcdef-") and (folder / name).is_dir():
            return folder / name
    raise IndexRefused(CURRENT, "names no index in this folder.", do=REBUILD, path=folder / CURRENT)


def read_identity(generation: Path) -> Stored:
    """What identity.json says, whose own hash is in its folder's name."""
    path = generation / "identity.json"
    if not path.is_file():
        raise IndexRefused("identity.json", "this file is missing.", do=REBUILD, path=generation)
    data = path.read_bytes()
    if not generation.name.startswith(hashlib.sha256(data).hexdigest()[:32] + "-"):
        raise IndexRefused("identity.json", "this file was changed after it was written.", do=REBUILD, path=path)
    fields = json.loads(data)
    if fields["format"] != FORMAT:
        raise IndexRefused("format", f"{fields['format']} on disk, {FORMAT} in this version.", do=REBUILD, path=path)
    return Stored(IDENTITY.validate_python(fields), fields["files"], fields["code"], Recall(**fields["recall"]))


def check_identity(found: Identity, expected: Identity, path: Path) -> None:
    """Refuses by the name of the first field that differs."""
    if found == expected:
        return
    here, there = flat(asdict(found)), flat(asdict(expected))
    for field in here | there:
        if here.get(field) != there.get(field):
            values = f"{here.get(field, 'nothing')} in the index, {there.get(field, 'nothing')} now"
            raise IndexRefused(field, f"{DIFFERENT[field.split('.')[0]]} ({values}).", do=REBUILD, path=path)


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """{"encoder.name": ..., "sources.social-media-2021.bytes": ...}"""
    if isinstance(value, tuple):
        value = {entry["id"]: entry for entry in value}
    if isinstance(value, dict):
        return {k: v for key in value for k, v in flat(value[key], f"{name}.{key}" if name else key).items()}
    return {name: value}


def read_files(stored: Stored, folder: Path) -> Index:
    corpus = read_corpus(folder)
    passages = read_passages(folder, corpus.documents)
    return Index(
        identity=stored.identity,
        corpus=corpus,
        passages=passages,
        terms=read_terms(folder, len(passages)),
        dense=read_vectors(folder / "passages.faiss"),
        sentences=read_vectors(folder / "sentences.faiss"),
        recall=stored.recall,
        sentence_starts=array(folder / "sentence_starts.npy"),
        tokens=array(folder / "tokens.npy"),
        token_starts=array(folder / "token_starts.npy"),
        passage_hashes=array(folder / "passage_hashes.npy"),
        sentence_hashes=array(folder / "sentence_hashes.npy"),
        term_numbers=array(folder / "term_numbers.npy"),
        term_starts=array(folder / "term_starts.npy"),
        ruled=array(folder / "ruled.npy"),
        topics=read_topics(folder / "topics.npz"),
    )


def array(path: Path) -> Any:
    """Left in its file, of which only what is looked at is read."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def read_corpus(folder: Path) -> Corpus:
    entries = CORPUS.validate_json((folder / "corpus.json").read_bytes())
    return replace(entries, documents=Lines(folder, "documents", lambda _, data: DOCUMENT.validate_json(data)))


def read_passages(folder: Path, documents: Sequence[Document]) -> Sequence[Passage]:
    places = array(folder / "passage_documents.npy")

    def read(row: int, data: bytes) -> Passage:
        return PASSAGE.validate_python({**from_json(data), "document": documents[places[row]]})

    return Lines(folder, "passages", read)


def read_vectors(path: Path) -> faiss.Index:
    """Left in their file, which is never written again: processes share them, and only what is looked at is read."""
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def read_terms(folder: Path, rows: int) -> Terms:
    return Terms(
        vocabulary=read_vocabulary(folder),
        scores=array(folder / "term_scores.npy"),
        rows=array(folder / "term_rows.npy"),
        starts=array(folder / "term_places.npy"),
        count=rows,
    )


def read_vocabulary(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((folder / "vocabulary.json").read_bytes())
    return found


def read_topics(path: Path) -> Topics:
    with np.load(path, allow_pickle=False) as arrays:
        return Topics(**{**arrays, "sources": tuple(map(str, arrays["sources"]))})
