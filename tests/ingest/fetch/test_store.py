"""Downloads on disk: whole, or as they were, whenever writing stops."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import CorpusError, FetchFailed
from ingest.fetch.store import file_name, store
from ingest.lock import FILE, Download, read_lock
from ingest.types import Source
from tests.ingest.fetch.conftest import snapshot

SOURCE = Source("page", "The page", media_type="text/html", url="https://a.example/page")
OTHER = Source("other", "Other", media_type="text/html", url="https://a.example/other")


def download(source: Source, version: str) -> Download:
    url = str(source.url)
    return Download(f"{source.id}-{version}.html", "0" * 64, datetime(2024, 9, 1, tzinfo=UTC), url, url, "text/html")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store(tmp_path, SOURCE, download(SOURCE, "1"), b"one")
    store(tmp_path, OTHER, download(OTHER, "1"), b"other")
    return tmp_path


def test_a_new_version_takes_the_place_of_the_old_one_and_of_nothing_else(folder: Path) -> None:
    store(folder, SOURCE, download(SOURCE, "2"), b"two")
    assert read_lock(folder) == {"other": download(OTHER, "1"), "page": download(SOURCE, "2")}
    assert set(snapshot(folder)) - {".lock"} == {FILE, "page-2.html", "other-1.html"}


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("step", "error"), [*((step, FULL) for step in (0, 1, 3, 4)), *((step, KeyboardInterrupt()) for step in range(5))]
)
def test_writing_that_fails_at_any_step_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException
) -> None:
    """The steps: the document's bytes, its name, its folder; then those of the lock file."""
    steps = iter(range(99))
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, failing(getattr(os, name), steps, step, error))
    before = snapshot(folder)
    with pytest.raises((FetchFailed, KeyboardInterrupt)):
        store(folder, SOURCE, download(SOURCE, "2"), b"two")
    assert snapshot(folder) == before


@pytest.mark.parametrize("step", range(6))
def test_a_process_that_is_killed_leaves_one_version_or_the_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Nothing is tidied up after a kill."""
    with monkeypatch.context() as killed:
        steps = iter(range(99))
        for name in ("fsync", "replace"):
            killed.setattr(os, name, failing(getattr(os, name), steps, step, KeyboardInterrupt()))
        killed.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            store(folder, SOURCE, download(SOURCE, "2"), b"two")
    version = read_lock(folder)["page"]
    assert (folder / version.file).read_bytes() == {"page-1.html": b"one", "page-2.html": b"two"}[version.file]
    assert version.file == ("page-2.html" if step == 5 else "page-1.html")
    store(folder, SOURCE, download(SOURCE, "2"), b"two")
    assert (folder / read_lock(folder)["page"].file).read_bytes() == b"two"


def failing(real: Callable[..., None], steps: Iterator[int], step: int, error: BaseException) -> Callable[..., None]:
    """The function, but at one of the steps that are counted it raises instead."""

    def instead(*arguments: Any) -> None:
        if next(steps) == step:
            raise error
        real(*arguments)

    return instead


def test_a_folder_that_cannot_be_written_is_said_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FetchFailed, match=r"fetched: cannot be written .*Make room"):
        store(tmp_path / "file" / "fetched", SOURCE, download(SOURCE, "1"), b"one")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"page": {}}',
        '{"page": 3}',
        '{"page": {"file": "../page.html", "sha256": "", "fetched": "2024-09-01T00:00:00Z", "url": "", "final_url": "",'
        ' "media_type": ""}}',
    ],
)
def test_a_lock_file_that_fetch_did_not_write_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CorpusError, match=rf"{FILE}: is not what fetch wrote"):
        read_lock(tmp_path)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("standards-2024", "standards-2024-01234567.html"),
        ("../../etc/passwd", "etc-passwd-01234567.html"),
        ("Polisi cyfryngau cymdeithasol", "Polisi-cyfryngau-cymdeithasol-01234567.html"),
        ("...", "document-01234567.html"),
        ("x" * 300, "x" * 80 + "-01234567.html"),
    ],
)
def test_a_file_is_named_for_its_document_and_version(id: str, name: str) -> None:
    assert file_name(Source(id, "T", media_type="text/html"), "0123456789abcdef") == name
