"""Damaged PDF, HTML and Word files by the thousand: `python -m tests.fuzz.documents --count 10000`.

Each is read, and cut into passages, by a process of its own kind that may take 10 seconds for it and 1 GiB in all.
It fails if one takes longer or more, or raises anything but the refusal that the readers promise. The same seed does
the same damage; the whole files it is done to have dates and keys of their own, so those that fail are kept if asked.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random

from ingest.corpus import document_of
from ingest.errors import UnreadableDocument
from ingest.passages import cut_passages
from ingest.types import Document, Source
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import Seed, seeds

SECONDS = 10  # of the processor, so that a busy machine makes no hang
WAITING = 60  # seconds of the clock, for a hang that takes no processor
MEMORY = 1 << 30  # bytes, for a process with everything it has loaded


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: "read", "refused", or how it failed."""

    number: int
    kind: str
    became: str
    seconds: float = 0.0
    memory: int = 0
    """The most that its process has taken so far, in bytes."""
    trace: str = ""


def damaged(number: int, seed: str, files: Sequence[Seed]) -> tuple[str, bytes]:
    """Media type and bytes of a file: the same for the same number and seed."""
    chance = Random(f"{seed} {number}")  # noqa: S311, no secret
    chosen = files[number % len(files)]
    return chosen.media_type, mutated(chosen.data, chance, [file.data for file in files])


def judge(number: int, seed: str, files: Sequence[Seed]) -> Outcome:
    media_type, data = damaged(number, seed, files)
    source = Source(id="x", title="X", file="x", media_type=media_type, standards="S", edition="1")
    start = time.process_time()
    became, trace = "read", ""
    try:
        check(document_of(data, source))
    except UnreadableDocument as error:
        became = "out of memory" if is_for_memory(error) else "refused"
    except MemoryError:
        became = "out of memory"
    except BaseException as error:
        became, trace = type(error).__name__, traceback.format_exc()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Outcome(number, media_type, became, time.process_time() - start, memory, trace)


def is_for_memory(error: BaseException | None) -> bool:
    return error is not None and (isinstance(error, MemoryError) or is_for_memory(error.__context__))


def check(document: Document) -> None:
    """What holds of every document, however odd its file."""
    spans = sorted([*(block.span for block in document.blocks), *document.furniture])
    assert document.blocks
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert spans[-1].end <= len(document.text)
    assert all(a.end == b.start for a, b in pairwise(document.pages))
    document.text.encode()
    passages = cut_passages(document)
    assert all(document.slice(passage.span) == passage.text for passage in passages)


def work(connection: Connection, seed: str, files: Sequence[Seed]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    connection.send(None)
    while True:
        number = connection.recv()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # at its end the process is ended
        connection.send(judge(number, seed, files))


@dataclass(slots=True)
class Worker:
    """A process, the number of the file it reads, and since when; None while it has none."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    number: int | None = None
    since: float = 0.0

    def give(self, number: int) -> None:
        self.number, self.since = number, time.monotonic()
        self.connection.send(number)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def start_worker(seed: str, files: Sequence[Seed]) -> Worker:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, seed, files), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def outcomes(numbers: Iterator[int], seed: str, files: Sequence[Seed], processes: int) -> Iterator[Outcome]:
    """What becomes of each file, as it becomes known. A process that hangs or dies makes room for another."""
    workers = [start_worker(seed, files) for _ in range(processes)]
    while workers:
        ready = wait([worker.connection for worker in workers], timeout=0.2)
        for worker in list(workers):
            if worker.connection in ready:
                outcome, alive = received(worker)
            elif worker.number is not None and time.monotonic() - worker.since > WAITING:
                outcome, alive = Outcome(worker.number, "?", "hung", WAITING), False
            else:
                continue
            if outcome:
                yield outcome
            if not alive:
                worker.stop()
                workers[workers.index(worker)] = worker = start_worker(seed, files)
            elif (number := next(numbers, None)) is not None:
                worker.give(number)
            else:
                worker.stop()
                workers.remove(worker)


def received(worker: Worker) -> tuple[Outcome | None, bool]:
    """What a process says, and whether it lives."""
    try:
        outcome: Outcome | None = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join()
        number = -1 if worker.number is None else worker.number
        hung = worker.process.exitcode == -signal.SIGPROF
        return Outcome(number, "?", "hung" if hung else f"died ({worker.process.exitcode})"), False
    return outcome, True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the files that fail")
    asked = parser.parse_args()
    numbers = iter(range(asked.first, asked.first + asked.count))
    counts: Counter[tuple[str, str]] = Counter()
    slowest = most = 0.0
    files = seeds()
    for outcome in outcomes(numbers, asked.seed, files, asked.processes):
        counts[outcome.kind, outcome.became] += 1
        slowest, most = max(slowest, outcome.seconds), max(most, outcome.memory)
        if outcome.became not in ("read", "refused"):
            sys.stdout.write(f"file {outcome.number}: {outcome.kind}: {outcome.became}\n{outcome.trace}")
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / str(outcome.number)).write_bytes(damaged(outcome.number, asked.seed, files)[1])
    for (kind, became), count in sorted(counts.items()):
        sys.stdout.write(f"{count:7,}  {became:12}  {kind}\n")
    sys.stdout.write(f"slowest {slowest:.1f} s; most memory of a process {most / 2**20:.0f} MiB\n")
    sys.exit(any(became not in ("read", "refused") for _, became in counts))


if __name__ == "__main__":
    main()
