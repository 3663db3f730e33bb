"""What an answer takes besides the model: python -m tests.bench.warm.

Each question is asked of the bare model and then of answer(), and after that each of answer() and then of the server:
what else the machine does slows both alike. It fails if the median answer() takes more than 1.5 times the model's
median on the shipped page, or 2 times on other pages, or POST /api/ask 2 ms more than answer(). Two at a time, as the
server is idle while others are asked: where a processor that slept takes a millisecond to be as quick as before, as on
some virtual machines, that would count, too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.workers import forward, function, http  # before numpy is imported: it sets the threads of numpy

# isort: split
import numpy as np
import numpy.typing as npt

from app.library import build_library
from index.encoder import BUNDLED
from ingest.corpus import SHIPPED
from tests.bench.peers.lines import Ask
from tests.quality.development import GOVUK, SOCIAL_MEDIA, govuk_questions, questions

OVER = 0.002  # seconds
HEAD = (
    "| questions | model, ms | answer(), ms | times the model | at most "
    "| answer(), ms | POST /api/ask, ms | more, ms | at most |\n"
)
Way = Callable[[Path, Path], AbstractContextManager[Ask]]
Seconds = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    corpus: Path
    texts: Sequence[str]
    most: float
    """Times the model, for answer()."""


def groups() -> Iterator[Group]:
    yield Group("social media", SHIPPED, [each.text for each in questions(SOCIAL_MEDIA)], 1.5)
    if GOVUK.exists():
        for kind, name in (("question", "GOV.UK, situations"), ("short", "GOV.UK, short")):
            yield Group(name, GOVUK / "pages", [each.text for each in govuk_questions(kind)], 2)


def medians(group: Group, folder: Path, ways: Sequence[Way], asked: int, rounds: int) -> Seconds:
    """(ways,) of each question in turn, without the first round"""
    with ExitStack() as stack:
        asks = [stack.enter_context(way(group.corpus, folder)) for way in ways]
        seconds = [[ask(text)[0] for ask in asks] for _ in range(rounds + 1) for text in group.texts[:asked]]
    warm = np.array(seconds[len(group.texts[:asked]) :])
    taken: Seconds = np.median(warm, axis=0)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=60, help="of each group")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    sys.stdout.write(f"{HEAD}|{' --- |' * HEAD.count(' | ')} --- |\n")
    good = True
    with tempfile.TemporaryDirectory() as name:
        for group in groups():
            folder = Path(name) / group.corpus.name
            if not folder.exists():
                build_library(group.corpus, folder, BUNDLED)
            model, beside = medians(group, folder, (forward, function), asked.questions, asked.rounds)
            answer, post = medians(group, folder, (function, http), asked.questions, asked.rounds)
            times, more = beside / model, post - answer
            cells = [f"{model * 1e3:.1f}", f"{beside * 1e3:.1f}", f"{times:.2f}", f"{group.most}"]
            cells += [f"{answer * 1e3:.1f}", f"{post * 1e3:.1f}", f"{more * 1e3:.1f}", f"{OVER * 1e3:.0f}"]
            sys.stdout.write(f"| {' | '.join([group.name, *cells])} |\n")
            sys.stdout.flush()
            good = good and times <= group.most and more <= OVER
    sys.exit(not good)


if __name__ == "__main__":
    main()
