"""The words around a verdict, the same in a terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from app.verification.verdict import Change, Kind, Operation, QuotedPlace

HEADLINES: dict[Kind, str] = {
    "exact": "Exact: these are the document's words, whole.",
    "partial": "Partial: the document's words, but not a whole sentence.",
    "altered": "Altered: not the document's words.",
    "other edition": "Other edition: the document's words, but of another edition.",
    "not found": "Not found: nothing in these documents is near these words.",
}
INSTEAD = "What comes nearest in its place"
SERIOUS_CHANGE = "Such a change can turn a rule round"

Mark = Literal["kept", "left out", "put in"]


def marked(step: Operation) -> Iterator[tuple[Mark, str]]:
    """The letters of a step: what was left out of the source, what was put in, then the white space that followed."""
    if step.kind == "equal":
        yield "kept", step.source
        return
    out, put = step.source.rstrip(), step.quotation.rstrip()
    if out:
        yield "left out", out
    if out and put:
        yield "kept", " "
    if put:
        yield "put in", put
    yield "kept", step.source[len(out) :] if out else step.quotation[len(put) :]


def change_line(change: Change) -> str:
    """modal: “should” for “must”"""
    here, there = (" ".join(side.split()) for side in (change.quotation, change.source))
    if here and there:
        return f"{change.weight}: “{here}” for “{there}”"
    return f"{change.weight}: “{here}” put in" if here else f"{change.weight}: “{there}” left out"


def offsets_line(place: QuotedPlace) -> str:
    return f"Characters {place.start} to {place.end}"


def receipt_line(place: QuotedPlace) -> str:
    """Enough for whoever has the published file to check it."""
    return f"{offsets_line(place)}, sha256 {place.document.sha256}"
