"""What a running server answers from: the library of the moment, and how another takes its place."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.answer import answer
from app.library import generation_in_use, reopen_library
from app.types import Answer
from app.verification.concordance import Concordance, make_concordance
from app.verification.verdict import Verdict
from app.verification.verify import verify
from app.web.metrics import Metrics
from index.types import Encoder, Identity, Index
from ingest.errors import QuestionRefused

T = TypeVar("T")
TRIAL = "What must I do?"
SIDE_BY_SIDE = 4  # questions answered at a time: more threads take the interpreter from each other


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Everything that one answer is made from."""

    index: Index
    encoder: Encoder
    concordance: Future[Concordance]
    """Of all documents: no question waits for it."""
    since: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class Ready:
    """Which index answers."""

    identity: str
    """Equal for indexes that give equal hits."""
    model: str
    since: str
    passages: int
    documents: tuple[str, ...]
    """Their ids."""


def make_library(index: Index, encoder: Encoder) -> Library:
    """The library, after one question was answered from it: what fails at that must not take another's place."""
    answer(TRIAL, index, encoder, 1)
    return Library(index, encoder, in_background(lambda: make_concordance(index.corpus)))


def in_background(work: Callable[[], T]) -> Future[T]:
    """What the work will give, done in a thread that does not hold up the end of the server."""
    future: Future[T] = Future()

    def run() -> None:
        future.set_running_or_notify_cancel()
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


class Live:
    """Answers from the library of the moment; an answer under way keeps the one that it began with."""

    def __init__(self, library: Library | None = None) -> None:
        self.metrics = Metrics()
        self.turns = threading.Semaphore(SIDE_BY_SIDE)
        self.library: Library | None = None
        self.loaded = asyncio.Event()
        if library:
            self.take(library)

    def take(self, library: Library) -> None:
        """From here on questions are answered from it."""
        self.library = library
        self.loaded.set()
        self.metrics.index.clear()
        self.metrics.index.labels(digest(library.index.identity), library.encoder.name).set(1)

    def ask(self, question: str, passages: int) -> Answer:
        with self.turns, self.timed() as kinds:
            library = self.opened()
            answered = answer(question, library.index, library.encoder, passages)
            kinds.append(answered.kind)
        return answered

    def check(self, text: str, edition: str | None) -> Verdict:
        with self.timed() as kinds:
            verdict = verify(text, self.opened().concordance.result(), edition=edition)
            kinds.append(verdict.verdict)
        return verdict

    def opened(self) -> Library:
        if self.library is None:
            raise RuntimeError("asked before an index was loaded")
        return self.library

    @contextmanager
    def timed(self) -> Iterator[list[str]]:
        """Takes the time of what is done in the block, under the kind that the block appends."""
        kinds: list[str] = []
        begun = time.perf_counter()
        try:
            yield kinds
        except QuestionRefused:
            kinds.append("refused")
            raise
        finally:
            self.metrics.answers.labels(kinds[0] if kinds else "failed").observe(time.perf_counter() - begun)

    def ready(self) -> Ready | None:
        """Which index answers; None if none does yet."""
        if self.library is None:
            return None
        index = self.library.index
        return Ready(
            identity=digest(index.identity),
            model=index.identity.encoder.name,
            since=self.library.since,
            passages=len(index.passages),
            documents=tuple(document.source.id for document in index.corpus.documents),
        )


def digest(identity: Identity) -> str:
    return hashlib.sha256(json.dumps(asdict(identity), sort_keys=True).encode()).hexdigest()[:16]


Renew = Callable[[Library], Library | None]
"""Given the library that answers: another that should take its place, if there is one."""


def unchanging(library: Library) -> None:
    """No other library is ever there."""


class Renewal:
    """Looks whether a build has put another index in the folder, and opens it: each once, whether good or bad."""

    def __init__(self, corpus: Path, folder: Path) -> None:
        self.corpus, self.folder = corpus, folder
        self.seen = generation_in_use(folder)

    def __call__(self, library: Library) -> Library | None:
        found = generation_in_use(self.folder)
        if found in (None, self.seen):
            return None
        self.seen = found
        index = reopen_library(self.corpus, self.folder, library.encoder)
        return None if index.identity == library.index.identity else make_library(index, library.encoder)
