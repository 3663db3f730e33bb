"""A corpus is a folder: corpus.toml and the documents it names, or plain documents whose entries are inferred."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import NoReturn

from ingest.crosswalk import FILE as CROSSWALK
from ingest.crosswalk import read_crosswalks
from ingest.errors import CorpusError, UnreadableDocument
from ingest.furniture import updated_date
from ingest.manifest import read_entries
from ingest.readers import READERS, SUFFIXES, reader_of
from ingest.types import Corpus, Crosswalk, Document, Fingerprint, Reading, Source

SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
MANIFEST = "corpus.toml"


def read_corpus(folder: Path) -> Corpus:
    """Every source of the folder, and its documents read whole; the first that cannot be read stops with its error."""
    sources = read_sources(folder)
    documents = tuple(read_document(source, folder / source.file) for source in sources if source.file)
    read = {document.source.id: document.source for document in documents}
    return Corpus(tuple(read.get(source.id, source) for source in sources), documents, read_crosswalks(folder))


def read_document(source: Source, path: Path) -> Document:
    """A document whose own "Page updated on" line, where it has one, agrees with its entry."""
    document = document_of(read_bytes(source, path), source)
    check_date(document, path)
    return document


def document_of(data: bytes, source: Source) -> Document:
    read = reader_of(source.media_type)(data, source)
    entry = completed(source, read) if source.inferred else source
    return Document(entry, read.text, hashlib.sha256(data).hexdigest(), read.blocks, read.furniture, read.pages)


def completed(source: Source, read: Reading) -> Source:
    """An inferred entry with what its document says of itself."""
    return replace(source, title=read.title or source.title, url=read.url, updated=read.updated)


def read_bytes(source: Source, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"cannot be opened ({error.strerror}).",
            do=f"Put it there, or remove {source.id} from {MANIFEST}.",
            path=path,
        ) from None


def folder_fingerprints(folder: Path) -> tuple[Fingerprint, ...]:
    """The state of a corpus, without reading documents further than their bytes."""
    sources = read_sources(folder)
    files = [(source.id, read_bytes(source, folder / source.file)) for source in sources if source.file]
    return fingerprints(sources, {id: hashlib.sha256(data).hexdigest() for id, data in files}, read_crosswalks(folder))


def corpus_fingerprints(corpus: Corpus) -> tuple[Fingerprint, ...]:
    """The state of a corpus that has been read; equal to that of its folder as long as nothing there changes."""
    hashes = {document.source.id: document.sha256 for document in corpus.documents}
    return fingerprints(corpus.sources, hashes, corpus.crosswalks)


def fingerprints(
    sources: Sequence[Source], hashes: Mapping[str, str], crosswalks: Sequence[Crosswalk]
) -> tuple[Fingerprint, ...]:
    def entry_hash(entry: object) -> str:
        return hashlib.sha256(repr(entry).encode()).hexdigest()

    of_sources = [Fingerprint(s.id, entry_hash(as_stated(s)), hashes.get(s.id)) for s in sources]
    return (*of_sources, Fingerprint(CROSSWALK, entry_hash(tuple(crosswalks)), None))


def as_stated(source: Source) -> Source:
    """An entry without what was read from its document: that changes only with the document's bytes."""
    return inferred_source(source.file) if source.inferred and source.file else source


def check_date(document: Document, path: Path) -> None:
    try:
        said = updated_date([document.slice(span) for span in document.furniture])
    except ValueError as error:
        raise UnreadableDocument(
            f"says it was updated on a day that does not exist ({error}).", do="Fetch the page again.", path=path
        ) from None
    if said and document.source.updated and said != document.source.updated:
        raise UnreadableDocument(
            f"says it was updated on {said}, but its entry says {document.source.updated}.",
            do=f"Correct `updated` in {MANIFEST}: a new date may be a new edition.",
            path=path,
        )


def read_sources(folder: Path) -> tuple[Source, ...]:
    """The entries of corpus.toml, checked; without that file, an entry for each plain document in the folder."""
    if not folder.is_dir():
        raise CorpusError("no such folder.", do="Name a folder of documents.", path=folder)
    manifest = folder / MANIFEST
    sources = manifest_sources(manifest) if manifest.exists() else tuple(inferred_sources(folder))
    if not any(source.file for source in sources):
        raise CorpusError("no documents here.", do=f"Add .txt files, or a {MANIFEST} that names them.", path=folder)
    return sources


def inferred_sources(folder: Path) -> Iterator[Source]:
    """Entries that say only what is certain: no edition, no date, no address. No file is passed over in silence."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == CROSSWALK or not path.is_file():
            continue
        if path.suffix.lower() not in SUFFIXES:
            raise UnreadableDocument(
                f"files of this kind ({path.suffix or 'no suffix'}) cannot be read.",
                do=f"Save it as plain text (.txt), or name the documents to read in a {MANIFEST}.",
                path=path,
            )
        yield inferred_source(path.name)


def inferred_source(file: str) -> Source:
    path = PurePath(file)
    title = path.stem.replace("-", " ").replace("_", " ")
    return Source(path.stem, title, file, SUFFIXES[path.suffix.lower()], inferred=True)


def manifest_sources(manifest: Path) -> tuple[Source, ...]:
    sources = read_entries(manifest, "document", Source)
    for source in sources:
        check_entry(source, sources, manifest)
    return sources


def check_entry(source: Source, sources: tuple[Source, ...], manifest: Path) -> None:
    """What no single field can say: ids are unique, files stand in the folder, what supersedes is known."""

    def refuse(reason: str, do: str) -> NoReturn:
        raise CorpusError(f"{source.id}: {reason}", do=do, path=manifest)

    ids = [other.id for other in sources]
    if ids.count(source.id) > 1:
        refuse("two entries have this id.", "Rename one of them.")
    if source.superseded_by and source.superseded_by not in ids:
        refuse(
            f"superseded_by names {source.superseded_by!r}, which has no entry.",
            "Add an entry for it; without a file, if you do not hold it.",
        )
    if source.inferred:
        refuse("inferred = true is for documents without an entry.", "Leave it out.")
    if source.standards and not source.edition:
        refuse("quotes standards of no edition.", "Give the edition: the same number means other things in others.")
    if source.file is None:
        return
    folder = manifest.parent.resolve()
    if "\0" in source.file or not (folder / source.file).resolve().is_relative_to(folder):
        refuse(f"file = {source.file!r} points outside the corpus.", "Put the document inside the folder.")
    if source.media_type not in READERS:
        refuse(f"media_type = {source.media_type!r} has no reader.", f"Use one of: {', '.join(READERS)}.")
