"""The documents of a corpus for the doors that need no index."""

from __future__ import annotations

from pathlib import Path

from ingest.corpus import read_corpus
from ingest.errors import UnreadableDocument
from ingest.types import Corpus


def read_documents(corpus: Path) -> Corpus:
    """All of them; where the index in use was built without some, as they cannot be read, those that it holds."""
    try:
        return read_corpus(corpus)
    except UnreadableDocument:
        from app.library import default_index
        from index.store import skipped_documents

        return read_corpus(corpus, skip_unreadable=skipped_documents(default_index(corpus)))
