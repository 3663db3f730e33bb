"""The model: found, checked and named before it is loaded; never downloaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import encoder as module
from index.encoder import (
    BUNDLED,
    bundled_folder,
    check_weights,
    folder_digest,
    load_encoder,
    local_folder,
    unit,
)
from index.types import Encoder
from ingest.errors import ModelRefused


def test_the_installed_weights_are_the_published_ones() -> None:
    assert (bundled_folder() / "model.safetensors").is_file()


def test_other_weights_are_refused_before_loading(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not the published weights")
    with pytest.raises(ModelRefused, match="not the published weights of all-MiniLM-L6-v2"):
        check_weights(path)


def test_missing_weights_and_a_missing_package_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelRefused, match="no file"):
        check_weights(tmp_path / "model.safetensors")
    monkeypatch.setattr(module, "PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(ModelRefused, match="not installed"):
        bundled_folder()


def test_the_digest_changes_with_any_file_that_decides_the_vectors(tmp_path: Path) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "1_Pooling" / "config.json").write_text("mean")
    (tmp_path / "README.md").write_text("about")
    before = folder_digest(tmp_path)
    (tmp_path / "README.md").write_text("more about")
    assert folder_digest(tmp_path) == before
    (tmp_path / "1_Pooling" / "config.json").write_text("cls")
    assert folder_digest(tmp_path) != before


@pytest.mark.parametrize("name", ["nobody/no-such-model", "not a name at all!", "no/such/folder/here"])
def test_a_model_that_is_not_on_this_machine_is_refused_with_how_to_get_it(name: str) -> None:
    with pytest.raises(ModelRefused, match="downloads nothing"):
        local_folder(name)


def test_rows_become_unit_length_and_zeros_stay() -> None:
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    np.testing.assert_allclose(rows, np.array([[0.6, 0.8], [0, 0]]))


@pytest.mark.model
def test_the_real_model_puts_everyday_words_near_their_meaning(model: Encoder) -> None:
    assert (model.name, model.dimension) == (BUNDLED, 384)
    near, far = (
        e.vector for e in model.encode_passages(["decline friend requests from patients", "the price of bread"])
    )
    question = model.encode_question("a patient wants to add me on Facebook").vector
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert question @ near > 0.3 > question @ far


@pytest.mark.model
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelRefused, match="cannot be loaded"):
        load_encoder(str(tmp_path))
