"""What a corpus holds: every document with its state, edition, date, status, hash, passages and standards."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.cite import counted, written_date
from ingest.corpus import check_any, document_path, fetched_file, read_document, read_sources
from ingest.crosswalk import read_crosswalks
from ingest.entries import MANIFEST
from ingest.errors import UnreadableDocument
from ingest.folders import command, downloads_folder
from ingest.lock import Download, read_lock
from ingest.passages import cut_passages, standards_in
from ingest.proposal import unlisted
from ingest.types import Crosswalk, Document, Passage, Source

State = Literal["there", "changed", "unreadable", "missing", "not held"]


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A standard as a document has it: `text` is that document's text from `start` to `end`."""

    number: str
    edition: str | None
    title: str | None
    """Of the standards that it belongs to."""
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source; without a document, only what its entry says.

    Its document is changed if its bytes are not those that were fetched, unreadable if a build stops at it, missing if
    its file is not there, and not held if it has none.
    """

    source: Source
    state: State
    sha256: str | None = None
    passages: int = 0
    standards: tuple[StandardRow, ...] = ()
    fetched: datetime | None = None
    fetched_from: str | None = None
    problem: str | None = None
    """Of an unreadable one: why, and what to do."""


def list_sources(corpus: Path) -> tuple[SourceRow, ...]:
    sources = read_sources(corpus)
    if not sources:
        check_any(sources, corpus)
    downloads = read_lock(downloads_folder(corpus))
    crosswalks = read_crosswalks(corpus)
    return tuple(source_row(source, corpus, downloads, crosswalks) for source in sources)


def source_row(
    source: Source, corpus: Path, downloads: Mapping[str, Download], crosswalks: Sequence[Crosswalk]
) -> SourceRow:
    if source.file is None:
        return SourceRow(source, "not held")
    download = downloads.get(source.id)
    if download and source.file != fetched_file(download):
        download = None
    fetched = download.fetched if download else None
    fetched_from = download.final_url if download else None
    path = document_path(source, corpus)
    if not path.exists():
        return SourceRow(source, "missing", fetched=fetched, fetched_from=fetched_from)
    try:
        document = read_document(source, path, crosswalks)
    except UnreadableDocument as error:
        problem = f"{error.reason} {error.do}"
        return SourceRow(source, "unreadable", fetched=fetched, fetched_from=fetched_from, problem=problem)
    passages = cut_passages(document)
    state: State = "changed" if download and download.sha256 != document.sha256 else "there"
    rows = standard_rows(document, passages)
    return SourceRow(document.source, state, document.sha256, len(passages), rows, fetched, fetched_from)


def standard_rows(document: Document, passages: tuple[Passage, ...]) -> tuple[StandardRow, ...]:
    """The standards of a document, in its order."""
    return tuple(
        StandardRow(s.number, s.edition, s.title, document.slice(s.span), s.span.start, s.span.end)
        for s in standards_in(passages)
    )


def sources_json(rows: tuple[SourceRow, ...]) -> str:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[SourceRow, ...]).dump_json(rows, indent=2).decode()


def print_sources(rows: tuple[SourceRow, ...], corpus: Path) -> None:
    """A block of lines for each source; plain text, so that it reads the same in a pipe."""
    for row in rows:
        sys.stdout.write("\n   ".join([row.source.title, *lines_of(row, corpus)]) + "\n\n")
    if (corpus / MANIFEST).exists():
        print_unread(corpus)
    else:
        print(f"No {MANIFEST} says their edition and status. {how_to_propose(corpus)}")


def print_unread(corpus: Path) -> None:
    """Which files are no documents of the corpus, as its corpus.toml does not name them, and what to do."""
    if (corpus / MANIFEST).exists() and (files := unlisted(corpus)):
        print(f"Not read, as {MANIFEST} does not name them: {', '.join(files)}\n{how_to_propose(corpus)}")


def how_to_propose(corpus: Path) -> str:
    return f"To have entries proposed: {command('sources --propose', corpus)}"


def lines_of(row: SourceRow, corpus: Path) -> Iterator[str]:
    source = row.source
    edition = f"{source.edition} edition of the standards" if source.edition else "no edition"
    updated = written_date(source.updated) if source.updated else "no date"
    yield f"{source.id}: {status_of(source)}; {edition}; {updated}"
    yield held(row, corpus)
    if row.sha256:
        yield f"sha256 {row.sha256}"
    if row.fetched:
        yield f"fetched on {written_date(row.fetched.date())} from {row.fetched_from}"
    elif source.url:
        yield source.url
    if source.topics and not row.sha256:
        yield f"about {source.topics}"
    yield from map(standard_line, row.standards)


def status_of(source: Source) -> str:
    """As in "superseded on 1 September 2024 by social-media-2024"."""
    on = f" on {written_date(source.superseded_on)}" if source.superseded_on else ""
    by = f" by {source.superseded_by}" if source.superseded_by else ""
    return f"{source.status}{on}{by}" if source.status == "superseded" else source.status


def held(row: SourceRow, corpus: Path) -> str:
    fetch = command(f"fetch {row.source.id}", corpus)
    if row.state == "not held":
        return f"known, not held here: {fetch if row.source.url else 'its address is not known'}"
    if row.state == "missing":
        return f"missing: {row.source.file} is not there{f'. Get it again: {fetch}' if row.fetched else ''}"
    if row.problem:
        return f"unreadable: {row.problem}"
    count = f"{counted(row.passages, 'passage')}; standards: {len(row.standards) or 'none'}"
    return (
        f"changed since it was fetched: {count}. Get it again: {fetch}" if row.state == "changed" else f"there: {count}"
    )


def standard_line(standard: StandardRow) -> str:
    """5.1 (2016): “You must treat information about service users as confidential (5.1)”"""
    edition = f" ({standard.edition})" if standard.edition else ""
    words = re.sub(r"\s*[\r\n]\s*", " ", standard.text)
    return f"{standard.number}{edition}: “{words}”"
