"""A model to an ONNX file that gives its vectors, or the reason why none does."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock
from tokenizers import Tokenizer

from index.agreement import LEAST, SENTENCES, agreement, check_texts
from index.onnx import FORMAT, MODEL, OUTPUTS, RECORD, SEEN, TOKENIZER, Export, open_export, read_export
from index.reference import SentenceEncoder, load_reference
from ingest.errors import ModelRefused
from ingest.hashes import file_sha256


class Graph(torch.nn.Module):
    """The model as a function of its inputs by name, in the order of `names`."""

    def __init__(self, model: torch.nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        features = dict(zip(self.names, inputs, strict=True))
        for module in self.model.children():
            features = averaged(features) if is_mean(module) else module(features)
        return tuple(features[name] for name in OUTPUTS)


def is_mean(module: torch.nn.Module) -> bool:
    return getattr(module, "pooling_mode", None) == "mean"


def averaged(features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """As that module, but by a product: to the last digit the same, whatever texts a text is encoded beside.

    ONNX Runtime adds up in another order where there are several.
    """
    mask = features["attention_mask"][:, None].to(features["token_embeddings"].dtype)
    total = (mask @ features["token_embeddings"])[:, 0]
    return {**features, "sentence_embedding": total / mask.sum(dim=2).clamp(min=1e-9)}


def write_export(reference: SentenceEncoder, folder: Path) -> None:
    """Into a folder that appears when all is in it: the export, or a record of why it is refused."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "lock"):
        if read_export(folder):
            return  # by another process, just now
        for abandoned in folder.parent.glob("partial-*"):  # by a process that was killed
            shutil.rmtree(abandoned, ignore_errors=True)
        partial = folder.with_name(f"partial-{secrets.token_hex(4)}")
        partial.mkdir()
        try:
            write_files(reference, partial)
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def write_files(reference: SentenceEncoder, folder: Path) -> None:
    """The record last, as it has the hashes of the others."""
    try:
        opset = write_graph(reference, folder / MODEL)
        write_tokenizer(reference, folder / TOKENIZER)
        made = record(reference, folder, opset)
        least = agreement(reference, open_export(reference.name, made, folder), check_texts(), SENTENCES)
        refused = f"vectors of its export differ (cosine {least})" if least < LEAST else None
    except Exception as error:  # whatever the exporter raises: it may be of any kind
        opset, least, refused = 0, 0.0, f"it cannot be exported to ONNX ({type(error).__name__})"
    if refused:
        for path in folder.iterdir():
            path.unlink()
    made = record(reference, folder, opset, least, refused)
    (folder / RECORD).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")


def write_graph(reference: SentenceEncoder, path: Path) -> int:
    """The weights beside the graph, where they are mapped into memory and not copied; gives the opset."""
    model: Any = reference.model
    # Attention as plain products and sums, which ONNX has; "sdpa" is spelt out with checks that are not needed.
    model[0].auto_model.set_attn_implementation("eager")
    features = model.tokenizer(["one question", "and a longer one"], padding=True, return_tensors="pt")
    names, anything = list(features), torch.export.Dim.DYNAMIC
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            Graph(model, names).eval(),
            tuple(features.values()),
            input_names=names,
            output_names=OUTPUTS,
            dynamic_shapes=(tuple({0: anything, 1: anything} for _ in names),),
            dynamo=True,
            verbose=False,
        )
    if program is None:
        raise ValueError("no program")
    program.save(path, external_data=True)
    return int(program.model.opset_imports[""])


def write_tokenizer(reference: SentenceEncoder, path: Path) -> None:
    """As sentence-transformers uses it: cut where the model's attention ends, not filled up."""
    tokenizer = Tokenizer.from_str(reference.model.tokenizer.backend_tokenizer.to_str())
    if length := reference.model.max_seq_length:
        tokenizer.enable_truncation(length)
    else:
        tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(path))


def record(
    reference: SentenceEncoder, folder: Path, opset: int, agreement: float = 0.0, refused: str | None = None
) -> Export:
    return Export(
        format=FORMAT,
        digest=reference.digest,
        dimension=reference.dimension,
        special=reference.model.tokenizer.all_special_ids,
        exporter=", ".join(f"{name} {version(name)}" for name in ("torch", "onnxscript", "onnx", "transformers")),
        opset=opset,
        agreement=agreement,
        # Opened to be compared, the export may have been noted as seen: that note is no part of it, and changes.
        files={path.name: file_sha256(path) for path in sorted(folder.iterdir()) if path.name != SEEN},
        refused=refused,
    )


def main() -> None:
    """Of `python -m index.exporting MODEL FOLDER`."""
    try:
        write_export(load_reference(sys.argv[1]), Path(sys.argv[2]))
    except (ModelRefused, OSError) as error:
        sys.exit(str(error))
