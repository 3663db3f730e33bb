"""What an answer takes as the corpus grows: python -m tests.bench.growth.

Synthetic corpora (tests/bench/synthetic.py) of 1,000, 10,000 and 100,000 passages, with --large of 1,000,000, are built
and each opened by a process of its own; every question is asked of all of them before the next. The questions are the
development questions, encoded by the model. What is not as it would be: a passage has 8 tokens for late interaction,
not some 100, so the index is smaller on the disk and checked sooner, and candidates are scored faster at every size.
The texts are given vectors by a stand-in: the time of a build is without the model.
It fails if the 95th percentile at 100,000 passages is 5 times that at 1,000 or more, or recall is under .99.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import Any
from unittest import mock

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import numpy as np

from app import library
from app.answer import answer
from index.dense import search_dense
from index.encoder import BUNDLED, load_encoder
from index.types import Encoded, Index, Vectors
from ingest.corpus import SHIPPED, read_corpus
from ingest.passages import cut_passages
from tests.bench.compare import read, read_last, size
from tests.bench.measures import number
from tests.bench.peers.lines import say, timed
from tests.bench.synthetic import Synthetic, write_corpus
from tests.quality.development import GOVUK, SOCIAL_MEDIA, questions

SIZES, LARGE = (1_000, 10_000, 100_000), 1_000_000
TIMES, RECALL = 5, 0.99
NEAREST = 10
REAL = 1_500  # texts that the model encodes
HEAD = [
    "passages",
    "p50, ms",
    "p95, ms",
    "p95 without the model, ms",
    f"recall@{NEAREST}",
    "own memory, MB",
    "with mapped files, MB",
    "first start, s",
    "start, s",
    "build, s",
    "disk, MB",
]


@dataclass(slots=True)
class Grown:
    """What was measured of one size."""

    passages: int
    build: float
    disk: int
    first: float = 0
    """Seconds from the start of a process to its first answer, when the index is new."""
    start: float = 0
    """The same of a later process."""
    seconds: list[float] = field(default_factory=list)
    encoding: list[float] = field(default_factory=list)
    recall: float = 0
    own: int = 0
    mapped: int = 0

    @property
    def slowest(self) -> float:
        return float(np.percentile(self.seconds, 95))

    def cells(self) -> list[str]:
        searching = np.percentile(np.subtract(self.seconds, self.encoding), 95)
        return [
            f"{self.passages:,}",
            number(float(np.median(self.seconds)), 1e3, 2),
            number(self.slowest, 1e3, 2),
            number(float(searching), 1e3, 2),
            number(self.recall, 1, 4),
            number(self.own, 1e-6, 0),
            number(self.mapped, 1e-6, 0),
            number(self.first, 1, 2),
            number(self.start, 1, 2),
            number(self.build, 1, 1),
            number(self.disk, 1e-6, 1),
        ]


class Timed(Synthetic):
    """Remembers what the last question took to encode, and its vector."""

    taken = 0.0
    encoded: Encoded

    def encode_question(self, text: str) -> Encoded:
        self.taken, self.encoded = timed(lambda: super(Timed, self).encode_question(text))
        return self.encoded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} passages, too: hours, and 20 GB of disk")
    parser.add_argument("--sizes", type=int, nargs="+", help="of others")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where there is room", default=Path(tempfile.gettempdir()))
    asked = parser.parse_args()
    sizes = asked.sizes or [*SIZES, *([LARGE] if asked.large else [])]
    queries = [question.text for question in questions(SOCIAL_MEDIA)][: asked.questions]
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        real = Path(name) / "real.npy"
        np.save(real, real_vectors())
        measured = [built(Path(name) / str(passages), passages, real) for passages in sizes]
        ask_all(measured, [worker("answer", Path(name) / str(passages), real) for passages in sizes], queries, asked)
    sys.stdout.write("".join(f"| {' | '.join(line)} |\n" for line in [HEAD, ["---"] * len(HEAD)]))
    sys.stdout.write("".join(f"| {' | '.join(one.cells())} |\n" for one in measured))
    judge(measured)


def real_vectors() -> Vectors:
    """Of passages and sentences by the model: of the pages beside the project, or without them of the shipped page."""
    folder = GOVUK / "pages" if GOVUK.exists() else SHIPPED
    passages = [passage for document in read_corpus(folder).documents for passage in cut_passages(document)]
    texts = [text for p in passages for text in (p.text, *(p.document.slice(s) for s in p.sentences))]
    some = random.Random(0).sample(texts, min(REAL, len(texts)))  # noqa: S311, no secret
    sys.stdout.write(f"Vectors beside {len(some):,} real ones, of {len(passages):,} passages and their sentences\n\n")
    sys.stdout.flush()
    return np.array([each.vector for each in load_encoder().encode_passages(some)])


def worker(what: str, folder: Path, real: Path) -> list[str]:
    return [sys.executable, "-m", "tests.bench.growth", "--worker", what, str(folder), str(real)]


def built(folder: Path, passages: int, real: Path) -> Grown:
    write_corpus(folder / "corpus", passages)
    seconds = read_last(worker("build", folder, real))["seconds"]
    return Grown(passages, seconds, size(folder / "index"))


def ask_all(measured: Sequence[Grown], lines: Sequence[Sequence[str]], queries: Sequence[str], asked: Any) -> None:
    """In turn; the first round warms up. The first answer of each process is also that of its start."""
    processes = []
    for one, line in zip(measured, lines, strict=True):
        for _ in range(2):  # the first finds everything new, and hashes it
            start = time.perf_counter()
            process = subprocess.Popen(line, stdin=PIPE, stdout=PIPE, text=True)
            ask(process, queries[0])
            one.first = one.start
            one.start = time.perf_counter() - start
            if one.first:
                processes.append(process)
            else:
                end(process)
    for round_ in range(asked.rounds + 1):
        for query in queries:
            for one, process in zip(measured, processes, strict=True):
                said = ask(process, query)
                if round_:
                    one.seconds.append(said["seconds"])
                    one.encoding.append(said["encoding"])
                    one.own, one.mapped = said["own"], said["mapped"]
    for one, process in zip(measured, processes, strict=True):
        one.recall = end(process)


def end(process: subprocess.Popen[str]) -> float:
    """The recall, over all questions that it was asked."""
    assert process.stdin
    process.stdin.close()
    recall: float = read(process.stdout)["recall"]
    process.wait()
    return recall


def ask(process: subprocess.Popen[str], query: str) -> dict[str, Any]:
    assert process.stdin
    process.stdin.write(json.dumps(query) + "\n")
    process.stdin.flush()
    return read(process.stdout) or sys.exit("a worker failed")


def judge(measured: Sequence[Grown]) -> None:
    slowest = {one.passages: one.slowest for one in measured}
    least, recall = min(slowest), min(one.recall for one in measured)
    for passages, seconds in slowest.items():
        sys.stdout.write(f"p95 at {passages:,} passages: {seconds / slowest[least]:.2f} times that at {least:,}\n")
    most = max(seconds / slowest[least] for passages, seconds in slowest.items() if passages <= SIZES[-1])
    sys.exit(most >= TIMES or recall < RECALL)


def work(what: str, folder: Path, real: Path) -> None:
    """In a process of its own."""
    encoder = Timed(load_encoder(), np.load(real))
    with mock.patch.object(library, "load_encoder", lambda model: encoder):
        if what == "build":
            seconds, _ = timed(lambda: library.build_library(folder / "corpus", folder / "index", BUNDLED))
            say({"seconds": seconds})
        else:
            answer_all(folder, encoder)


def answer_all(folder: Path, encoder: Timed) -> None:
    index, _ = library.open_library(folder / "corpus", folder / "index", BUNDLED)
    vectors = {}
    for line in sys.stdin:
        question = json.loads(line)
        seconds, _ = timed(partial(answer, question, index, encoder))
        vectors[question] = encoder.encoded.vector
        own, mapped = memory()
        say({"seconds": seconds, "encoding": encoder.taken, "own": own, "mapped": mapped})
    say({"recall": float(np.mean([recall(index, vector) for vector in vectors.values()]))})


def recall(index: Index, question: Vectors) -> float:
    """The share of the nearest passages that the search gives; by cosine, so that equals count as found."""
    exact = np.concatenate([rows @ question for rows in blocks(index)])
    rows = search_dense(index.dense, question, NEAREST)[1]
    least = np.partition(exact, -NEAREST)[-NEAREST]
    return float(np.mean(exact[rows] >= least - 1e-6))


def blocks(index: Index, at_once: int = 10_000) -> list[Vectors]:
    count = len(index.passages)
    return [index.dense.reconstruct_n(at, min(at_once, count - at)) for at in range(0, count, at_once)]


def memory() -> tuple[int, int]:
    """Bytes of this process that are in no file, and all that are resident."""
    status = Path("/proc/self/status").read_text("ascii")
    own, mapped = (int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) * 1024 for name in ("RssAnon", "VmRSS"))
    return own, mapped


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
