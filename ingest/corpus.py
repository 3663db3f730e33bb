"""A corpus is a folder: corpus.toml and the documents it names, or plain documents whose entries are inferred."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from ingest.crosswalk import FILE as CROSSWALK
from ingest.crosswalk import read_crosswalks
from ingest.entries import MANIFEST, inferred_entry, read_stated
from ingest.errors import CorpusError, UnreadableDocument
from ingest.language import detect
from ingest.lock import Download, read_lock
from ingest.readers import reader_of
from ingest.types import Corpus, Crosswalk, Document, Fingerprint, Reading, Source, Synonyms
from ingest.vocabulary import FILE as VOCABULARY
from ingest.vocabulary import read_vocabulary

SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
FETCHED = "fetched"
LIMIT = 50_000_000  # bytes of one file, of whatever kind: guidance is far smaller, and memory has an end


def read_corpus(folder: Path) -> Corpus:
    """Every source of the folder, and its documents read whole; the first that cannot be read stops with its error."""
    sources = read_sources(folder)
    check_any(sources, folder)
    documents = tuple(read_document(source, document_path(source, folder)) for source in sources if source.file)
    read = {document.source.id: document.source for document in documents}
    # An entry that somebody wrote stays as they wrote it.
    entries = tuple(read.get(source.id, source) if source.inferred else source for source in sources)
    return Corpus(entries, documents, read_crosswalks(folder), read_vocabulary(folder))


def read_sources(folder: Path) -> tuple[Source, ...]:
    """The entries of a folder; where a document was fetched, its entry with the file that was."""
    stated = read_stated(folder)
    downloads = read_lock(downloads_folder(folder))
    return tuple(
        replace(source, file=fetched_file(download))
        if (download := downloads.get(source.id)) and download.is_of(source)
        else source
        for source in stated
    )


def check_any(sources: Sequence[Source], folder: Path) -> None:
    if not any(source.file for source in sources):
        do = f"Add documents, or fetch those that its {MANIFEST} gives addresses of: hcpc-guidance fetch"
        raise CorpusError("no documents here.", do=do, path=folder)


def downloads_folder(folder: Path) -> Path:
    """Where fetch keeps its downloads. The corpus that comes along may not be written to: the user's data folder."""
    if folder.resolve() != SHIPPED:
        return folder / FETCHED
    from platformdirs import user_data_path

    return user_data_path("hcpc-guidance", appauthor=False) / FETCHED


def fetched_file(download: Download) -> str:
    """What the entry of a fetched document has for its file."""
    return f"{FETCHED}/{download.file}"


def document_path(source: Source, folder: Path) -> Path:
    """The file of a source that has one."""
    file = PurePath(source.file or "")
    return (downloads_folder(folder).parent if file.parts[0] == FETCHED else folder) / file


def read_document(source: Source, path: Path) -> Document:
    return checked_document(read_bytes(source, path), source, path)


def checked_document(data: bytes, source: Source, path: Path | str) -> Document:
    """A document whose own date, where it gives one, agrees with its entry; its path is for errors."""
    read = reader_of(source.media_type)(data, source)
    check_date(read, source, path)
    return documented(read, source, data)


def document_of(data: bytes, source: Source) -> Document:
    return documented(reader_of(source.media_type)(data, source), source, data)


def documented(read: Reading, source: Source, data: bytes) -> Document:
    return Document(
        completed(source, read),
        read.text,
        hashlib.sha256(data).hexdigest(),
        read.blocks,
        read.furniture,
        read.pages,
        # A page in one language often declares another: what its text is written in is known from the text.
        source.language or detect(read.text) or read.language or "en",
    )


def completed(source: Source, read: Reading) -> Source:
    """An entry with what its document says of itself and nobody wrote down: of an inferred one, everything."""
    if not source.inferred:
        return replace(source, updated=source.updated or read.updated)
    return replace(source, title=read.title or source.title, url=read.url, updated=read.updated)


def read_bytes(source: Source, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        do = f"Put it there, or remove {source.id} from {MANIFEST}."
        if str(source.file).startswith(f"{FETCHED}/"):
            do = f"Run: hcpc-guidance fetch {source.id}; or remove {path.parent} to do without all that was fetched."
        raise UnreadableDocument(f"cannot be opened ({error.strerror}).", do=do, path=path) from None
    if len(data) > LIMIT:
        raise UnreadableDocument(
            f"is larger than {LIMIT // 1_000_000} MB.",
            do="Check that it is the document, or split it into parts.",
            path=path,
        )
    return data


def folder_fingerprints(folder: Path) -> tuple[Fingerprint, ...]:
    """The state of a corpus, without reading documents further than their bytes."""
    sources = read_sources(folder)
    check_any(sources, folder)
    files = [(source.id, read_bytes(source, document_path(source, folder))) for source in sources if source.file]
    hashes = {id: hashlib.sha256(data).hexdigest() for id, data in files}
    return fingerprints(sources, hashes, read_crosswalks(folder), read_vocabulary(folder))


def corpus_fingerprints(corpus: Corpus) -> tuple[Fingerprint, ...]:
    """The state of a corpus that has been read; equal to that of its folder as long as nothing there changes."""
    hashes = {document.source.id: document.sha256 for document in corpus.documents}
    return fingerprints(corpus.sources, hashes, corpus.crosswalks, corpus.vocabulary)


def fingerprints(
    sources: Sequence[Source],
    hashes: Mapping[str, str],
    crosswalks: Sequence[Crosswalk],
    vocabulary: Sequence[Synonyms],
) -> tuple[Fingerprint, ...]:
    def entry_hash(entry: object) -> str:
        return hashlib.sha256(repr(entry).encode()).hexdigest()

    of_sources = [Fingerprint(s.id, entry_hash(as_stated(s)), hashes.get(s.id)) for s in sources]
    with_them = {CROSSWALK: tuple(crosswalks), VOCABULARY: tuple(vocabulary)}
    return (*of_sources, *(Fingerprint(file, entry_hash(entries), None) for file, entries in with_them.items()))


def as_stated(source: Source) -> Source:
    """An entry without what was read from its document: that changes only with the document's bytes."""
    return inferred_entry(source.file) if source.inferred and source.file else source


def check_date(read: Reading, source: Source, path: Path | str) -> None:
    if read.updated and source.updated and read.updated != source.updated:
        raise UnreadableDocument(
            f"says it was updated on {read.updated}, but its entry says {source.updated}.",
            do=f"Correct `updated` in {MANIFEST}: a new date may be a new edition.",
            path=path,
        )
