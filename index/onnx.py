"""The model by ONNX Runtime, from an export: what encodes questions and passages without torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.encoder import SILENCE, unit
from index.types import Encoded
from ingest.errors import ModelRefused
from ingest.hashes import Seen

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

FORMAT = 1  # raised whenever older exports must be made again
RECORD, MODEL, TOKENIZER, SEEN = "export.json", "model.onnx", "tokenizer.json", "seen.json"
OUTPUTS = ["sentence_embedding", "token_embeddings"]


@dataclass(frozen=True, slots=True)
class Export:
    """What the record of an export says: of what it was made, by what, and how near its vectors are."""

    format: int
    digest: str
    """Of the folder of the model."""
    dimension: int
    special: Sequence[int]
    """The tokens that stand for no word of a text."""
    exporter: str
    opset: int
    agreement: float
    """The least cosine, of a vector by the export and by sentence-transformers."""
    files: Mapping[str, str]
    """sha256 of the files of the export."""
    refused: str | None = None
    """Why the export is not to be used."""


class OnnxEncoder:
    """An export that is open. Several threads may use it at once."""

    def __init__(self, name: str, export: Export, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self.name, self.digest, self.dimension = name, export.digest, export.dimension
        self.special, self.session, self.tokenizer = frozenset(export.special), session, tokenizer
        self.inputs = [one.name for one in session.get_inputs()]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        # One text a run, one run a processor: batches of unequal texts compute their padding, too.
        with ThreadPoolExecutor(processors()) as pool:
            return list(pool.map(self.encode_question, texts))

    def encode_question(self, text: str) -> Encoded:
        """Without the tokens that the model puts around every text, if there are others."""
        tokens = self.tokenizer.encode(text)
        vectors, embeddings = self.session.run(OUTPUTS, self.columns(tokens))
        words = np.array([token not in self.special for token in tokens.ids])
        return Encoded(unit(vectors[0]), unit(embeddings[0][words] if words.any() else embeddings[0]))

    def columns(self, tokens: Encoding) -> dict[str, npt.NDArray[np.int64]]:
        """What the model takes in, by name; each (1, tokens)."""
        known = {"input_ids": tokens.ids, "attention_mask": tokens.attention_mask, "token_type_ids": tokens.type_ids}
        return {name: np.array([known[name]], np.int64) for name in self.inputs}

    def knows(self, word: str) -> bool:
        return len(self.tokenizer.encode(word, add_special_tokens=False)) == 1


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_export(folder: Path) -> Export | None:
    """None if there is none, or one that another version made."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Export(**record) if record["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make_export(model: str, folder: Path) -> Export | None:
    """By a process of its own: torch takes half a gigabyte, and stays where it was once imported. None if it fails."""
    sys.stderr.write("Preparing the model, once: this takes a minute ...\n")
    # -P: a folder called index where the command is run is not this package.
    line = [sys.executable, "-P", "-m", "index.exporting", model, str(folder)]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere) as process:  # noqa: S603  # ours
        process.wait()
    return read_export(folder)


def open_export(name: str, export: Export, folder: Path) -> OnnxEncoder:
    check_export(export, folder)
    os.environ.update(SILENCE)  # or it looks up mobile.events.data.microsoft.com, and keeps an id of this machine
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    options = SessionOptions()
    options.intra_op_num_threads = 1  # a question is too short to be shared out; passages are, one a thread
    options.log_severity_level = 3
    session = InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
    return OnnxEncoder(name, export, session, Tokenizer.from_file(str(folder / TOKENIZER)))


def check_export(export: Export, folder: Path) -> None:
    seen = Seen(folder / SEEN)
    for name, sha256 in export.files.items():
        path = folder / name
        if not path.is_file() or seen.sha256(path) != sha256:
            raise ModelRefused(
                "this export of the model is not as it was written.",
                do=f"Remove {folder}: it is made again.",
                path=path,
            )
    seen.save()
