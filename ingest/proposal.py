"""Entries proposed for documents that have none: TOML to save as corpus.toml, and to complete."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from ingest.addresses import wrong_address
from ingest.corpus import read_document
from ingest.entries import MANIFEST, document_files, inferred_entry, read_stated
from ingest.errors import GuidanceError
from ingest.readers import SUFFIXES
from ingest.types import Source

HEAD = f"""# Proposed for {MANIFEST}. Add what is known and missing here: publisher, url, updated, the standards that a
# document quotes and their edition, status, superseded_by, superseded_on.
"""


def unlisted(folder: Path) -> list[str]:
    """The documents of a folder that no entry names: all of them, if there is no corpus.toml."""
    named: set[str | None] = set()
    if (folder / MANIFEST).exists():
        named = {source.file for source in read_stated(folder)}
    return [file for file in document_files(folder) if file not in named and PurePath(file).suffix.lower() in SUFFIXES]


def propose(folder: Path) -> str:
    """Entries for the documents that have none, with what each says of itself; no edition is guessed."""
    ids = {source.id for source in read_stated(folder)} if (folder / MANIFEST).exists() else set()
    parts = [HEAD]
    for file in unlisted(folder):
        source = proposed(folder, file)
        id = free_id(source.id, ids)
        ids.add(id)
        parts.append("\n".join(["[[document]]", f"id = {quoted(id)}", *lines_of(source)]) + "\n")
    return "\n".join(parts)


def proposed(folder: Path, file: str) -> Source:
    source = inferred_entry(file)
    try:
        return read_document(source, folder / file).source
    except GuidanceError:
        return source  # what is wrong with it, a build says


def free_id(stem: str, taken: set[str]) -> str:
    """An id that is easy to type, and no other entry's."""
    id = re.sub(r"[\W_]+", "-", stem.casefold()).strip("-") or "document"
    return next(each for n in range(len(taken) + 1) if (each := f"{id}-{n + 1}" if n else id) not in taken)


def lines_of(source: Source) -> Iterator[str]:
    yield f"title = {quoted(source.title)}"
    yield f"file = {quoted(source.file or '')}"
    yield f"media_type = {quoted(source.media_type)}"
    if source.url and not wrong_address(source.url):
        yield f"url = {quoted(source.url)}"
    if source.updated:
        yield f"updated = {source.updated}"


def quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
