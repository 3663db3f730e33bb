"""What a corpus holds: every document with edition, date, status, hash, passages and standards."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from app.cite import written_date
from ingest.corpus import read_corpus
from ingest.passages import cut_passages, standards_in
from ingest.types import Source


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source; without a file, only what its entry says."""

    source: Source
    sha256: str | None
    passages: int
    standards: tuple[str, ...]


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
            numbers = tuple(standard.number for standard in standards_in(passages))
            rows.append(SourceRow(source, document.sha256, len(passages), numbers))
    return tuple(rows)


def sources_json(rows: tuple[SourceRow, ...]) -> str:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[SourceRow, ...]).dump_json(rows, indent=2).decode()


def print_sources(rows: tuple[SourceRow, ...]) -> None:
    """A block of lines for each source; plain text, so that it reads the same in a pipe."""
    for row in rows:
        source = row.source
        updated = written_date(source.updated) if source.updated else "no date"
        held = (
            f"{row.passages} passages; standards quoted: {', '.join(row.standards) or 'none'}"
            if row.sha256
            else "not held here"
        )
        edition = f"{source.edition} edition of the standards" if source.edition else "no edition"
        lines = [source.title, f"{source.id}: {source.status}; {edition}; {updated}", held]
        lines += [f"sha256 {row.sha256}"] if row.sha256 else []
        lines += [source.url] if source.url else []
        sys.stdout.write("\n   ".join(lines) + "\n\n")
