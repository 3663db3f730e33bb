"""What became of each standard from one edition to the next, and whether a document is of the edition it claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.addresses import wrong_address
from ingest.errors import UnreadableDocument
from ingest.manifest import Fault, circle_from, faulty, read_entries
from ingest.types import Change, Crosswalk, Passage, Standard

FILE = "crosswalk.toml"
NUMBER = re.compile(r"\d{1,2}\.\d{1,2}")


def read_crosswalks(folder: Path) -> tuple[Crosswalk, ...]:
    """The crosswalks of a corpus; none if it has no file of them."""
    path = folder / FILE
    crosswalks = read_entries(path, "crosswalk", Crosswalk) if path.exists() else ()
    for i in range(len(crosswalks)):
        if fault := next(faults_of(i, crosswalks), None):
            raise faulty(path, "crosswalk", [fault])
    return crosswalks


def faults_of(i: int, crosswalks: Sequence[Crosswalk]) -> Iterator[Fault]:
    """What no type can say of a crosswalk: it is the only one from its edition, leads on, and names a number once."""
    crosswalk = crosswalks[i]
    if any((c.title, c.earlier) == (crosswalk.title, crosswalk.earlier) for c in crosswalks[:i]):
        yield Fault(i, ("earlier",), f"two crosswalks lead on from {crosswalk.earlier!r}")
    later = {c.earlier: c.later for c in crosswalks if c.title == crosswalk.title}
    if circle := circle_from(crosswalk.earlier, later):
        yield Fault(i, ("later",), f"goes round in a circle: {circle}")
    if wrong := wrong_address(crosswalk.url):
        yield Fault(i, ("url",), f"{crosswalk.url!r} {wrong}")
    seen: set[str] = set()
    for n, change in enumerate(crosswalk.standards):
        if change.number in seen:
            yield Fault(i, ("standards", n), f"{change.number} stands here twice")
        seen.add(change.number)
        for number in (change.number, *change.now, *change.new):
            if not NUMBER.fullmatch(number):
                yield Fault(i, ("standards", n), f"{number!r} is not a standard's number, as in 5.1")


def change_of(standard: Standard, crosswalks: Sequence[Crosswalk]) -> tuple[Crosswalk, Change] | None:
    """What became of a standard in the edition after its own; None if that is not known."""
    for crosswalk in crosswalks:
        if (standard.title, standard.edition) == (crosswalk.title, crosswalk.earlier):
            return next(
                ((crosswalk, change) for change in crosswalk.standards if change.number == standard.number), None
            )
    return None


def check_editions(passages: Sequence[Passage], crosswalks: Sequence[Crosswalk]) -> None:
    """Stops at the first standard whose words or number belong to another edition than its document's entry says."""
    for passage in passages:
        for standard in passage.standards:
            for crosswalk in crosswalks:
                if standard.title == crosswalk.title and (reason := disagreement(passage, standard, crosswalk)):
                    raise UnreadableDocument(
                        f"its entry says that it quotes the {standard.edition} edition, but {reason}.",
                        do="Correct `edition` in corpus.toml.",
                        path=passage.document.source.file,
                    )


def disagreement(passage: Passage, standard: Standard, crosswalk: Crosswalk) -> str | None:
    """Why a standard cannot be of the edition that its document's entry gives."""
    if standard.edition == crosswalk.earlier:
        before = {change.number for change in crosswalk.standards}
        after = {number for change in crosswalk.standards if change.certainty == "seen" for number in change.now}
        if standard.number in after - before:
            return f"{standard.number} exists only in that of {crosswalk.later}"
    elif standard.edition == crosswalk.later:
        change = next((c for c in crosswalk.standards if c.number == standard.number and c.words), None)
        said = " ".join(passage.document.slice(standard.span).split())
        if change and change.words and change.words in said:
            return f"its {standard.number} has the words of that of {crosswalk.earlier}"
    return None
