"""Values in a file, one behind the other as JSON: each is read, checked and made when it is asked for.

NAME.json            a value a line
NAME.starts.npy      (values + 1,) where each begins
NAME.hashes.npy      (values, 32) sha256 of each
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar, overload
from weakref import WeakValueDictionary

import numpy as np

from ingest.errors import IndexRefused

T = TypeVar("T")
REBUILD = "Run: hcpc-guidance build"
RECENT = 512  # values that are kept though nobody holds them: people ask about the same documents again


def write_lines(folder: Path, name: str, values: Iterable[bytes]) -> None:
    starts, hashes = [0], []
    with (folder / f"{name}.json").open("wb") as file:
        for value in values:
            file.write(value + b"\n")
            starts.append(file.tell())
            hashes.append(hashlib.sha256(value).digest())
    np.save(folder / f"{name}.starts.npy", np.array(starts, np.int64))
    np.save(folder / f"{name}.hashes.npy", np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 32))


class Lines(Sequence[T]):
    """The values of such a file. For as long as anybody holds a value, it is the same object for everybody."""

    def __init__(self, folder: Path, name: str, make: Callable[[int, bytes], T]) -> None:
        self.file, self.make, self.lock = folder / f"{name}.json", make, threading.Lock()
        self.data = np.memmap(self.file, np.uint8, "r")
        self.starts = np.load(folder / f"{name}.starts.npy", mmap_mode="r", allow_pickle=False)
        self.hashes = np.load(folder / f"{name}.hashes.npy", mmap_mode="r", allow_pickle=False)
        self.alive: WeakValueDictionary[int, T] = WeakValueDictionary()
        self.recent: deque[T] = deque(maxlen=RECENT)

    def __len__(self) -> int:
        return len(self.hashes)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        with self.lock:
            line = range(len(self))[place]
            value = self.alive.get(line)
            if value is None:
                value = self.alive[line] = self.make(line, self.read(line))
            self.recent.append(value)
            return value

    def read(self, line: int) -> bytes:
        value = self.data[self.starts[line] : self.starts[line + 1] - 1].tobytes()
        if hashlib.sha256(value).digest() != self.hashes[line].tobytes():
            reason = f"line {line + 1} was changed after it was written."
            raise IndexRefused(f"files.{self.file.name}", reason, do=REBUILD, path=self.file)
        return value
