"""A way to answer questions, in a process of its own: python -m tests.bench.workers NAME CORPUS INDEX.

It says {"ready": true} in a line of JSON when it can answer; then it is given questions, each a line of JSON, and
answers each with {"seconds": ..., "shown": [texts, best first]}; and at the end of them says {"memory": bytes}.
Whatever program keeps to this can be a row of the table of tests/bench/compare.py.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar
from unittest import mock

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import numpy as np

from app import library
from app.answer import answer
from app.library import open_library
from index.encoder import BUNDLED, load_encoder
from index.onnx import OUTPUTS, OnnxEncoder, processors
from index.types import Encoded, Encoder, Index

Ask = Callable[[str], tuple[float, Sequence[str]]]
"""A question to the seconds that it took and the texts that are shown."""
Result = TypeVar("Result")
LAYERS, WIDTH, INNER = 6, 384, 1536  # of the bundled model
JSON = {"Content-Type": "application/json"}
SQUARE = 512  # as many products as a forward pass of a short question


def timed(call: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


@contextmanager
def limit(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The multiplications of the model's forward pass, at the speed that numpy multiplies large matrices with now."""
    encoder = onnx_encoder(corpus, folder)
    square = np.ones((SQUARE, SQUARE), np.float32)

    def ask(question: str) -> tuple[float, Sequence[str]]:
        tokens = len(encoder.tokenizer.encode(question))
        return timed(lambda: square @ square)[0] * products(tokens) / SQUARE**3, ()

    yield ask


def products(tokens: int) -> int:
    """Of two numbers each, in one forward pass."""
    return LAYERS * (4 * tokens * WIDTH**2 + 2 * tokens * WIDTH * INNER + 2 * tokens**2 * WIDTH)


@contextmanager
def forward(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The model by ONNX Runtime, on tokens that are ready."""
    encoder = onnx_encoder(corpus, folder)

    def ask(question: str) -> tuple[float, Sequence[str]]:
        columns = encoder.columns(encoder.tokenizer.encode(question))
        return timed(lambda: encoder.session.run(OUTPUTS, columns))[0], ()

    yield ask


@contextmanager
def function(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The product's answer(), in the process that asks."""
    yield asking(*open_library(corpus, folder, BUNDLED))


@contextmanager
def by_sentence_transformers(corpus: Path, folder: Path) -> Iterator[Ask]:
    """answer() with the model as sentence-transformers runs it."""
    from index.reference import load_reference

    index, _ = open_library(corpus, folder, BUNDLED)
    yield asking(index, load_reference())


@contextmanager
def http(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The product's server, asked by one client over one connection."""
    line = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--corpus", str(corpus), "--index", str(folder)]
    line += ["--rate-limit", "1000000"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout
            where = next(found[1] for said in server.stdout if (found := re.search(r"http://([\d.:]+)", said)))
            # httpx takes a millisecond more, which is none of the server's.
            with closing(HTTPConnection(where, timeout=60)) as client:

                def post(question: str) -> bytes:
                    client.request("POST", "/api/ask", json.dumps({"question": question}), JSON)
                    return client.getresponse().read()

                def ask(question: str) -> tuple[float, Sequence[str]]:
                    seconds, reply = timed(lambda: post(question))
                    return seconds, [passage["text"] for passage in json.loads(reply)["passages"]]

                yield ask
        finally:
            server.terminate()


def asking(index: Index, encoder: Encoder) -> Ask:
    def ask(question: str) -> tuple[float, Sequence[str]]:
        seconds, found = timed(lambda: answer(question, index, encoder))
        return seconds, [passage.text for passage in found.passages]

    return ask


def onnx_encoder(corpus: Path, folder: Path) -> OnnxEncoder:
    _, encoder = open_library(corpus, folder, BUNDLED)
    if not isinstance(encoder, OnnxEncoder):
        sys.exit("the model has no export")
    return encoder


WORKERS = {each.__name__: each for each in (limit, forward, function, by_sentence_transformers, http)}


class Recording:
    """An encoder that remembers what it was given."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self.name, self.digest, self.dimension, self.knows = (
            encoder.name,
            encoder.digest,
            encoder.dimension,
            encoder.knows,
        )
        self.encoder, self.texts = encoder, list[str]()

    def encode_passages(self, texts: Sequence[str]) -> Sequence[Encoded]:
        self.texts += texts
        return self.encoder.encode_passages(texts)

    def encode_question(self, text: str) -> Encoded:
        return self.encoder.encode_question(text)


def build(corpus: Path, folder: Path) -> dict[str, float]:
    """Seconds to read, cut, encode and write a corpus; and of the model alone for the same texts."""
    encoder = load_encoder()
    if not isinstance(encoder, OnnxEncoder):
        sys.exit("the model has no export")
    recording = Recording(encoder)
    with mock.patch.object(library, "load_encoder", lambda model: recording):
        seconds, _ = timed(lambda: library.build_library(corpus, folder, BUNDLED))
    ready = [encoder.columns(encoder.tokenizer.encode(text)) for text in recording.texts]

    def run() -> None:
        with ThreadPoolExecutor(processors()) as pool:
            for _ in pool.map(lambda columns: encoder.session.run(OUTPUTS, columns), ready):
                pass

    return {"seconds": seconds, "bare": timed(run)[0], "texts": len(ready)}


def main(name: str, corpus: str, folder: str) -> None:
    if name == "build":
        say(build(Path(corpus), Path(folder)))
        return
    with WORKERS[name](Path(corpus), Path(folder)) as ask:
        say({"ready": True})
        for line in sys.stdin:
            seconds, shown = ask(json.loads(line))
            say({"seconds": seconds, "shown": shown})
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    say({"memory": used * 1024})


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
