"""This product and others beside each other, in one run: python -m tests.bench.compare.

Every way to answer runs in a process of its own (tests/bench/peers/lines.py says how they talk), and each question is
asked of all of them before the next: what else the machine does slows all alike. So with 1, 8 and 32 clients at once,
in short turns; and so with starts from cold, with an index that is there. Times are seconds of this machine; the ratios
are what holds. The peers that a user would pick instead run in an environment of their own, which `make bench`
makes; --peer NAME=COMMAND adds another, any program that keeps to the same lines. It is started with a file of the
passages, [{"text": what is shown, "context": what is searched}, ...], and a folder for its index. One that does not
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
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, Any

from index.build import context
from ingest.corpus import SHIPPED, read_corpus
from ingest.passages import cut_passages
from tests.bench.measures import CLIENTS, Load, Row, draw, judgement, notes, table
from tests.bench.workers import WORKERS
from tests.quality.development import GOVUK, SOCIAL_MEDIA, Question, answers, govuk_questions, questions

NAMES = {
    "limit": "the model's multiplications",
    "forward": "the model, ONNX Runtime",
    "function": "answer()",
    "http": "POST /api/ask",
    "gradio": "the page, Gradio",
    "by_sentence_transformers": "answer(), sentence-transformers",
}
COMMAND = "hcpc-guidance ask, from cold"
MODEL = [NAMES["limit"], NAMES["forward"]]
OURS = [NAMES["function"], NAMES["http"]]
OUR_WORKER = [sys.executable, "-m", "tests.bench.workers"]
PEERS = {
    "sentence-transformers + FAISS": "faiss_by_hand",
    "bm25s": "bm25s_alone",
    "txtai hybrid": "txtai_hybrid",
    "Haystack hybrid": "haystack_hybrid",
}
PEERS_PYTHON = "build/peers/bin/python"
SILENT = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
TURNS, TURN = 4, 0.5  # of so many clients, and seconds until it is the turn of others


@dataclass(frozen=True, slots=True)
class Corpus:
    id: str
    name: str
    folder: Path
    questions: Sequence[Question]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=50, help="of each corpus, of which the time is taken")
    parser.add_argument("--rounds", type=int, default=2, help="in which each is asked")
    parser.add_argument("--cold", type=int, default=2, help="starts of each")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--plot", type=Path, help="Draw each table beside this file.")
    asked = parser.parse_args()
    peers = {name: [PEERS_PYTHON, "-m", f"tests.bench.peers.{module}"] for name, module in PEERS.items()}
    peers |= {name: shlex.split(command) for name, command in (peer.split("=", 1) for peer in asked.peer)}
    for corpus in corpora():
        rows = measure(corpus, peers, asked.questions, asked.rounds, asked.cold)
        sys.stdout.write(report(corpus, rows, list(peers), asked.questions))
        sys.stdout.flush()
        if asked.plot:
            asked.plot.parent.mkdir(parents=True, exist_ok=True)
            draw(
                rows,
                [each.name for each in rows if each.name not in {*peers, *MODEL}],
                asked.plot.with_stem(f"{asked.plot.stem}-{corpus.id}"),
            )


def corpora() -> Iterator[Corpus]:
    yield Corpus("social-media", "Social media, situations", SHIPPED, questions(SOCIAL_MEDIA))
    if GOVUK.exists():
        yield Corpus("govuk", "GOV.UK, situations", GOVUK / "pages", govuk_questions("question"))
    else:
        sys.stdout.write(f"\nThe GOV.UK pages are not measured: {GOVUK.name} is not beside the project.\n")


def report(corpus: Corpus, rows: Sequence[Row], peers: Sequence[str], asked: int) -> str:
    named = {row.name: row for row in rows}
    quoted = sum(bool(query.quotes) for query in corpus.questions)
    title = f"{corpus.name}: times of {min(asked, len(corpus.questions))} questions, hits of {quoted}"
    ours, others, model = [named[each] for each in OURS], [named[each] for each in peers], named[NAMES["forward"]]
    return (
        f"\n{title}\n\n{table(rows, [model.name, OURS[0]])}\n{notes(rows)}\n"
        f"Whether ours is ahead\n\n{judgement(ours, others, model)}"
    )


def measure(corpus: Corpus, peers: Mapping[str, Sequence[str]], timed: int, rounds: int, cold: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, place = Path(name) / "index", [str(corpus.folder), str(Path(name) / "index")]
        passages = write_passages(corpus.folder, Path(name) / "passages.json")
        built = read_last([*OUR_WORKER, "build", *place])
        lines = {NAMES[each]: [*OUR_WORKER, each, *place] for each in WORKERS}
        theirs = {peer: [*line, str(passages), str(Path(name) / peer)] for peer, line in peers.items()}
        indexed = {peer: index_peer(line) for peer, line in theirs.items()}
        workers = {each: stack.enter_context(Worker.started(each, line)) for each, line in (lines | theirs).items()}
        there = [worker for worker in workers.values() if worker.row.absent is None]
        ask_in_turn(there, corpus.questions, timed, rounds)
        load_in_turn([worker for worker in there if worker.row.name != NAMES["limit"]], corpus.questions, TURNS)
        command = Row(COMMAND)
        start_in_turn(there, command, place, corpus.questions[0].text, cold)
        workers[NAMES["forward"]].row.build = built["bare"]
        ours = workers[NAMES["function"]].row
        ours.build, ours.disk = built["seconds"], size(folder)
        for peer, seconds in indexed.items():
            workers[peer].row.build, workers[peer].row.disk = seconds, size(Path(name) / peer) or None
        for worker in workers.values():
            worker.finish()
        rows = [worker.row for worker in workers.values()]
        return [*rows[: len(lines)], command, *rows[len(lines) :]]


class Worker:
    """A running process that answers, and the row of what it was measured to take."""

    def __init__(self, row: Row, line: Sequence[str], process: subprocess.Popen[str] | None) -> None:
        self.row, self.line, self.process = row, line, process

    @classmethod
    @contextmanager
    def started(cls, name: str, line: Sequence[str]) -> Iterator[Worker]:
        try:
            process = start(line)
        except OSError as error:
            yield cls(Row(name, absent=f"absent ({error.strerror})"), line, None)
            return
        with process:
            ready = read(process.stdout)
            absent = None if ready else "absent (does not start)"
            yield cls(Row(name, absent=absent, versions=ready.get("versions", {})), line, process)
            process.kill()

    def said(self, what: object) -> dict[str, Any]:
        """What it answers to a line."""
        assert self.process
        return tell(self.process, what) or sys.exit(f"{self.row.name} has stopped")

    def finish(self) -> None:
        """Ends it, and takes down what memory it used."""
        if self.process and self.process.stdin and self.row.absent is None:
            self.process.stdin.close()
            self.row.memory = read(self.process.stdout).get("memory")


def start(line: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(line, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, env={**os.environ, **SILENT})


def tell(process: subprocess.Popen[str], what: object) -> dict[str, Any]:
    assert process.stdin
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return read(process.stdout)


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


def index_peer(line: Sequence[str]) -> float | None:
    """The seconds that it says it took; None if it does not start."""
    try:
        said, _ = start(line).communicate()
    except OSError:
        return None
    seconds: float | None = json.loads(said.partition("\n")[0] or "{}").get("indexed")
    return seconds


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def ask_in_turn(workers: Sequence[Worker], queries: Sequence[Question], timed: int, rounds: int) -> None:
    """Each question of every worker before the next, in another order each time.

    The first round asks all of them: it warms up, and is judged. The others take the time of the first so many.
    """
    order, chance = list(workers), random.Random(0)  # noqa: S311  # an order of measurements
    ranks: dict[str, list[int | None]] = {worker.row.name: [] for worker in workers}
    for round_ in range(rounds + 1):
        for query in queries[:timed] if round_ else queries:
            chance.shuffle(order)
            for worker in order:
                said = worker.said(query.text)
                if round_:
                    worker.row.seconds.append(said["seconds"])
                elif said["shown"] and query.quotes:
                    ranks[worker.row.name].append(first_right(query, said["shown"]))
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


def load_in_turn(workers: Sequence[Worker], queries: Sequence[Question], turns: int) -> None:
    """So many clients of one worker for a turn, then of the next, in another order each time."""
    texts, order, chance = [query.text for query in queries], list(workers), random.Random(0)  # noqa: S311  # as above
    for _ in range(turns):
        for clients in CLIENTS:
            chance.shuffle(order)
            for worker in order:
                said = worker.said({"clients": clients, "seconds": TURN, "questions": texts})
                load = worker.row.loads.setdefault(clients, Load())
                load.answers += said["answers"]
                load.seconds += said["seconds"]
                load.errors += said["errors"]
                load.processor += said.get("processor", 0.0)


def start_in_turn(workers: Sequence[Worker], command: Row, place: Sequence[str], question: str, times: int) -> None:
    """Each from cold to its first answer, and the command to its end."""
    corpus, folder = place
    asked = [sys.executable, "-m", "app.cli", "ask", question, "--corpus", corpus, "--index", folder]
    for _ in range(times):
        run_command(command, asked)
        for worker in workers:
            start_cold(worker.row, worker.line, question)


def start_cold(row: Row, line: Sequence[str], question: str) -> None:
    begun = time.perf_counter()
    with start(line) as process:
        if not read(process.stdout) or not tell(process, question):
            sys.exit(f"{row.name} does not start again")
        row.cold.append(time.perf_counter() - begun)
        assert process.stdin
        process.stdin.close()
        row.cold_memory = max(row.cold_memory or 0, read(process.stdout).get("memory", 0))


def run_command(row: Row, line: Sequence[str]) -> None:
    begun = time.perf_counter()
    process = subprocess.Popen(line, stdout=DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the command failed: {line}")
    row.cold.append(time.perf_counter() - begun)
    row.cold_memory = max(row.cold_memory or 0, used.ru_maxrss * 1024)


if __name__ == "__main__":
    main()
