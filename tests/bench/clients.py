"""Many clients at once on a server of its own: python -m tests.bench.clients --seconds 600.

Each client asks over one connection, question after question, and each reply is compared byte for byte with the one
that a single client got. The numbers of clients take turns in slices, as the machine is not equally fast all the time;
the ratio is of the whole. Then more ask at once than may wait: each of them is to be answered, or refused with 503 and
a time to come again. It fails on a lost, crossed or failed answer, on memory that is more than 3 % from where it began,
and on less than one and a half times the questions a second of one client at the most clients.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import numpy as np

from app.library import build_library
from app.web.limits import AT_ONCE
from index.encoder import BUNDLED
from ingest.corpus import SHIPPED
from tests.bench.client import TIMEOUT, Client, Reply, written
from tests.quality.development import SOCIAL_MEDIA, questions

CLIENTS = (1, 8, 32)
SLICE = 10  # seconds in which as many clients ask before it is the turn of others
GAIN, LEVEL = 1.5, 0.03
REFUSED = "refused, told when to come again"


@dataclass(slots=True)
class Load:
    """What so many clients saw."""

    clients: int
    seconds: float = 0.0
    processor_seconds: float = 0.0
    """That the server got: of a busy machine it may be one processor, however many there are."""
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


class Server:
    """The product's server in a process of its own."""

    def __init__(self, port: int, process: int) -> None:
        self.port, self.process = port, process

    def memory(self) -> int:
        """Bytes that are resident now."""
        pages = Path(f"/proc/{self.process}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def processor_seconds(self) -> float:
        """Taken since it started, by all its threads."""
        fields = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as name:
        folder, log = Path(name) / "index", Path(name) / "log"
        build_library(SHIPPED, folder, BUNDLED)
        line = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--rate-limit", "100000000"]
        line += ["--corpus", str(SHIPPED), "--index", str(folder)]
        with log.open("wb") as said, subprocess.Popen(line, stdout=said, stderr=said) as process:
            try:
                while not (port := re.search(r"127\.0\.0\.1:(\d+)", log.read_text("utf-8"))):
                    if process.poll() is not None:
                        sys.exit(f"the server does not start: {log.read_text('utf-8')}")
                    time.sleep(0.1)
                yield Server(int(port[1]), process.pid)
            finally:
                process.terminate()


def alone(server: Server, requests: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a single client gets, by question."""
    expected, client = {}, Client(server.port)
    for text, request in requests.items():
        client.ask(text, request)
        expected[text] = client.wait().body
    client.connection.close()
    return expected


def ask_for(
    load: Load, server: Server, requests: Mapping[str, bytes], expected: Mapping[str, bytes], seconds: float
) -> None:
    """So many clients ask for so long, each beginning at another question, and each reply is compared."""
    texts = {number: cycle(rotated(list(requests), 17 * number)) for number in range(load.clients)}
    begun, used = time.perf_counter(), server.processor_seconds()
    end = begun + seconds

    def ask(number: int, client: Client) -> bool:
        """Whether there was time to."""
        if time.perf_counter() >= end:
            return False
        text = next(texts[number])
        client.ask(text, requests[text])
        return True

    def take(number: int, client: Client, reply: Reply) -> bool:
        if reply.status != 200:
            load.errors[f"status {reply.status}"] += 1
        elif reply.body != expected[client.text]:
            load.errors["another answer"] += 1
        else:
            load.times.append(time.perf_counter() - client.begun)
        return ask(number, client)

    load.errors += converse(server, load.clients, ask, take)
    load.seconds += time.perf_counter() - begun
    load.processor_seconds += server.processor_seconds() - used


def converse(
    server: Server,
    clients: int,
    ask: Callable[[int, Client], object],
    take: Callable[[int, Client, Reply], bool],
) -> Counter[str]:
    """Lets each client ask, and take every reply, until it asks no more. What failed, by kind."""
    failed = Counter[str]()
    with DefaultSelector() as waiting:
        for number in range(clients):
            client = Client(server.port)
            ask(number, client)
            waiting.register(client.connection, EVENT_READ, (number, client))
        while waiting.get_map():
            ready = waiting.select(TIMEOUT)
            for key, _ in ready or [(key, 0) for key in list(waiting.get_map().values())]:
                number, client = key.data
                try:
                    if not ready:
                        raise TimeoutError
                    reply = client.read()
                    over = reply is not None and not take(number, client, reply)
                except OSError as error:
                    failed[type(error).__name__] += 1
                    over = True
                if over:
                    waiting.unregister(client.connection)
                    client.connection.close()
    return failed


def rotated(texts: Sequence[str], places: int) -> list[str]:
    return [*texts[places % len(texts) :], *texts[: places % len(texts)]]


def crowd(
    server: Server, requests: Mapping[str, bytes], expected: Mapping[str, bytes], rounds: int = 5
) -> Counter[str]:
    """What becomes of twice as many questions at once as may be under way."""
    seen, texts = Counter[str](), list(requests)

    def ask(number: int, client: Client) -> None:
        text = texts[number % len(texts)]
        client.ask(text, requests[text])

    def take(number: int, client: Client, reply: Reply) -> bool:
        clean = reply.status == 503 and b"\r\nretry-after: " in reply.head and json.loads(reply.body)["status"] == 503
        right = reply.status == 200 and reply.body == expected[client.text]
        seen["answered" if right else REFUSED if clean else f"status {reply.status}"] += 1
        return False

    for _ in range(rounds):
        seen += converse(server, 2 * AT_ONCE, ask, take)
    return seen


def line(load: Load) -> str:
    p50, p95, p99 = np.percentile(load.times, [50, 95, 99]) * 1e3
    errors = ", ".join(f"{count} {kind}" for kind, count in load.errors.items()) or "0"
    figures = f"{load.rate:.1f} | {p50:.0f} | {p95:.0f} | {p99:.0f} | {load.processor_seconds / load.seconds:.2f}"
    return f"| {load.clients} | {len(load.times):,} | {figures} | {errors} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600, help="in all")
    asked = parser.parse_args()
    requests = {query.text: written(query.text) for query in questions(SOCIAL_MEDIA)}
    loads = [Load(clients) for clients in CLIENTS]
    with serving() as server:
        expected = alone(server, requests)
        # Its threads and their memory are there from here on.
        ask_for(Load(CLIENTS[-1]), server, requests, expected, 3 * SLICE)
        begin, end = server.memory(), time.perf_counter() + asked.seconds
        while time.perf_counter() < end:
            for load in loads:
                ask_for(load, server, requests, expected, SLICE)
        after = server.memory()
        seen = crowd(server, requests, expected)
    growth, gain = after / begin - 1, loads[-1].rate / loads[0].rate
    head = ["clients", "answers", "a second", "p50, ms", "p95, ms", "p99, ms", "processors", "errors"]
    sys.stdout.write(f"| {' | '.join(head)} |\n{'|---' * len(head)}|\n")
    sys.stdout.write("".join(map(line, loads)))
    sys.stdout.write(
        f"{CLIENTS[-1]} clients get {gain:.2f} times the answers of one; at least {GAIN}.\n"
        f"Memory of the server: {begin / 1e6:.1f} MB, at the end {after / 1e6:.1f} MB ({growth:+.1%}).\n"
        f"Of {2 * AT_ONCE} at once, five times: {dict(seen)}\n"
    )
    clean = seen.keys() <= {"answered", REFUSED}
    sys.exit(not clean or any(load.errors for load in loads) or abs(growth) > LEVEL or gain < GAIN)


if __name__ == "__main__":
    main()
