"""A way to answer questions, in a process of its own: python -m tests.bench.workers NAME CORPUS INDEX.

How it is asked, tests/bench/peers/lines.py says: whatever program keeps to that can be a row of the table of
tests/bench/compare.py. What a way needs is imported by it alone: its cold start is measured, too.
"""

from __future__ import annotations

import json
import os
import re
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from threading import local
from typing import TYPE_CHECKING
from unittest import mock

from tests.bench.client import TIMEOUT, Client, Reply, written
from tests.bench.peers.lines import Ask, Ready, say, serve, timed

if TYPE_CHECKING:
    from tokenizers import Encoding

    from index.onnx import OnnxEncoder
    from index.types import Encoded, Encoder, Index

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported
LIBRARIES = {
    "function": ("hcpc-guidance", "onnxruntime", "faiss-cpu", "numpy"),
    "gradio": ("gradio",),
    "by_sentence_transformers": ("sentence-transformers", "torch", "transformers"),
}
LAYERS, WIDTH, INNER = 6, 384, 1536  # of the bundled model
JSON = {"Content-Type": "application/json"}
SQUARE = 512  # as many products as a forward pass of a short question


@contextmanager
def limit(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The multiplications of the model's forward pass, at the speed that numpy multiplies large matrices with now."""
    import numpy as np

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
    from index.onnx import OUTPUTS

    encoder = onnx_encoder(corpus, folder)

    def ask(question: str) -> tuple[float, Sequence[str]]:
        columns = encoder.columns([encoder.tokenizer.encode(question)])
        return timed(lambda: encoder.session.run(OUTPUTS, columns))[0], ()

    yield ask


@contextmanager
def function(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The product's answer(), in the process that asks."""
    from app.library import open_library
    from index.encoder import BUNDLED

    yield asking(*open_library(corpus, folder, BUNDLED))


@contextmanager
def by_sentence_transformers(corpus: Path, folder: Path) -> Iterator[Ask]:
    """answer() with the model as sentence-transformers runs it."""
    from app.library import open_library
    from index.encoder import BUNDLED
    from index.reference import load_reference

    index, _ = open_library(corpus, folder, BUNDLED)
    yield asking(index, load_reference())


@contextmanager
def http(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The product's server, each client over one connection."""
    with serving(corpus, folder) as (_, port):
        mine = local()

        def post(question: str) -> Reply:
            if not hasattr(mine, "client"):
                mine.client = Client(port)
            mine.client.ask(question, written(question))
            reply: Reply = mine.client.wait()
            return reply

        def ask(question: str) -> tuple[float, Sequence[str]]:
            try:
                seconds, reply = timed(lambda: post(question))
            except ConnectionError:  # the server closes a connection that was idle for seconds; as browsers do, again
                del mine.client
                seconds, reply = timed(lambda: post(question))
            if reply.status != 200:
                raise ConnectionError(f"status {reply.status}")
            return seconds, [passage["text"] for passage in json.loads(reply.body)["passages"]]

        yield ask


@contextmanager
def gradio(corpus: Path, folder: Path) -> Iterator[Ask]:
    """The page, asked as its script asks: a place in Gradio's queue, then the events until there are no more."""
    with serving(corpus, folder) as where:
        mine = local()

        def sent(method: str, path: str, body: str | None = None) -> bytes:
            if not hasattr(mine, "connection"):
                mine.connection = HTTPConnection(*where, timeout=TIMEOUT)
            mine.connection.request(method, path, body, JSON if body else {})
            reply = mine.connection.getresponse()
            data: bytes = reply.read()
            if reply.status != 200:
                raise ConnectionError(f"status {reply.status}")
            return data

        def run(question: str) -> bytes:
            session = secrets.token_hex(5)
            body = json.dumps({"data": [question], "fn_index": 0, "session_hash": session})
            sent("POST", "/gradio_api/queue/join", body)
            return sent("GET", f"/gradio_api/queue/data?session_hash={session}")

        def ask(question: str) -> tuple[float, Sequence[str]]:
            try:
                seconds, events = timed(lambda: run(question))
            except ConnectionError:  # as above
                mine.connection.close()
                seconds, events = timed(lambda: run(question))
            return seconds, quoted(events.decode())

        yield ask


def quoted(events: str) -> list[str]:
    """The passages on the page at the end."""
    from selectolax.lexbor import LexborHTMLParser

    said = [json.loads(line.removeprefix("data: ")) for line in events.splitlines() if line]
    _, html = next(event["output"]["data"] for event in said if event["msg"] == "process_completed")
    return [node.text() for node in LexborHTMLParser(html).css("article.card > blockquote")]


@contextmanager
def serving(corpus: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """The host and port of the product's server."""
    line = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--corpus", str(corpus), "--index", str(folder)]
    line += ["--rate-limit", "100000000"]
    # A file takes all that the server logs; a pipe that nobody reads would be full at some time, and stop it.
    with NamedTemporaryFile("r") as log, subprocess.Popen(line, stdout=log, stderr=log) as server:
        try:
            yield address(server, Path(log.name))
        finally:
            server.terminate()


def address(server: subprocess.Popen[bytes], log: Path) -> tuple[str, int]:
    while not (found := re.search(r"http://([\d.]+):(\d+)", log.read_text("utf-8"))):
        if server.poll() is not None:
            sys.exit(f"the server does not start: {log.read_text('utf-8')}")
        time.sleep(0.01)
    return found[1], int(found[2])


def processor_seconds() -> float:
    """Of the server, if there is one: what asks it is not the product. Else of this process."""
    servers = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return sum(map(taken_by, servers)) if servers else time.process_time()


def taken_by(process: str) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asking(index: Index, encoder: Encoder) -> Ask:
    from app.answer import answer

    def ask(question: str) -> tuple[float, Sequence[str]]:
        seconds, found = timed(lambda: answer(question, index, encoder))
        return seconds, [passage.text for passage in found.passages]

    return ask


def onnx_encoder(corpus: Path, folder: Path) -> OnnxEncoder:
    from app.library import open_library
    from index.encoder import BUNDLED
    from index.onnx import OnnxEncoder

    _, encoder = open_library(corpus, folder, BUNDLED)
    if not isinstance(encoder, OnnxEncoder):
        sys.exit("the model has no export")
    return encoder


WORKERS = {each.__name__: each for each in (limit, forward, function, http, gradio, by_sentence_transformers)}


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

    def encode_passages(self, texts: Sequence[str]) -> Iterable[Encoded]:
        self.texts += texts
        return self.encoder.encode_passages(texts)

    def encode_question(self, text: str) -> Encoded:
        return self.encoder.encode_question(text)


def build(corpus: Path, folder: Path) -> dict[str, float]:
    """Seconds to read, cut, encode and write a corpus; and of the model alone, one text at a time, or in its batches.

    Builds first and last, the model between: a machine that gets slower or faster meanwhile does so for both.
    """
    from app import library
    from index.encoder import BUNDLED, load_encoder
    from index.onnx import OnnxEncoder, batches_of

    encoder = load_encoder()
    if not isinstance(encoder, OnnxEncoder):
        sys.exit("the model has no export")
    recording = Recording(encoder)

    def whole(folder: Path) -> float:
        with mock.patch.object(library, "load_encoder", lambda model: recording):
            return timed(lambda: library.build_library(corpus, folder, BUNDLED))[0]

    first = whole(folder)
    texts = encoder.tokenizer.encode_batch(recording.texts)
    batches = [[texts[row] for row in rows] for rows in batches_of([len(text) for text in texts])]
    one_by_one, together = run_bare(encoder, [[text] for text in texts]), run_bare(encoder, batches)
    with TemporaryDirectory() as other:
        last = whole(Path(other))
    return {"seconds": (first + last) / 2, "bare": one_by_one, "batched": together, "texts": len(texts)}


def run_bare(encoder: OnnxEncoder, batches: Sequence[Sequence[Encoding]]) -> float:
    """Seconds of the model for tokens that are ready, one run a processor at a time."""
    from index.onnx import OUTPUTS, processors

    columns = [encoder.columns(batch) for batch in batches]

    def run() -> None:
        with ThreadPoolExecutor(processors()) as pool:
            for _ in pool.map(lambda each: encoder.session.run(OUTPUTS, each), columns):
                pass

    return timed(run)[0]


def main(name: str, corpus: str, folder: str) -> None:
    if name == "build":
        say(build(Path(corpus), Path(folder)))
        return
    with WORKERS[name](Path(corpus), Path(folder)) as ask:
        serve(Ready(ask, LIBRARIES.get(name, ()), processor_seconds))
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    say({"memory": used * 1024})


if __name__ == "__main__":
    main(*sys.argv[1:])
