"""Personal details are taken out of a question before anything else sees it. Names of people are not recognised."""

from __future__ import annotations

from dataclasses import dataclass

from app.details import Kind, details
from app.types import Notice
from ingest.normalise import fold

MASK = "…"  # no word to search for, and nothing that would join the digits on either side of it


@dataclass(frozen=True, slots=True)
class Masked:
    """A question without personal details, and the kinds of them that it held; never the details."""

    text: str
    kinds: tuple[Kind, ...]


def mask(question: str) -> Masked:
    """The question with a mark in place of each detail; letter for letter as it is if it holds none."""
    folded = fold(question)
    taken: list[tuple[int, int]] = []
    kinds: dict[Kind, None] = {}
    for kind, start, end in details(folded.text):
        # What lies inside a detail found before is no detail of its own.
        if not any(a <= start and end <= b for a, b in taken):
            taken.append((start, end))
            kinds[kind] = None
    pieces, kept = [], 0
    for start, end in sorted(taken):
        span = folded.span(start, end)
        if span.start >= kept:
            pieces += [question[kept : span.start], MASK]
        kept = max(kept, span.end)
    return Masked("".join([*pieces, question[kept:]]), tuple(kinds))


def personal_notices(masked: Masked) -> tuple[Notice, ...]:
    """A request to ask without personal details, that says which kinds were left out; nothing if there were none."""
    if not masked.kinds:
        return ()
    *others, last = masked.kinds
    held = f"{', '.join(others)} and {last}" if others else last
    text = (
        f"Your question seemed to hold {held}. This was left out before anything was looked up, and none of it is "
        "kept. Please ask without details that say who somebody is. Names are not recognised here: leave them out too."
    )
    return (Notice("personal-details", text),)
