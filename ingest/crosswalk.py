"""What became of each standard from one edition to the next, and whether a document is of the edition it claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.manifest import read_entries
from ingest.types import Change, Crosswalk, Passage, Standard

FILE = "crosswalk.toml"


def read_crosswalks(folder: Path) -> tuple[Crosswalk, ...]:
    """The crosswalks of a corpus; none if it has no file of them."""
    path = folder / FILE
    return read_entries(path, "crosswalk", Crosswalk) if path.exists() else ()


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
