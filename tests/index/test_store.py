"""An index on disk: the same hits after loading, and refused by the field's name when anything about it is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import store
from index.build import build_index, identify
from index.search import search
from index.store import SEEN, Stored, load_index, open_generation, save_index, skipped_documents
from index.types import Identity, Index
from ingest import hashes
from ingest.corpus import SHIPPED, folder_fingerprints, read_corpus
from ingest.errors import IndexMissing, IndexRefused
from ingest.types import Corpus
from tests.fakes import HashEncoder


@pytest.fixture(scope="module")
def expected(encoder: HashEncoder) -> Identity:
    return identify(folder_fingerprints(SHIPPED), encoder)


@pytest.fixture(scope="module")
def saved(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    save_index(index, folder)
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "index"))


def stored_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("lock", SEEN))


@given(question=st.text(max_size=40))
def test_a_loaded_index_gives_the_hits_of_the_saved_one(
    question: str, index: Index, loaded: Index, encoder: HashEncoder
) -> None:
    assert search(loaded, encoder, question, 5) == search(index, encoder, question, 5)


@pytest.fixture(scope="module")
def loaded(saved: Path, expected: Identity) -> Index:
    return load_index(saved, expected)


def test_a_loaded_index_holds_the_same_documents_and_passages(index: Index, loaded: Index) -> None:
    assert replace(loaded.corpus, documents=tuple(loaded.corpus.documents)) == index.corpus
    assert tuple(loaded.passages) == index.passages
    held = {id(document) for document in loaded.corpus.documents}
    assert all(id(passage.document) in held for passage in loaded.passages)


def flips(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in stored_files(folder):
        size = path.stat().st_size
        yield from ((path, place) for place in {0, size // 2, size - 1})


def test_one_flipped_byte_anywhere_is_refused_with_the_file_s_name(copy: Path, expected: Identity) -> None:
    assert len(list(flips(copy))) >= 30
    for path, place in flips(copy):
        data = path.read_bytes()
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(IndexRefused) as caught:
            load_index(copy, expected)
        assert path.name in caught.value.field
        assert "hcpc-guidance build" in caught.value.do
        path.write_bytes(data)
    load_index(copy, expected)


def test_a_missing_file_is_refused_with_its_name(copy: Path, expected: Identity) -> None:
    for path in stored_files(copy):
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexRefused) as caught:
            load_index(copy, expected)
        assert path.name in caught.value.field
        path.write_bytes(data)


def test_no_index_yet_is_an_error_of_its_own(tmp_path: Path, expected: Identity) -> None:
    with pytest.raises(IndexMissing):
        load_index(tmp_path / "none", expected)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "other"}, "encoder.name"),
        ({"digest": "1" * 64}, "encoder.digest"),
        ({"dimension": 128}, "encoder.dimension"),
    ],
)
def test_another_model_is_refused_by_field(saved: Path, change: dict[str, object], field: str) -> None:
    other = HashEncoder(**change)  # type: ignore[arg-type]
    with pytest.raises(IndexRefused) as caught:
        load_index(saved, identify(folder_fingerprints(SHIPPED), other))
    assert caught.value.field == field


def test_changed_bytes_a_changed_entry_and_another_document_are_refused_by_field(
    saved: Path, expected: Identity
) -> None:
    source = expected.sources[0]
    cases = {
        "sources.social-media-2021.bytes": (replace(source, bytes="0" * 64), *expected.sources[1:]),
        "sources.social-media-2021.entry": (replace(source, entry="0" * 64), *expected.sources[1:]),
        "sources.policy.id": (*expected.sources, replace(source, id="policy")),
        "sources.vocabulary.toml.id": expected.sources[:-1],
    }
    for field, sources in cases.items():
        with pytest.raises(IndexRefused) as caught:
            load_index(saved, replace(expected, sources=sources))
        assert caught.value.field == field


def test_other_settings_are_refused_by_field(saved: Path, expected: Identity) -> None:
    with pytest.raises(IndexRefused) as caught:
        load_index(saved, replace(expected, settings={**expected.settings, "bm25.k1": 1.2}))
    assert caught.value.field == "settings.bm25.k1"


def test_another_version_of_the_format_is_refused_before_anything_else_is_read(
    index: Index, tmp_path: Path, expected: Identity
) -> None:
    save_index(replace(index, identity=replace(index.identity, format=99)), tmp_path)
    with pytest.raises(IndexRefused) as caught:
        load_index(tmp_path, expected)
    assert caught.value.field == "format"


def test_a_new_index_takes_the_place_of_the_old_and_leaves_nothing_of_it(
    copy: Path, index: Index, expected: Identity, corpus: Corpus
) -> None:
    other = HashEncoder(digest="2" * 64)
    save_index(build_index(corpus, other), copy)
    load_index(copy, identify(folder_fingerprints(SHIPPED), other))
    assert len([path for path in copy.iterdir() if path.is_dir()]) == 1
    save_index(index, copy)
    load_index(copy, expected)


@pytest.mark.parametrize("step", ["write_files", "write_identity", "publish"])
def test_a_save_that_fails_at_any_step_leaves_the_old_index_in_use(
    copy: Path, index: Index, expected: Identity, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store, step, fail)
    with pytest.raises(OSError, match="disk full"):
        save_index(index, copy)
    load_index(copy, expected)
    assert not list(copy.glob("partial-*"))


def test_what_a_killed_build_left_is_removed_by_the_next(copy: Path, index: Index, expected: Identity) -> None:
    for name in ("partial-1", f"{'0' * 32}-1"):
        (copy / name).mkdir()
        (copy / name / "corpus.json").write_text("{")
    save_index(index, copy)
    assert {path.name for path in copy.iterdir()} == {"current", "lock", open_generation(copy).name}
    load_index(copy, expected)


class Killed(BaseException):
    """Nothing is tidied up after it."""


WRITES = [  # each writes, renames or removes one file or folder
    (Path, "write_bytes"),
    (Path, "write_text"),
    (Path, "rename"),
    (Path, "replace"),
    (faiss, "write_index"),
    (np, "save"),
    (np, "savez"),
    (os, "fsync"),
    (shutil, "rmtree"),
]


def save_killed_at(step: int, index: Index, folder: Path) -> bool:
    """Saves, but stops at one write; whether there was such a write."""
    steps = iter(range(step + 1))
    with pytest.MonkeyPatch.context() as patch:
        for place, name in WRITES:
            patch.setattr(place, name, stopping(getattr(place, name), steps))
        try:
            save_index(index, folder)
        except Killed:
            return True
    return False


def stopping(real: Callable[..., Any], steps: Iterator[int]) -> Callable[..., Any]:
    """The function, while there are steps left; then nothing more is done, not even tidying up."""

    def instead(*arguments: Any, **named: Any) -> Any:
        if next(steps, None) is None:
            raise Killed
        return real(*arguments, **named)

    return instead


@pytest.mark.slow
def test_a_save_that_is_killed_between_any_two_writes_leaves_one_index_or_the_other_and_the_next_finishes(
    copy: Path, index: Index, expected: Identity, corpus: Corpus
) -> None:
    other = HashEncoder(digest="2" * 64)
    changed, theirs = build_index(corpus, other), identify(folder_fingerprints(SHIPPED), other)
    published = []
    for step in range(100):
        old = open_generation(copy)
        killed = save_killed_at(step, changed, copy)
        published.append(open_generation(copy) != old)
        load_index(copy, theirs if published[-1] else expected)
        if not killed:
            break
        save_index(index, copy)
        assert {path.name for path in copy.iterdir()} == {"current", "lock", open_generation(copy).name}
    assert published == sorted(published), "once published, it stays so"
    assert published.count(False) >= 10
    assert published.count(True) == 2, "all that follows is to remove the old one"


def test_an_index_that_is_replaced_while_it_is_loaded_is_no_error(
    copy: Path, index: Index, expected: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.read_identity
    seen: list[Path] = []

    def replaced(generation: Path) -> Stored:
        if not seen:
            seen.append(generation)
            save_index(index, copy)
        return real(generation)

    monkeypatch.setattr(store, "read_identity", replaced)
    assert tuple(load_index(copy, expected).passages) == index.passages
    assert not seen[0].exists()


def test_the_documents_that_an_index_lacks_are_known_from_its_folder(tmp_path: Path, encoder: HashEncoder) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text("Be kind.")
    (folder / "bad.txt").write_bytes(b"\xff\xfe")
    built = build_index(read_corpus(folder, skip_unreadable=True), encoder)
    save_index(built, tmp_path / "index")
    assert skipped_documents(tmp_path / "index") == {"bad"}
    assert skipped_documents(tmp_path / "nowhere") == frozenset()
    loaded = load_index(tmp_path / "index", identify(folder_fingerprints(folder, {"bad"}), encoder))
    assert loaded.corpus.skipped == built.corpus.skipped
    with pytest.raises(IndexRefused) as caught:
        load_index(tmp_path / "index", identify(folder_fingerprints(folder), encoder))
    assert caught.value.field == "sources.bad.skipped"


def test_nothing_on_disk_is_a_pickle(saved: Path) -> None:
    assert {path.suffix for path in stored_files(saved)} == {"", ".json", ".faiss", ".npy", ".npz"}
    identity = json.loads(next(saved.rglob("identity.json")).read_text())
    assert set(identity) == {"format", "settings", "encoder", "sources", "files", "code", "recall"}


def test_files_are_hashed_when_they_are_first_loaded_and_again_after_a_change(
    copy: Path, expected: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rejects a start that takes longer the larger the index is, and one that does not look at all."""
    monkeypatch.setattr(hashes, "YOUNG", -1)
    load_index(copy, expected)
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", None)
        load_index(copy, expected)
    path = open_generation(copy) / "sentences.faiss"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    with pytest.raises(IndexRefused, match=r"sentences\.faiss"):
        load_index(copy, expected)


def test_a_document_that_changes_while_the_index_is_open_is_never_shown(copy: Path, expected: Identity) -> None:
    index = load_index(copy, expected)
    path = open_generation(copy) / "documents.json"
    data = path.read_bytes()
    with path.open("r+b") as file:  # in its place: what is open is mapped from it
        file.write(data.replace(b"must keep", b"need keep"))
    with pytest.raises(IndexRefused, match=r"documents\.json: line 1"):
        index.passages[0]
