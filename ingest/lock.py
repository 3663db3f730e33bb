"""What fetch keeps of each document besides its bytes: corpus.lock.json, in the folder of its downloads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import CorpusError
from ingest.types import Source

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "corpus.lock.json"


@dataclass(frozen=True, slots=True)
class Download:
    """One document as it was received."""

    file: str
    """Its name beside the lock file; a new version has a new name."""
    sha256: str
    fetched: datetime
    """UTC."""
    url: str
    """The address of its entry."""
    final_url: str
    """Where redirects led."""
    media_type: str
    etag: str | None = None
    last_modified: str | None = None

    def is_of(self, source: Source) -> bool:
        """Whether an entry still speaks of what was downloaded."""
        return source.file is None and (source.url, source.media_type) == (self.url, self.media_type)


def read_lock(folder: Path) -> dict[str, Download]:
    """The downloads by document id; none if nothing was fetched yet."""
    path = folder / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror}).", do="Check the file.", path=path) from None
    from pydantic import ValidationError

    try:
        downloads = adapter().validate_json(data)
    except ValidationError:
        raise damaged(path) from None
    if any(Path(download.file).name != download.file for download in downloads.values()):
        raise damaged(path)
    return downloads


def lock_json(downloads: Mapping[str, Download]) -> str:
    data = adapter().dump_python(dict(sorted(downloads.items())), mode="json")
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


@cache
def adapter() -> TypeAdapter[dict[str, Download]]:
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Download])


def damaged(path: Path) -> CorpusError:
    return CorpusError("is not what fetch wrote.", do="Remove it, and fetch the documents again.", path=path)
