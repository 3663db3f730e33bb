"""The words of fetching as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.corpus import LIMIT
from ingest.errors import GuidanceError
from ingest.types import Source

Progress = Callable[[str, int, int], None]
"""Called with what is being fetched, the bytes received, and the bytes that will be (those received, if not known)."""

Received = Callable[[int, int], None]
"""The same for one document."""


class TryAgain(Exception):
    """What may go better a moment later; `after` is how many seconds the server asks to wait, if it does."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Rules:
    """What fetch may do, and how long it may take."""

    allow_http: bool = False
    private: frozenset[str] = frozenset()
    """Addresses that may be connected to although they are not public: only a test has any."""
    most_bytes: int = LIMIT
    document_seconds: float = 180
    """For one document, with its redirects, retries and pauses."""
    answer_seconds: float = 20
    """How long a server may be silent."""
    redirects: int = 5
    attempts: int = 4
    first_pause: float = 1
    """Seconds before the second attempt; doubled before each further one."""
    longest_pause: float = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version says otherwise: whole paragraphs, lists and tables, and numbers of standards."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    """Before and after."""
    standards_added: tuple[str, ...] = ()
    standards_removed: tuple[str, ...] = ()
    standards_changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. One that failed is as it was before."""

    source: Source
    kind: Literal["new", "changed", "same", "failed"]
    difference: Difference | None = None
    """From the version before, if there was one."""
    error: GuidanceError | None = None
