"""sha256 of files: of one that was hashed before and has not changed since, without reading it again."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

State = tuple[int, int, int, int]
"""What the system says of a file: bytes, when its content and when anything of it changed (ns), and its number."""

YOUNG = 2_000_000_000  # ns in which a file may change again without its times telling


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Seen:
    """The hashes of files, kept in a file for the next time.

    Bytes that change without a trace in the state of their file, as on a failing disk, are not noticed.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.before = file, read_seen(file)
        self.now: dict[str, tuple[State, str]] = {}

    def sha256(self, path: Path, work_out: Callable[[Path], str] = file_sha256) -> str:
        """Worked out, by the function given, unless it is known."""
        name, state = str(path.absolute()), state_of(path)
        known, sha256 = self.before.get(name, (None, ""))
        if state is None or known != state:
            sha256 = work_out(path)
        if state and time.time_ns() - max(state[1:3]) > YOUNG:
            self.now[name] = state, sha256
        return sha256

    def save(self) -> None:
        """For the next time, if anything is new; where nothing can be written, files are hashed again."""
        if self.now == self.before:
            return
        with suppress(OSError):
            partial = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
            partial.write_text(json.dumps(self.now), encoding="utf-8")
            partial.replace(self.file)


def state_of(path: Path) -> State | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def state_from(size: int, modified: int, changed: int, number: int) -> State:
    return size, modified, changed, number


def read_seen(file: Path) -> dict[str, tuple[State, str]]:
    """Nothing where there is no such file, or one that is damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {path: (state_from(*state), str(sha256)) for path, (state, sha256) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
