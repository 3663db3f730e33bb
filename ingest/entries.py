"""The entries of a corpus: those of corpus.toml, checked, or one inferred for each document in the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import NoReturn

from ingest.addresses import wrong_address
from ingest.crosswalk import FILE as CROSSWALK
from ingest.errors import CorpusError
from ingest.folders import FETCHED
from ingest.manifest import Fault, circle_from, faulty, read_entries
from ingest.readers import READERS, SUFFIXES
from ingest.types import Source
from ingest.vocabulary import FILE as VOCABULARY

MANIFEST = "corpus.toml"
UNKNOWN = "application/octet-stream"
PAGES = (".html", ".htm")


def read_stated(folder: Path) -> tuple[Source, ...]:
    """The entries of corpus.toml, checked; without that file, an entry for each document in the folder."""
    if not folder.is_dir():
        raise CorpusError("no such folder.", do="Name a folder of documents.", path=folder)
    manifest = folder / MANIFEST
    return manifest_entries(manifest) if manifest.exists() else tuple(inferred_entries(folder))


def inferred_entries(folder: Path) -> Iterator[Source]:
    """Entries that say only what is certain: no edition, no date, no address. No file is passed over in silence."""
    known: dict[str, str] = {}
    for file in document_files(folder):
        source = inferred_entry(file)
        if source.id in known:
            raise CorpusError(
                f"{known[source.id]} and {file} would both be called {source.id!r}.",
                do=f"Rename one of them, or name the documents to read in a {MANIFEST}.",
                path=folder,
            )
        known[source.id] = file
        yield source


@cache  # asked for again to tell the entry's fingerprint
def inferred_entry(file: str) -> Source:
    """The entry of a file; of one that no reader is for too, so that the reading of it is refused by name."""
    path = PurePath(file)
    title = path.stem.replace("-", " ").replace("_", " ")
    media_type = SUFFIXES.get(path.suffix.lower())
    id = path.with_suffix("").as_posix() if media_type else file
    return Source(id, title, file, media_type or UNKNOWN, inferred=True)


def document_files(folder: Path) -> list[str]:
    """The files of a folder, and of those in it, that can only be meant as documents, in order: "leave/sick pay.docx".

    Links that lead nowhere are among them, and links to folders: to follow those could be without end. What a browser
    saves beside a page, its pictures and programs, is not.
    """
    found = []
    for root, folders, files in os.walk(folder, onerror=cannot_be_listed):
        here = Path(root)
        links = {name for name in folders if (here / name).is_symlink()}
        parts = here.relative_to(folder).parts
        found += [(*parts, name) for name in (*files, *links) if not is_nobodys(name)]
        of_pages = {f"{PurePath(name).stem}_files" for name in files if PurePath(name).suffix.lower() in PAGES}
        folders[:] = [name for name in folders if name not in links | of_pages and not is_nobodys(name)]
        if here == folder and FETCHED in folders:
            folders.remove(FETCHED)
    own = ((MANIFEST,), (CROSSWALK,), (VOCABULARY,))
    return ["/".join(file) for file in sorted(found) if file not in own]


def is_nobodys(name: str) -> bool:
    """Whether a program put a file there for itself: hidden, of a document that Word has open, or of a file manager."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def cannot_be_listed(error: OSError) -> NoReturn:
    raise CorpusError(f"cannot be read ({error.strerror}).", do="Check who may read it.", path=error.filename) from None


def manifest_entries(manifest: Path) -> tuple[Source, ...]:
    sources = read_entries(manifest, "document", Source)
    for i, source in enumerate(sources):
        for key, reason, do in faults_of(source, sources[:i], {other.id: other for other in sources}, manifest.parent):
            raise faulty(manifest, "document", [Fault(i, (key,), reason)], do)
    return sources


def faults_of(
    source: Source, before: Sequence[Source], known: Mapping[str, Source], folder: Path
) -> Iterator[tuple[str, str, str]]:
    """What no type can say of an entry: key, reason, and what to do."""
    if source.id in {other.id for other in before}:
        yield "id", "two entries have this id", "Rename one of them."
    if source.superseded_by and source.superseded_by not in known:
        yield (
            "superseded_by",
            f"names {source.superseded_by!r}, which has no entry",
            "Add an entry for it; without a file, if you do not hold it.",
        )
    if circle := circle_from(source.id, {other.id: other.superseded_by for other in known.values()}):
        yield "superseded_by", f"goes round in a circle: {circle}", "Remove the one that is not so."
    if source.inferred:
        yield "inferred", "is for documents without an entry", "Leave it out."
    if source.standards and not source.edition:
        yield (
            "standards",
            "quotes standards of no edition",
            "Give the edition: the same number means other things in others.",
        )
    if source.url is not None and (wrong := wrong_address(source.url)):
        yield "url", f"{source.url!r} {wrong}", "Give the document's address, as in https://www.hcpc-uk.org/standards/."
    if source.media_type not in READERS:
        yield "media_type", f"{source.media_type!r} has no reader", f"Use one of: {', '.join(READERS)}."
    if source.file is not None and (wrong := wrong_file(source.file, folder)):
        yield "file", f"{source.file!r} {wrong}", "Put the document inside the folder."


def wrong_file(file: str, folder: Path) -> str | None:
    root = folder.resolve()
    try:
        if "\0" not in file and root in (root / file).resolve().parents:
            return None
    except (OSError, RuntimeError):
        return "is a link that leads to itself"
    return "points outside the corpus"
