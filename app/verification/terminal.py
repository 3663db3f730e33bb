"""A verdict as text: where the words stand, or what was done to them, marked so that a pipe keeps the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from app.cite import UNOFFICIAL, place, provenance, standard_label
from app.terminal import link, show
from app.verification.verdict import Kind, Operation, QuotedPlace, Verdict
from app.verification.words import HEADLINES, INSTEAD, SERIOUS_CHANGE, Mark, change_line, marked, receipt_line

if TYPE_CHECKING:
    from rich.console import Console

STYLES: dict[Kind, str] = {
    "exact": "bold green",
    "partial": "bold yellow",
    "altered": "bold red",
    "other edition": "bold yellow",
    "not found": "bold red",
}
LEGEND = "Left out of the quotation is [-so-], put in is {+so+}:"
BELOW: dict[Kind, str] = {"partial": "The whole is:", "altered": LEGEND}
MARKS: dict[Mark, tuple[str, str]] = {
    "kept": ("{}", ""),
    "left out": ("[-{}-]", "red strike"),
    "put in": ("{{+{}+}}", "green bold"),
}


def print_verdict(verdict: Verdict, console: Console) -> None:
    headline = " ".join(filter(None, (HEADLINES[verdict.verdict], BELOW.get(verdict.verdict))))
    show(console, Text(headline, style=STYLES[verdict.verdict]))
    if verdict.verdict == "altered":
        show_difference(verdict, console)
    for found in verdict.places:
        if verdict.verdict != "altered":
            show(console, Text(f"“{found.whole}”"), indent=3)
        show(console, whereabouts(found), indent=3)
    if verdict.instead:
        show(console, Text(f"{INSTEAD}. {LEGEND}"))
        show_difference(verdict, console)
        show(console, whereabouts(verdict.instead), indent=3)
    for notice in verdict.notices:
        show(console, Text(notice.text, style="yellow"))
    show(console, Text(UNOFFICIAL, style="dim"))


def show_difference(verdict: Verdict, console: Console) -> None:
    show(console, difference(verdict.difference), indent=3)
    if verdict.serious:
        show(console, Text(f"{SERIOUS_CHANGE}:", style="bold red"), indent=3)
    show(console, Text("\n".join(f"- {change_line(change)}" for change in verdict.changes)), indent=3)


def difference(operations: tuple[Operation, ...]) -> Text:
    """The source's letters, with marks around what the quotation left out and put in."""
    text = Text()
    for mark, letters in (piece for step in operations for piece in marked(step)):
        form, style = MARKS[mark]
        text.append(form.format(letters), style=style)
    return text


def whereabouts(found: QuotedPlace) -> Text:
    lines = [f"{place(found.document, found.headings)}. {provenance(found.document)}"]
    lines += [f"Governed by: {standard_label(s)}" + (f". {s.now.note}" if s.now else "") for s in found.standards]
    lines += [receipt_line(found)]
    text = Text("\n".join(lines), style="dim")
    return text.append("\n").append_text(link(found.url)) if found.url else text
