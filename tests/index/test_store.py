"""An index on disk: the same hits after loading, and refused by the field's name when anything about it is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import store
from index.build import build_index, identify
from index.search import search
from index.store import load_index, save_index
from index.types import Identity, Index
from ingest.corpus import SHIPPED, folder_fingerprints
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
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


@given(question=st.text(max_size=40))
def test_a_loaded_index_gives_the_hits_of_the_saved_one(
    question: str, index: Index, loaded: Index, encoder: HashEncoder
) -> None:
    assert search(loaded, encoder, question, 5) == search(index, encoder, question, 5)


@pytest.fixture(scope="module")
def loaded(saved: Path, expected: Identity) -> Index:
    return load_index(saved, expected)


def test_a_loaded_index_holds_the_same_documents_and_passages(index: Index, loaded: Index) -> None:
    assert loaded.corpus == index.corpus
    assert loaded.passages == index.passages
    assert all(passage.document in loaded.corpus.documents for passage in loaded.passages)


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


def test_what_a_killed_build_left_is_removed_once_it_is_a_day_old(
    copy: Path, index: Index, expected: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / "partial-1").mkdir()
    save_index(index, copy)
    assert (copy / "partial-1").is_dir(), "another build may be writing it at this moment"
    monkeypatch.setattr(store, "ABANDONED", -1)
    save_index(index, copy)
    assert not (copy / "partial-1").exists()
    load_index(copy, expected)


def test_nothing_on_disk_is_a_pickle(saved: Path) -> None:
    assert {path.suffix for path in stored_files(saved)} == {"", ".json", ".faiss", ".npy", ".npz"}
    identity = json.loads(next(saved.rglob("identity.json")).read_text())
    assert set(identity) == {"format", "settings", "encoder", "sources", "files"}
