"""A verdict as text: where the words stand, or what was done to them, marked so that a pipe keeps the marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from app.cite import UNOFFICIAL, place, provenance, standard_label
from app.terminal import show
from app.verification.verdict import Change, Operation, Place, Verdict

if TYPE_CHECKING:
    from rich.console import Console

HEADLINES = {
    "exact": ("Exact: these are the document's words, whole.", "bold green"),
    "partial": ("Partial: the document's words, but not a whole sentence. The whole is:", "bold yellow"),
    "altered": ("Altered: not the document's words. Left out is [-so-], put in is {+so+}:", "bold red"),
    "other edition": ("Other edition: the document's words, but of another edition.", "bold yellow"),
    "not found": ("Not found: nothing in these documents is near these words.", "bold red"),
}
INSTEAD = "What comes nearest in its place. Left out of the quotation is [-so-], put in is {+so+}:"


def print_verdict(verdict: Verdict, console: Console) -> None:
    headline, style = HEADLINES[verdict.verdict]
    show(console, Text(headline, style=style))
    if verdict.verdict == "altered":
        show_difference(verdict, console)
    for found in verdict.places:
        if verdict.verdict != "altered":
            show(console, Text(f"“{found.whole}”"), indent=3)
        show(console, whereabouts(found), indent=3)
    if verdict.instead:
        show(console, Text(INSTEAD))
        show_difference(verdict, console)
        show(console, whereabouts(verdict.instead), indent=3)
    show(console, Text(UNOFFICIAL, style="dim"))


def show_difference(verdict: Verdict, console: Console) -> None:
    show(console, difference(verdict.difference), indent=3)
    if verdict.serious:
        show(console, Text("Such a change can turn a rule round:", style="bold red"), indent=3)
    show(console, Text("\n".join(map(change, verdict.changes))), indent=3)


def difference(operations: tuple[Operation, ...]) -> Text:
    """The source's letters, with marks around what the quotation left out and put in."""
    text = Text()
    for step in operations:
        if step.kind == "equal":
            text.append(step.source)
            continue
        for mark in marks(step):
            text.append_text(mark)
    return text


def marks(step: Operation) -> Iterator[Text]:
    """[-left out-]{+put in+}, and then the white space that followed."""
    out, put = step.source.rstrip(), step.quotation.rstrip()
    if out:
        yield Text(f"[-{out}-]", style="red strike")
    if out and put:
        yield Text(" ")
    if put:
        yield Text(f"{{+{put}+}}", style="green bold")
    yield Text(step.source[len(out) :] if out else step.quotation[len(put) :])


def change(change: Change) -> str:
    """- modal: “should” for “must”"""
    here, there = (" ".join(side.split()) for side in (change.quotation, change.source))
    if here and there:
        return f"- {change.weight}: “{here}” for “{there}”"
    return f"- {change.weight}: “{here}” put in" if here else f"- {change.weight}: “{there}” left out"


def whereabouts(found: Place) -> Text:
    lines = [f"{place(found.document, found.headings)}. {provenance(found.document)}"]
    lines += [f"Governed by: {standard_label(s)}" + (f". {s.now.note}" if s.now else "") for s in found.standards]
    lines += [f"Characters {found.start} to {found.end}, sha256 {found.document.sha256}"]
    lines += [found.url] if found.url else []
    return Text("\n".join(lines), style="dim")
