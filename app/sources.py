"""What a corpus holds: every document with edition, date, status, hash, passages and standards."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from app.cite import written_date
from ingest.corpus import read_corpus
from ingest.passages import cut_passages, standards_in
from ingest.types import Document, Passage, Source


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
    """A source; without a file, only what its entry says."""

    source: Source
    sha256: str | None
    passages: int
    standards: tuple[StandardRow, ...]


def list_sources(corpus: Path) -> tuple[SourceRow, ...]:
    read = read_corpus(corpus)
    documents = {document.source.id: document for document in read.documents}
    rows = []
    for source in read.sources:
        document = documents.get(source.id)
        if document is None:
            rows.append(SourceRow(source, None, 0, ()))
        else:
            passages = cut_passages(document)
            rows.append(SourceRow(source, document.sha256, len(passages), standard_rows(document, passages)))
    return tuple(rows)


def standard_rows(document: Document, passages: tuple[Passage, ...]) -> tuple[StandardRow, ...]:
    """The standards of a document, in its order."""
    return tuple(
        StandardRow(s.number, s.edition, s.title, document.slice(s.span), s.span.start, s.span.end)
        for s in standards_in(passages)
    )


def sources_json(rows: tuple[SourceRow, ...]) -> str:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[SourceRow, ...]).dump_json(rows, indent=2).decode()


def print_sources(rows: tuple[SourceRow, ...]) -> None:
    """A block of lines for each source; plain text, so that it reads the same in a pipe."""
    for row in rows:
        source = row.source
        updated = written_date(source.updated) if source.updated else "no date"
        held = f"{row.passages} passages; standards: {len(row.standards) or 'none'}" if row.sha256 else "not held here"
        edition = f"{source.edition} edition of the standards" if source.edition else "no edition"
        lines = [source.title, f"{source.id}: {source.status}; {edition}; {updated}", held]
        lines += [f"sha256 {row.sha256}"] if row.sha256 else []
        lines += [source.url] if source.url else []
        lines += map(standard_line, row.standards)
        sys.stdout.write("\n   ".join(lines) + "\n\n")


def standard_line(standard: StandardRow) -> str:
    """5.1 (2016): “You must treat information about service users as confidential (5.1)”"""
    edition = f" ({standard.edition})" if standard.edition else ""
    words = re.sub(r"\s*[\r\n]\s*", " ", standard.text)
    return f"{standard.number}{edition}: “{words}”"
