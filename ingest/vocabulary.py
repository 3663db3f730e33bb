"""The vocabulary of a corpus: everyday words, and the words that its documents have for the same things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.manifest import Fault, faulty, read_entries
from ingest.types import Synonyms

FILE = "vocabulary.toml"


def read_vocabulary(folder: Path) -> tuple[Synonyms, ...]:
    """The vocabulary of a corpus; none if it has no file of it."""
    path = folder / FILE
    entries = read_entries(path, "word", Synonyms) if path.exists() else ()
    for i, entry in enumerate(entries):
        if fault := next(faults_of(i, entry), None):
            raise faulty(path, "word", [fault])
    return entries


def faults_of(i: int, entry: Synonyms) -> Iterator[Fault]:
    """What no type can say of an entry: both sides of it hold words."""
    for key, words in (("everyday", entry.everyday), ("guidance", entry.guidance)):
        if not words:
            yield Fault(i, (key,), "names no words")
        for n, word in enumerate(words):
            if not any(map(str.isalnum, word)):
                yield Fault(i, (key, n), f"{word!r} is no word")
