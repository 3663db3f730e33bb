"""What fetch did, in a terminal: a block of lines for each document, and a line for each that failed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from app.cite import number_list
from ingest.fetch.types import Difference, Outcome

SAID = {"new": "fetched", "changed": "changed since it was last fetched", "same": "not changed"}


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Failures go to standard error, as errors do."""
    for outcome in outcomes:
        if outcome.error:
            print(f"hcpc-guidance: {outcome.source.id}: {outcome.error}", file=sys.stderr)
        else:
            lines = [outcome.source.title, f"{outcome.source.id}: {SAID[outcome.kind]}"]
            lines += difference_lines(outcome.difference) if outcome.difference else []
            sys.stdout.write("\n   ".join(lines) + "\n\n")


def difference_lines(difference: Difference) -> Iterator[str]:
    """Numbers of standards first, then whole passages: what a new version says otherwise."""
    for said, numbers in (
        ("new", difference.standards_added),
        ("gone", difference.standards_removed),
        ("reworded", difference.standards_changed),
    ):
        if numbers:
            yield f"standards {said}: {number_list(numbers)}"
    yield from (f"added: “{text}”" for text in difference.added)
    yield from (f"removed: “{text}”" for text in difference.removed)
    for before, after in difference.changed:
        yield f"changed: “{before}”"
        yield f"     to: “{after}”"
