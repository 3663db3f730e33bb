"""Downloads on disk. A document counts from the moment that the lock file names it, and not a moment earlier."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from ingest.errors import FetchFailed
from ingest.lock import FILE, Download, lock_json, read_lock
from ingest.readers import SUFFIXES
from ingest.types import Source


def file_name(source: Source, sha256: str) -> str:
    """A name for one version of a document: "standards-2024-1f0a9c3e.html"."""
    suffix = next(suffix for suffix, media_type in SUFFIXES.items() if media_type == source.media_type)
    stem = re.sub(r"[^\w-]+", "-", source.id)[:80].strip("-") or "document"
    return f"{stem}-{sha256[:8]}{suffix}"


def store(folder: Path, source: Source, download: Download, data: bytes | None) -> None:
    """Keeps a document, or without bytes only what is known of the one that is kept; after any failure, as before."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            downloads = read_lock(folder)
            try:
                if data is not None:
                    write(folder / download.file, data)
                write(folder / FILE, lock_json({**downloads, source.id: download}).encode())
            finally:
                # Whichever of the two versions the lock file does not name now, new or old.
                named = {other.file for other in read_lock(folder).values()}
                for version in filter(None, (download, downloads.get(source.id))):
                    if version.file not in named:
                        (folder / version.file).unlink(missing_ok=True)
    except OSError as error:
        raise FetchFailed(
            f"cannot be written ({error.strerror}).", do="Make room, or check who may write there.", path=folder
        ) from None


def write(path: Path, data: bytes) -> None:
    """The whole file or, whatever happens, the one that was there."""
    partial = path.with_name(f".partial-{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # not every system lets a folder be opened
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
