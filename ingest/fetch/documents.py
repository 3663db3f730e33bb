"""The documents that corpus.toml names, fetched one after another; each is replaced whole or stays as it was."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from ingest.corpus import check_document, checked_document, document_of
from ingest.crosswalk import read_crosswalks
from ingest.entries import MANIFEST, read_stated
from ingest.errors import CorpusError, FetchFailed, GuidanceError
from ingest.fetch.client import open_getter
from ingest.fetch.difference import differences
from ingest.fetch.get import CHECK, Allowed, Getter, Reply, get, named, origin
from ingest.fetch.permission import permission
from ingest.fetch.retry import with_retries
from ingest.fetch.sniff import is_of_kind, kind_of
from ingest.fetch.store import file_name, store
from ingest.fetch.types import Outcome, Progress, Rules
from ingest.folders import command, downloads_folder
from ingest.lock import Download, read_lock
from ingest.types import Crosswalk, Document, Source


@dataclass(frozen=True, slots=True)
class Held:
    """The version of a document that was fetched before, its bytes as they were received."""

    download: Download
    data: bytes


def fetch_documents(
    folder: Path, ids: Sequence[str], rules: Rules, progress: Progress, trust: ssl.SSLContext | None = None
) -> Iterator[Outcome]:
    """What became of each document with one of the ids or, without ids, of each that has an address and no file."""
    stated = read_stated(folder)
    wanted = wanted_sources(stated, ids, folder)
    crosswalks = read_crosswalks(folder)
    downloads = downloads_folder(folder)
    origins = {origin(urlsplit(source.url)) for source in stated if source.url}
    with open_getter(origins, rules, trust) as getter:
        allowed = permission(getter)
        for source in wanted:
            getter.network.start()
            try:
                yield fetch_one(source, downloads, crosswalks, getter, allowed, progress)
            except GuidanceError as error:
                yield Outcome(source, "failed", error=error)


def wanted_sources(stated: Sequence[Source], ids: Sequence[str], folder: Path) -> list[Source]:
    known = {source.id: source for source in stated}
    for id in ids:
        if id not in known:
            raise CorpusError(f"no document has the id {id!r}.", do=f"See: {command('sources', folder)}", path=folder)
        if known[id].file:
            raise CorpusError(
                f"{id} is in the corpus as {known[id].file}.",
                do="Only entries without a file are fetched.",
                path=folder,
            )
        if not known[id].url:
            raise CorpusError(
                f"the address of {id} is not known.", do=f"Give it in a {MANIFEST} of your own.", path=folder
            )
    wanted = [known[id] for id in dict.fromkeys(ids)] or [s for s in stated if s.url and not s.file]
    if not wanted:
        raise CorpusError("nothing to fetch.", do=f"Give addresses in a {MANIFEST}.", path=folder)
    return wanted


def fetch_one(
    source: Source,
    folder: Path,
    crosswalks: Sequence[Crosswalk],
    getter: Getter,
    allowed: Allowed,
    progress: Progress,
) -> Outcome:
    held = held_version(source, folder)
    reply = ask_for(source, held, getter, allowed, progress)
    if conditions(held) and reply.status == HTTPStatus.NOT_MODIFIED:
        return Outcome(source, "same")
    if reply.status != HTTPStatus.OK:
        raise FetchFailed(f"answers {named(reply.status)}.", do=CHECK, path=source.url)
    document = acceptable(reply.body, source, crosswalks)
    download = record(source, document.sha256, reply)
    if held and held.download.sha256 == document.sha256:
        store(folder, source, replace(download, fetched=held.download.fetched), None)
        return Outcome(source, "same")
    difference = differences(before, document) if (before := readable(held, source)) else None
    store(folder, source, download, reply.body)
    return Outcome(source, "changed" if held else "new", difference)


def ask_for(source: Source, held: Held | None, getter: Getter, allowed: Allowed, progress: Progress) -> Reply:
    url = str(source.url)

    def received(done: int, total: int) -> None:
        progress(f"Fetching {source.id}", done, total)

    received(0, 0)
    try:
        return with_retries(
            getter,
            lambda: get(getter, url, conditions(held), allowed, received, getter.rules.most_bytes),
        )
    except FetchFailed as error:
        raise FetchFailed(error.reason, do=error.do, path=url) from None


def held_version(source: Source, folder: Path) -> Held | None:
    """None if there is none, or if it is not as it was received: then it is fetched anew."""
    download = read_lock(folder).get(source.id)
    if download is None or not download.is_of(source):
        return None
    try:
        data = (folder / download.file).read_bytes()
    except OSError:
        return None
    return Held(download, data) if hashlib.sha256(data).hexdigest() == download.sha256 else None


def conditions(held: Held | None) -> Mapping[str, str]:
    """The headers by which a server need not send again what it sent before."""
    if held is None:
        return {}
    headers = {"If-None-Match": held.download.etag, "If-Modified-Since": held.download.last_modified}
    return {name: value for name, value in headers.items() if value}


def acceptable(data: bytes, source: Source, crosswalks: Sequence[Crosswalk]) -> Document:
    """What was received, read as a build will read it; in its errors the address stands for the file."""
    if not is_of_kind(data, source.media_type):
        raise FetchFailed(f"is {kind_of(data)}, but its entry says {source.media_type}.", do=CHECK, path=source.url)
    document = checked_document(data, replace(source, file=source.url), str(source.url))
    check_document(document, crosswalks)
    return document


def readable(held: Held | None, source: Source) -> Document | None:
    try:
        return document_of(held.data, source) if held else None
    except GuidanceError:
        return None


def record(source: Source, sha256: str, reply: Reply) -> Download:
    return Download(
        file=file_name(source, sha256),
        sha256=sha256,
        fetched=datetime.now(UTC).replace(microsecond=0),
        url=str(source.url),
        final_url=reply.url,
        media_type=source.media_type,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
    )
