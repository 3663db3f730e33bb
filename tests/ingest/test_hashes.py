"""Files are hashed once, and again whenever anything about them changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from ingest import hashes
from ingest.hashes import Seen, file_sha256


class Counting:
    """Hashes files, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, path: Path) -> str:
        self.count += 1
        return file_sha256(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("one")
    return path


@pytest.fixture(autouse=True)
def grown_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits until its files are old enough to be believed."""
    monkeypatch.setattr(hashes, "YOUNG", -1)


def look(file: Path) -> tuple[str, int]:
    """The hash that a new process gives, and how many files it reads for it."""
    seen, counting = Seen(file.with_name("seen.json")), Counting()
    found = seen.sha256(file, counting)
    seen.save()
    return found, counting.count


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_file_that_did_not_change_is_read_once(file: Path) -> None:
    assert [look(file) for _ in range(3)] == [(sha256("one"), 1), (sha256("one"), 0), (sha256("one"), 0)]


def test_a_change_is_seen_even_if_length_and_time_are_as_before(file: Path) -> None:
    """Rejects a look at size and modification time alone, which any program can set."""
    look(file)
    before = file.stat()
    file.write_text("two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert look(file) == (sha256("two"), 1)


def test_another_file_in_its_place_is_seen(file: Path) -> None:
    look(file)
    other = file.with_name("other")
    other.write_text("two")
    other.replace(file)
    assert look(file) == (sha256("two"), 1)


def test_a_file_that_has_just_changed_is_not_believed_to_stay_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the same tick of the clock it may change again, and its times would not tell."""
    monkeypatch.setattr(hashes, "YOUNG", 2_000_000_000)
    assert [look(file)[1], look(file)[1]] == [1, 1]
    later = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert [look(file)[1], look(file)[1]] == [1, 0]


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"a": 1}', '{"a": [[1, 2], "x"]}', "\xff"])
def test_a_damaged_memory_is_no_memory(file: Path, damage: str) -> None:
    look(file)
    file.with_name("seen.json").write_text(damage, "latin-1")
    assert look(file) == (sha256("one"), 1)
    assert look(file) == (sha256("one"), 0)


def test_a_missing_file_is_asked_for_and_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Seen(tmp_path / "seen.json").sha256(tmp_path / "none")
    seen = Seen(tmp_path / "no folder" / "seen.json")
    (tmp_path / "a.txt").write_text("one")
    assert seen.sha256(tmp_path / "a.txt") == sha256("one")
    seen.save()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_no_longer_asked_for_is_forgotten(file: Path) -> None:
    look(file)
    other = file.with_name("b.txt")
    other.write_text("two")
    look(other)
    assert "a.txt" not in file.with_name("seen.json").read_text()
