"""What a build of many passages takes: `python -m tests.bench.build_many`.

The command builds 1,000 documents with 100,000 passages, in a process of its own with a terminal; then again after one
document changed. The hashing encoder stands in for the model, with vectors of the model's size; the model itself
encodes a share of the documents, from which the time of the whole is reckoned. It fails if a build after one change
takes 3 % of that or more. Processor time is what is compared: other programs on the machine do not count.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from unittest import mock

from tests.bench.documents import change_document, write_documents

MOST = 0.03  # of the full time
SHOWN = re.compile(r"Encoding[^%\r\n]*?(\d+)%\s+(\d+):(\d\d):(\d\d)")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Built:
    seconds: float
    processor: float
    """Seconds."""
    memory: int
    """The most it took, in bytes, with what is only mapped from files."""
    own: int
    """The most that was its own, and in no file."""
    bars: tuple[tuple[float, int, int], ...]
    """Seconds since the start, percentage of the encoding, and the seconds that were said to remain."""


def build(corpus: Path, index: Path, dimension: int) -> Built:
    """By the command, in a process of its own that has a terminal."""
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "tests.bench.build_many", "--child", str(corpus), str(index), str(dimension)]
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    start = time.monotonic()
    with Popen(arguments, stdout=PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        own, bars = 0, []
        for text in output(ours):
            own = max(own, own_memory(process.pid))
            for percentage, hours, minutes, seconds in SHOWN.findall(ANSI.sub("", text)):
                left = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
                bars.append((time.monotonic() - start, int(percentage), left))
        said = process.stdout.read() if process.stdout else b""
    told, *lines = map(bytes.decode, reversed(said.splitlines()))
    if not lines:
        sys.exit("the build failed")
    used = json.loads(told)
    return Built(time.monotonic() - start, used["processor"], used["memory"], own, tuple(bars))


def output(terminal: int) -> Iterator[str]:
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:  # how a terminal ends
            return
        yield data.decode("utf-8", "replace")


def own_memory(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def child(corpus: str, index: str, dimension: int) -> None:
    from app import cli
    from tests.fakes import HashEncoder

    sys.argv = ["hcpc-guidance", "build", corpus, "--index", index]
    encoder = HashEncoder(dimension=dimension or 1)
    instead = mock.patch("app.library.load_encoder", lambda model: encoder) if dimension else nullcontext()
    with instead, suppress(SystemExit):
        cli.main()
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(json.dumps({"processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024}) + "\n")


def report(name: str, built: Built) -> None:
    sys.stdout.write(
        f"{name}: {built.seconds:,.1f} s, {built.processor:,.1f} s of processor; "
        f"most memory {built.own / 2**30:.2f} GiB of its own, {built.memory / 2**30:.2f} GiB with mapped files\n"
    )
    sys.stdout.flush()


def report_bar(built: Built) -> None:
    """What the progress bar said, and what was true: the encoding ended when it was last drawn."""
    if not built.bars:
        sys.exit("no progress bar was seen")
    end = built.bars[-1][0]
    for wanted in (10, 25, 50, 75, 90):
        if shown := next((bar for bar in built.bars if bar[1] >= wanted), None):
            at, percentage, left = shown
            sys.stdout.write(f"  the bar at {percentage} %: {left} s left; it was {end - at:.0f} s\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--passages", type=int, default=100, help="of each document")
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--share", type=int, default=10, help="how many of the documents the model encodes, over 1")
    parser.add_argument("--folder", type=Path, help="where there is room", default=Path(tempfile.gettempdir()))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        many, few = Path(name) / "many", Path(name) / "few"
        write_documents(many, asked.documents, asked.passages)
        full = build(many, Path(name) / "index", asked.dimension)
        report(f"{asked.documents:,} documents, {asked.documents * asked.passages:,} passages", full)
        report_bar(full)
        change_document(many, 0, 1, asked.passages)
        again = build(many, Path(name) / "index", asked.dimension)
        report("after one document changed", again)
        write_documents(few, asked.share, asked.passages)
        by_model = build(few, Path(name) / "by-model", 0)
        report(f"{asked.share} documents with the model", by_model)
        report_bar(by_model)
        change_document(few, 0, 1, asked.passages)
        one = build(few, Path(name) / "by-model", 0)
        report("after one of them changed", one)
    judge(full, again, by_model, one, asked.share, asked.documents)


def judge(full: Built, again: Built, share: Built, one: Built, shared: int, documents: int) -> None:
    """The time of the model, for loading it and for each document, is added to that of a build without it."""
    each = (share.processor - one.processor) / (shared - 1)
    loading = one.processor - each
    whole, changed = full.processor + loading + documents * each, again.processor + loading + each
    sys.stdout.write(
        f"with the model, {each:.1f} s of processor a document: {whole:,.0f} s for all, {changed:,.0f} s after one "
        f"changed, {changed / whole:.2%}, at most {MOST:.0%}\n"
    )
    sys.exit(changed / whole >= MOST)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
