"""This product and others beside each other, in one run: python -m tests.bench.compare.

Every way to answer runs in a process of its own (tests/bench/workers.py says how they talk), and each question is asked
of all of them before the next: what else the machine does slows all alike. Times are seconds of this machine; the
ratios are what holds. A peer is any program that keeps to the same lines: --peer NAME=COMMAND, started with a file of
the passages, [{"text": what is shown, "context": what is searched}, ...], and a folder for its index. One that does not
start is said to be absent.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any

from index.build import context
from ingest.corpus import SHIPPED, read_corpus
from ingest.passages import cut_passages
from tests.bench.measures import Row, draw, table
from tests.bench.workers import WORKERS
from tests.quality.development import GOVUK, SOCIAL_MEDIA, Question, answers, govuk_questions, questions

NAMES = {
    "limit": "the model's multiplications",
    "forward": "the model, ONNX Runtime",
    "function": "answer()",
    "http": "POST /api/ask",
    "by_sentence_transformers": "answer(), sentence-transformers",
}
COLD = {
    "function": "from app import cli; cli.main()",
    "by_sentence_transformers": (
        "from app import cli, library; from index import reference; "
        "library.load_encoder = reference.load_reference; cli.main()"
    ),
}
OUR_WORKER = [sys.executable, "-m", "tests.bench.workers"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=50, help="of each corpus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", type=int, default=3, help="starts of the command")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--plot", type=Path, help="Draw each table beside this file.")
    asked = parser.parse_args()
    peers = {name: shlex.split(command) for name, command in (peer.split("=", 1) for peer in asked.peer)}
    for name, corpus, queries in corpora():
        rows = measure(corpus, queries[: asked.questions], peers, asked.rounds, asked.cold)
        sys.stdout.write(f"\n{name}, {min(len(queries), asked.questions)} questions\n\n{table(rows, NAMES['forward'])}")
        sys.stdout.flush()
        if asked.plot:
            asked.plot.parent.mkdir(parents=True, exist_ok=True)
            draw(rows, asked.plot.with_name(f"{asked.plot.stem}-{name.split()[0].lower()}{asked.plot.suffix}"))


def corpora() -> Iterator[tuple[str, Path, Sequence[Question]]]:
    yield "Social media, situations", SHIPPED, questions(SOCIAL_MEDIA)
    yield "GOV.UK, situations", GOVUK / "pages", govuk_questions("question")


def measure(
    corpus: Path, queries: Sequence[Question], peers: Mapping[str, Sequence[str]], rounds: int, cold: int
) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name) / "index"
        commands = {NAMES[each]: [*OUR_WORKER, each, str(corpus), str(folder)] for each in WORKERS}
        passages = write_passages(corpus, Path(name) / "passages.json")
        commands |= {peer: [*line, str(passages), str(Path(name) / peer)] for peer, line in peers.items()}
        built = read_last([*OUR_WORKER, "build", str(corpus), str(folder)])
        workers = {each: stack.enter_context(Worker.started(each, line)) for each, line in commands.items()}
        ask_in_turn([worker for worker in workers.values() if worker.row.absent is None], queries, rounds)
        workers[NAMES["forward"]].row.build = built["bare"]
        ours = workers[NAMES["function"]].row
        ours.build, ours.disk = built["seconds"], size(folder)
        start_in_turn({each: workers[NAMES[each]].row for each in COLD}, corpus, folder, queries[0].text, cold)
        for worker in workers.values():
            worker.finish()
        return [worker.row for worker in workers.values()]


class Worker:
    """A running process that answers, and the row of what it was measured to take."""

    def __init__(self, row: Row, process: subprocess.Popen[str] | None) -> None:
        self.row, self.process = row, process

    @classmethod
    @contextmanager
    def started(cls, name: str, line: Sequence[str]) -> Iterator[Worker]:
        try:
            process = subprocess.Popen(line, stdin=PIPE, stdout=PIPE, stderr=subprocess.DEVNULL, text=True)
        except OSError as error:
            yield cls(Row(name, absent=f"absent ({error.strerror})"), None)
            return
        with process:
            ready = read(process.stdout)
            yield cls(Row(name, absent=None if ready else "absent (does not start)"), process)
            process.kill()

    def ask(self, question: str) -> tuple[float, Sequence[str]]:
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        said = read(self.process.stdout)
        return said["seconds"], said["shown"]

    def finish(self) -> None:
        """Ends it, and takes down what memory it used."""
        if self.process and self.process.stdin and self.row.absent is None:
            self.process.stdin.close()
            self.row.memory = read(self.process.stdout).get("memory")


def read(stream: IO[str] | None) -> dict[str, Any]:
    """The next line of JSON; nothing at the end."""
    found: dict[str, Any] = json.loads((stream.readline() if stream else "") or "{}")
    return found


def write_passages(corpus: Path, path: Path) -> Path:
    passages = [passage for document in read_corpus(corpus).documents for passage in cut_passages(document)]
    path.write_text(json.dumps([{"text": each.text, "context": context(each)} for each in passages]), "utf-8")
    return path


def read_last(line: Sequence[str]) -> dict[str, Any]:
    """The JSON that a program says at its end."""
    said = subprocess.run(line, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    found: dict[str, Any] = json.loads(said)
    return found


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def ask_in_turn(workers: Sequence[Worker], queries: Sequence[Question], rounds: int) -> None:
    """Each question of every worker before the next, in another order each time; the first round warms up."""
    order, chance = list(workers), random.Random(0)  # noqa: S311  # an order of measurements
    for round_ in range(rounds + 1):
        ranks: dict[str, list[int | None]] = {worker.row.name: [] for worker in workers}
        for query in queries:
            chance.shuffle(order)
            for worker in order:
                seconds, shown = worker.ask(query.text)
                if round_:
                    worker.row.seconds.append(seconds)
                if shown and query.quotes:
                    ranks[worker.row.name].append(first_right(query, shown))
        for worker in workers:
            worker.row.right = shares(ranks[worker.row.name], sum(bool(query.quotes) for query in queries))


def first_right(query: Question, shown: Sequence[str]) -> int | None:
    return next((rank for rank, text in enumerate(shown, 1) if answers(query, [text])), None)


def shares(ranks: Sequence[int | None], queries: int) -> tuple[float, float] | None:
    """hit@1 and hit@3 over all queries; None of what shows nothing at all."""
    if not ranks:
        return None
    first, third = (sum(rank is not None and rank <= most for rank in ranks) / queries for most in (1, 3))
    return first, third


def start_in_turn(rows: Mapping[str, Row], corpus: Path, folder: Path, question: str, times: int) -> None:
    """The command from cold, with the one encoder and with the other."""
    for _ in range(times):
        for name, row in rows.items():
            line = [sys.executable, "-c", COLD[name], "ask", question, "--corpus", str(corpus), "--index", str(folder)]
            start = time.perf_counter()
            process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            if status:
                sys.exit(f"the command failed: {line}")
            row.cold.append(time.perf_counter() - start)
            row.cold_memory = max(row.cold_memory or 0, used.ru_maxrss * 1024)


if __name__ == "__main__":
    main()
