"""The export of the model: vectors of sentence-transformers without torch, or a record of why not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import encoder as loading
from index import onnx
from index.agreement import LEAST, SENTENCES, agreement, check_texts
from index.encoder import bundled_folder, export_folder, load_encoder
from index.onnx import (
    AT_ONCE,
    FORMAT,
    MODEL,
    RECORD,
    SEEN,
    TOGETHER,
    Export,
    OnnxEncoder,
    batches_of,
    check_export,
    open_export,
    read_export,
)
from index.reference import SentenceEncoder
from index.types import Encoded, Encoder
from ingest.errors import ModelRefused
from ingest.hashes import file_sha256
from tests.fakes import HashEncoder

REFUSED = Export(FORMAT, "0" * 64, 384, [], "by hand", 20, 0.5, {}, "vectors of its export differ")


def write_record(export: Export, folder: Path) -> None:
    folder.mkdir(parents=True)
    fields = {name: getattr(export, name) for name in Export.__dataclass_fields__}
    (folder / RECORD).write_text(json.dumps(fields), "utf-8")


def test_a_record_is_read_as_written_and_one_of_another_version_or_none_is_no_export(tmp_path: Path) -> None:
    write_record(REFUSED, tmp_path / "one")
    assert read_export(tmp_path / "one") == REFUSED
    write_record(replace(REFUSED, format=FORMAT + 1), tmp_path / "two")
    assert read_export(tmp_path / "two") is None
    assert read_export(tmp_path / "three") is None
    (tmp_path / "one" / RECORD).write_text("{", "utf-8")
    assert read_export(tmp_path / "one") is None


def test_an_export_that_was_changed_or_lost_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / MODEL).write_bytes(b"graph")
    export = replace(REFUSED, files={MODEL: file_sha256(tmp_path / MODEL)}, refused=None)
    check_export(export, tmp_path)
    (tmp_path / MODEL).write_bytes(b"graft")
    with pytest.raises(ModelRefused, match="not as it was written"):
        check_export(export, tmp_path)
    (tmp_path / MODEL).unlink()
    with pytest.raises(ModelRefused, match=r"Remove .* it is made again"):
        check_export(export, tmp_path)


@pytest.mark.parametrize("made", [REFUSED, None])
def test_a_model_without_an_export_is_run_by_sentence_transformers_with_a_notice(
    made: Export | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused before, or not made now."""
    fake = HashEncoder()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("index.reference.load_reference", lambda model: fake)
    monkeypatch.setattr(onnx, "make_export", lambda model, folder: None)
    if made:
        write_record(made, export_folder(loading.BUNDLED))
    assert load_encoder() is fake
    why = "vectors of its export differ" if made else f"its export could not be made in {tmp_path}"
    assert f"run by sentence-transformers, which starts slowly: {why}" in capsys.readouterr().err


class Turned(HashEncoder):
    """Gives the vectors of another by an angle, or of its tokens."""

    def __init__(self, cosine: float, *, tokens: bool) -> None:
        super().__init__()
        self.cosine, self.of_tokens = cosine, tokens

    def encode_question(self, text: str) -> Encoded:
        one = super().encode_question(text)
        if self.of_tokens:
            return Encoded(one.vector, turned(one.tokens, self.cosine))
        return Encoded(turned(one.vector[None], self.cosine)[0], one.tokens)


def turned(rows: Any, cosine: float) -> Any:
    columns = rows.shape[1]
    wide = np.zeros((len(rows), columns), np.float32)
    wide[:, -1] = np.sqrt(1 - cosine**2)
    return (rows * cosine + wide).astype(np.float32)


@pytest.mark.parametrize("tokens", [False, True])
@pytest.mark.parametrize("cosine", [0.999999, 0.9999])
def test_agreement_is_the_least_cosine_of_a_vector_or_a_token(cosine: float, tokens: bool) -> None:
    texts = ["keep records", "records of patients"]
    found = agreement(HashEncoder(), Turned(cosine, tokens=tokens), texts, ["keep what"])
    assert found == pytest.approx(cosine, abs=1e-6)
    assert (found >= LEAST) == (cosine > 0.99999)


def test_encoders_that_see_other_tokens_do_not_agree() -> None:
    class Shortened(HashEncoder):
        def encode_question(self, text: str) -> Encoded:
            return super().encode_question(text[:12])

    assert agreement(HashEncoder(), HashEncoder(), ["keep records of patients"], []) == pytest.approx(1)
    assert agreement(HashEncoder(), Shortened(), ["keep records of patients"], []) == 0


@pytest.fixture
def copy(model: Encoder, tmp_path: Path) -> Path:
    """The model's export, to be harmed."""
    return Path(shutil.copytree(export_folder(model.name), tmp_path / "copy"))


@pytest.mark.model
def test_the_record_says_what_was_exported_and_by_what(model: Encoder, reference: SentenceEncoder) -> None:
    assert isinstance(model, OnnxEncoder)
    export = read_export(export_folder(model.name))
    assert export
    assert (export.digest, export.dimension) == (reference.digest, reference.dimension) == (model.digest, 384)
    assert LEAST <= export.agreement < 1.00001
    assert export.exporter.startswith("torch ")
    assert {"model.onnx", "tokenizer.json"} < set(export.files)
    assert export.refused is None


@pytest.mark.model
def test_vectors_and_tokens_are_those_of_sentence_transformers(model: Encoder, reference: SentenceEncoder) -> None:
    assert agreement(reference, model, check_texts(), SENTENCES) >= LEAST


@pytest.mark.model
def test_usual_words_are_those_of_sentence_transformers(model: Encoder, reference: SentenceEncoder) -> None:
    words = {word for text in check_texts() for word in text.casefold().split()}
    known = {word for word in words if model.knows(word)}
    assert known == {word for word in words if reference.knows(word)}
    assert 0 < len(known) < len(words)


@given(st.lists(st.integers(0, 3 * TOGETHER)))
def test_every_text_is_in_one_batch_of_its_length_that_is_no_longer_than_one_run_takes(lengths: list[int]) -> None:
    batches = list(batches_of(lengths))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        (length,) = {lengths[row] for row in batch}
        assert len(batch) == 1 or len(batch) * length <= TOGETHER
    whole = [lengths[batch[0]] for batch in batches]
    assert whole == sorted(whole, reverse=True)


@pytest.mark.model
def test_a_text_has_the_same_vectors_whatever_it_is_encoded_beside(model: Encoder) -> None:
    texts = [*SENTENCES, *SENTENCES[::-1], *(f"Standard {number}" for number in range(2 * AT_ONCE))]
    for text, together in zip(texts, model.encode_passages(texts), strict=True):
        alone = model.encode_question(text)
        np.testing.assert_array_equal(together.vector, alone.vector)
        np.testing.assert_array_equal(together.tokens, alone.tokens)


@pytest.mark.model
def test_another_graph_beside_its_record_is_refused_before_it_runs(copy: Path, model: Encoder) -> None:
    export = read_export(copy)
    assert export
    assert open_export("a copy", export, copy).digest == model.digest
    weights = copy / f"{MODEL}.data"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    with pytest.raises(ModelRefused, match="not as it was written"):
        open_export("a copy", export, copy)


@pytest.mark.model
@pytest.mark.parametrize("right", [True, False])
def test_an_export_is_kept_if_its_vectors_are_right_and_else_only_why_not(
    right: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model of one small layer with random weights, for which the exporter takes seconds."""
    from index import export

    if not right:
        monkeypatch.setattr(export, "agreement", lambda *_: 0.9)
    monkeypatch.setattr(export, "check_texts", lambda: ["records", "of patients"])
    export.write_export(small_model(), tmp_path / "made")
    made = read_export(tmp_path / "made")
    assert made
    assert (made.refused is None) == right
    assert {path.name for path in (tmp_path / "made").iterdir()} == {RECORD, *made.files}
    assert bool(made.files) == right
    assert {path.name for path in tmp_path.iterdir()} == {"made", "lock"}


def small_model() -> SentenceEncoder:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(0)
    model = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    layers: Any = model[0]
    layers.auto_model.encoder.layer = layers.auto_model.encoder.layer[:1]
    return SentenceEncoder("one layer", "1" * 64, model)


@pytest.mark.model
def test_the_note_of_which_files_were_seen_is_no_part_of_an_export(tmp_path: Path, reference: SentenceEncoder) -> None:
    """It is written anew whenever a file's state changes; an export that had its hash would refuse itself."""
    from index.export import record

    for name in (MODEL, SEEN):
        (tmp_path / name).write_text("{}")
    assert set(record(reference, tmp_path, 1).files) == {MODEL}
