"""A corpus is a folder: corpus.toml and the documents it names, or plain documents whose entries are inferred."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from ingest.crosswalk import FILE as CROSSWALK
from ingest.crosswalk import check_editions, read_crosswalks
from ingest.entries import MANIFEST, inferred_entry, read_stated
from ingest.errors import CorpusError, UnreadableDocument
from ingest.folders import FETCHED, command, corpus_of, downloads_folder
from ingest.folders import SHIPPED as SHIPPED
from ingest.hashes import Seen
from ingest.language import detect
from ingest.lock import Download, read_lock
from ingest.passages import cut_passages
from ingest.progress import Progress, silent
from ingest.readers import READERS, SUFFIXES, reader_of
from ingest.types import Corpus, Crosswalk, Document, Fingerprint, Reading, Skipped, Source, Synonyms
from ingest.vocabulary import FILE as VOCABULARY
from ingest.vocabulary import read_vocabulary

LIMIT = 50_000_000  # bytes of one file, of whatever kind: guidance is far smaller, and memory has an end


def read_corpus(
    folder: Path,
    held: Mapping[Fingerprint, Document] | None = None,
    *,
    skip_unreadable: bool | Collection[str] = False,
    progress: Progress = silent,
) -> Corpus:
    """Every source of the folder, and its documents read whole; the first that cannot be read stops with its error.

    If asked, those that cannot be read are listed instead, all or only those with given ids. A held document is not
    read again while its bytes and its entry are the same.
    """
    sources = read_sources(folder)
    check_any(sources, folder)
    crosswalks = read_crosswalks(folder)
    documents, skipped = [], []
    for source in reported([source for source in sources if source.file], progress):
        try:
            documents.append(read_document(source, document_path(source, folder), crosswalks, held))
        except UnreadableDocument as error:
            if not (skip_unreadable if isinstance(skip_unreadable, bool) else source.id in skip_unreadable):
                raise
            skipped.append(skipping(source, folder, error))
    if not documents:
        do = f"See why: {command('sources', folder)}"
        raise CorpusError("none of these documents can be read.", do=do, path=folder)
    read = {document.source.id: document.source for document in documents}
    # An entry that somebody wrote stays as they wrote it.
    entries = tuple(read.get(source.id, source) if source.inferred else source for source in sources)
    return Corpus(entries, tuple(documents), crosswalks, read_vocabulary(folder), tuple(skipped))


def reported(sources: Sequence[Source], progress: Progress) -> Iterator[Source]:
    for i, source in enumerate(sources):
        progress("Reading documents", i, len(sources))
        yield source
    progress("Reading documents", len(sources), len(sources))


def skipping(source: Source, folder: Path, error: UnreadableDocument) -> Skipped:
    return Skipped(source.id, error.reason, error.do, bytes_sha256(source, folder, needed=False))


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
        do = f"Add documents, or fetch those that its {MANIFEST} gives addresses of: {command('fetch', folder)}"
        raise CorpusError("no documents here.", do=do, path=folder)


def fetched_file(download: Download) -> str:
    """What the entry of a fetched document has for its file."""
    return f"{FETCHED}/{download.file}"


def document_path(source: Source, folder: Path) -> Path:
    """The file of a source that has one."""
    file = PurePath(source.file or "")
    return (downloads_folder(folder).parent if file.parts[0] == FETCHED else folder) / file


def read_document(
    source: Source,
    path: Path,
    crosswalks: Sequence[Crosswalk] = (),
    held: Mapping[Fingerprint, Document] | None = None,
) -> Document:
    data = read_bytes(source, path)
    same = held.get(fingerprint(source, hashlib.sha256(data).hexdigest())) if held else None
    document = same or checked_document(data, source, path)
    check_document(document, crosswalks)
    return document


def checked_document(data: bytes, source: Source, path: Path | str) -> Document:
    """A document whose own date, where it gives one, agrees with its entry; its path is for errors."""
    check_kind(source, path)
    read = reader_of(source.media_type)(data, source)
    check_date(read, source, path)
    return documented(read, source, data)


def check_document(document: Document, crosswalks: Sequence[Crosswalk]) -> None:
    """Refuses a document that is not of the edition that its entry says."""
    if document.source.standards in {crosswalk.title for crosswalk in crosswalks}:
        check_editions(cut_passages(document), crosswalks)


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
        if path.is_fifo():  # it would be waited for without end
            raise OSError(errno.EINVAL, "Not a file")
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        do = "Check who may read it." if source.inferred else f"Put it there, or remove {source.id} from {MANIFEST}."
        if str(source.file).startswith(f"{FETCHED}/"):
            fetch = command(f"fetch {source.id}", corpus_of(path.parent))
            do = f"Run: {fetch}; or remove {path.parent} to do without all that was fetched."
        raise UnreadableDocument(f"cannot be opened ({error.strerror}).", do=do, path=path) from None
    if len(data) > LIMIT:
        raise UnreadableDocument(
            f"is larger than {LIMIT // 1_000_000} MB.",
            do="Check that it is the document, or split it into parts.",
            path=path,
        )
    return data


def folder_fingerprints(
    folder: Path, skipped: Collection[str] = (), seen: Seen | None = None
) -> tuple[Fingerprint, ...]:
    """The state of a corpus, without reading documents further than their bytes; of those skipped, if it can be had.

    Those that were seen before, and did not change since, are not opened.
    """
    sources = read_sources(folder)
    check_any(sources, folder)
    hashes = {s.id: bytes_sha256(s, folder, seen, needed=s.id not in skipped) for s in sources if s.file}
    return fingerprints(sources, hashes, read_crosswalks(folder), read_vocabulary(folder), skipped)


def bytes_sha256(source: Source, folder: Path, seen: Seen | None = None, *, needed: bool) -> str | None:
    """Of a document that is not needed: None if it cannot be opened."""

    def work_out(path: Path) -> str:
        return hashlib.sha256(read_bytes(source, path)).hexdigest()

    path = document_path(source, folder)
    try:
        return seen.sha256(path, work_out) if seen else work_out(path)
    except UnreadableDocument:
        if needed:
            raise
        return None


def corpus_fingerprints(corpus: Corpus) -> tuple[Fingerprint, ...]:
    """The state of a corpus that has been read; equal to that of its folder as long as nothing there changes."""
    hashes = {document.source.id: document.sha256 for document in corpus.documents}
    skipped = {one.id: one.bytes for one in corpus.skipped}
    return fingerprints(corpus.sources, {**hashes, **skipped}, corpus.crosswalks, corpus.vocabulary, skipped)


def fingerprints(
    sources: Sequence[Source],
    hashes: Mapping[str, str | None],
    crosswalks: Sequence[Crosswalk],
    vocabulary: Sequence[Synonyms],
    skipped: Collection[str],
) -> tuple[Fingerprint, ...]:
    of_sources = [fingerprint(source, hashes.get(source.id), skipped=source.id in skipped) for source in sources]
    with_them = {CROSSWALK: tuple(crosswalks), VOCABULARY: tuple(vocabulary)}
    return (*of_sources, *(Fingerprint(file, entry_hash(entries), None) for file, entries in with_them.items()))


def fingerprint(source: Source, sha256: str | None, *, skipped: bool = False) -> Fingerprint:
    return Fingerprint(source.id, entry_hash(as_stated(source)), sha256, skipped)


def entry_hash(entry: object) -> str:
    return hashlib.sha256(repr(entry).encode()).hexdigest()


def as_stated(source: Source) -> Source:
    """An entry without what was read from its document: that changes only with the document's bytes."""
    return inferred_entry(source.file) if source.inferred and source.file else source


def check_kind(source: Source, path: Path | str) -> None:
    if source.media_type not in READERS:
        raise UnreadableDocument(
            f"files of this kind ({PurePath(source.file or '').suffix or 'no suffix'}) cannot be read.",
            do=f"Save it as one of: {', '.join(SUFFIXES)}; or name the documents to read in a {MANIFEST}.",
            path=path,
        )


def check_date(read: Reading, source: Source, path: Path | str) -> None:
    if read.updated and source.updated and read.updated != source.updated:
        raise UnreadableDocument(
            f"says it was updated on {read.updated}, but its entry says {source.updated}.",
            do=f"Correct `updated` in {MANIFEST}: a new date may be a new edition.",
            path=path,
        )
