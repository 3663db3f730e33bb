"""The model by ONNX Runtime, from an export: what encodes questions and passages without torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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

FORMAT = 2  # raised whenever older exports must be made again
RECORD, MODEL, TOKENIZER, SEEN = "export.json", "model.onnx", "tokenizer.json", "seen.json"
OUTPUTS = ["sentence_embedding", "token_embeddings"]
COLUMNS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
AT_ONCE = 256  # texts among which those of equal length are looked for; the vectors of twice as many are in memory
TOGETHER = 256  # tokens encoded in one run: of short texts, a third sooner than one by one; of more, no sooner


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


Begun = Sequence[tuple[Sequence[int], Future[Sequence[Encoded]]]]
"""Batches by the rows of their texts."""


class OnnxEncoder:
    """An export that is open. Several threads may use it at once."""

    def __init__(self, name: str, export: Export, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self.name, self.digest, self.dimension = name, export.digest, export.dimension
        self.special, self.session, self.tokenizer = frozenset(export.special), session, tokenizer
        self.inputs = [one.name for one in session.get_inputs()]

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Those of one length together, as batches of unequal texts compute their padding, too."""
        with ThreadPoolExecutor(processors()) as pool:
            begun = deque[Begun]()
            for start in range(0, len(texts), AT_ONCE):
                tokens = [self.tokenizer.encode(text) for text in texts[start : start + AT_ONCE]]
                batches = batches_of([len(each) for each in tokens])
                begun.append([(rows, pool.submit(self.run, [tokens[row] for row in rows])) for rows in batches])
                if len(begun) > 1:  # no processor waits while the last of those before are encoded
                    yield from in_order(begun.popleft())
            for each in begun:
                yield from in_order(each)

    def encode_question(self, text: str) -> Encoded:
        return self.run([self.tokenizer.encode(text)])[0]

    def run(self, texts: Sequence[Encoding]) -> list[Encoded]:
        """Of texts of as many tokens, without those that the model puts around every text, if there are others."""
        vectors, embeddings = self.session.run(OUTPUTS, self.columns(texts))
        words = np.array([[token not in self.special for token in text.ids] for text in texts])
        return [
            Encoded(vector, unit(tokens[kept] if kept.any() else tokens))
            for vector, tokens, kept in zip(unit(vectors), embeddings, words, strict=True)
        ]

    def columns(self, texts: Sequence[Encoding]) -> dict[str, npt.NDArray[np.int64]]:
        """What the model takes in, by name; each (texts, tokens)."""
        return {name: np.array([getattr(text, COLUMNS[name]) for text in texts], np.int64) for name in self.inputs}

    def knows(self, word: str) -> bool:
        return len(self.tokenizer.encode(word, add_special_tokens=False)) == 1


def batches_of(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The rows of texts, those of one length together, as many as are encoded in one run; the longest first."""
    by_length: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        by_length.setdefault(length, []).append(row)
    for length, rows in sorted(by_length.items(), reverse=True):
        most = max(1, TOGETHER // max(length, 1))
        yield from (rows[start : start + most] for start in range(0, len(rows), most))


def in_order(begun: Begun) -> Iterator[Encoded]:
    encoded = {row: each for rows, future in begun for row, each in zip(rows, future.result(), strict=True)}
    return (encoded.pop(row) for row in range(len(encoded)))


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
