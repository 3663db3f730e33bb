"""Builds that are killed at any moment: `python -m tests.fuzz.killed_builds --count 50`.

Each build is of a corpus that has just changed, and is killed (SIGKILL) at a moment drawn by chance: half of them while
it reads and encodes, half while it writes. After each, the index that was there, or the new one if it was published in
time, must load whole and answer; so must the one that was loaded before, as in a server. Then the next build must
finish, leave nothing of the killed one, and make what a build into an empty folder makes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from unittest import mock

from app.library import build_library
from index.build import identify
from index.search import search
from index.store import load_index, open_generation
from index.types import Hit, Index
from ingest.corpus import folder_fingerprints
from tests.bench.documents import change_document, write_documents
from tests.fakes import HashEncoder

PASSAGES = 20  # of a document
QUESTIONS = ("sharing information about service users", "professional boundaries")
ENCODER = HashEncoder()


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the start of a build: until it begins to write, and until it ends."""

    writes: float
    ends: float


def build(corpus: Path, folder: Path, connection: Connection) -> None:
    from app import library
    from index import store

    def writing(*arguments: object) -> None:
        connection.send("writes")
        write(*arguments)  # type: ignore[arg-type]

    write = store.write_files
    connection.send("starts")
    with (
        mock.patch.object(library, "load_encoder", lambda model: ENCODER),
        mock.patch.object(store, "write_files", writing),
    ):
        build_library(corpus, folder, "")
    connection.send("ends")


def started(corpus: Path, folder: Path) -> tuple[BaseProcess, Connection]:
    """A process that builds, from the moment that it begins to."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("forkserver").Process(target=build, args=(corpus, folder, theirs))
    process.start()
    theirs.close()
    ours.recv()
    return process, ours


def timed(corpus: Path, folder: Path) -> Times:
    """A build that nothing stops."""
    process, connection = started(corpus, folder)
    start = time.monotonic()
    connection.recv()
    writes = time.monotonic() - start
    connection.recv()
    ends = time.monotonic() - start
    process.join()
    return Times(writes, ends)


def killed(corpus: Path, folder: Path, chance: Random, times: Times) -> str:
    """Kills a build; what it was doing."""
    process, connection = started(corpus, folder)
    doing = chance.choice(["reading", "writing"])
    if doing == "writing":
        connection.recv()
    time.sleep(chance.uniform(0, times.writes if doing == "reading" else 1.1 * (times.ends - times.writes)))
    process.kill()
    process.join()
    return doing


def hits(index: Index) -> list[tuple[Hit, ...]]:
    return [search(index, ENCODER, question, 5).hits for question in QUESTIONS]


def files_in(folder: Path) -> dict[str, bytes]:
    generation = open_generation(folder)
    return {path.relative_to(generation).as_posix(): path.read_bytes() for path in generation.rglob("*.*")}


def check(told: bool, wrong: str) -> None:
    if not told:
        sys.exit(f"wrong: {wrong}")


def one(number: int, folder: Path, documents: int, chance: Random, times: Times) -> tuple[str, Times]:
    """Changes the corpus, kills a build of it, and lets another finish.

    What the first did, and what it left in use; how long the other took.
    """
    corpus, index = folder / "corpus", folder / "index"
    before = identify(folder_fingerprints(corpus), ENCODER)
    generation, serving = open_generation(index), load_index(index, before)
    answers = hits(serving)
    change_document(corpus, chance.randrange(documents), number + 1, PASSAGES)
    now = identify(folder_fingerprints(corpus), ENCODER)
    doing = killed(corpus, index, chance, times)
    published = open_generation(index) != generation
    found = hits(load_index(index, now if published else before))
    check(published or found == answers, f"build {number}: the old index answers otherwise")
    check(hits(serving) == answers, f"build {number}: what was loaded before answers otherwise")
    times = timed(corpus, index)
    load_index(index, now)
    left = {path.name for path in index.iterdir()}
    check(left == {"current", "lock", open_generation(index).name}, f"build {number}: left over: {left}")
    return f"{doing}; {'the new index' if published else 'the old index'} in use", times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    multiprocessing.set_forkserver_preload(["app.library", "tests.bench.documents", "tests.fakes"])
    chance = Random(asked.seed)  # noqa: S311, no secret
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_documents(folder / "corpus", asked.documents, PASSAGES)
        timed(folder / "corpus", folder / "index")
        change_document(folder / "corpus", 0, 0, PASSAGES)
        times = timed(folder / "corpus", folder / "index")
        for number in range(asked.count):
            what, times = one(number, folder, asked.documents, chance, times)
            counts[what] += 1
        timed(folder / "corpus", folder / "anew")
        same = files_in(folder / "index") == files_in(folder / "anew")
        check(same, "the last build differs from one into an empty folder")
    for what, count in sorted(counts.items()):
        sys.stdout.write(f"{count:4}  killed while {what}\n")
    sys.stdout.write("every time an index was whole and answered, and the next build finished\n")


if __name__ == "__main__":
    main()
