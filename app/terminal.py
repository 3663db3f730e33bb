"""An answer as text. In a terminal it is coloured and wrapped; in a pipe every quotation keeps its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from app.cite import ADDRESS, UNOFFICIAL, asides, is_rule, place, provenance, standard_label, standing
from app.types import Answer, QuotedPassage, QuotedStandard

if TYPE_CHECKING:
    from rich.console import Console


def print_answer(answer: Answer, console: Console) -> None:
    for notice in answer.notices:
        show(console, linked(notice.text, style="yellow"))
    if answer.reason:
        show(console, linked(answer.reason))
    printed: set[QuotedStandard] = set()
    for passage in answer.passages:
        console.print(Text(str(passage.rank), style="bold"))
        for paragraph in paragraphs(passage, printed):
            show(console, paragraph, indent=3)
        printed.update(passage.standards)
    for aside in asides(answer):
        show(console, Text(aside, style="dim"))
    show(console, Text(UNOFFICIAL, style="dim"))


def paragraphs(passage: QuotedPassage, printed: set[QuotedStandard]) -> Iterator[Text]:
    """The standards that govern the passage, each quoted once in an answer; the passage; where it stands."""
    for standard in passage.standards:
        yield standard_lines(passage, standard, quoted=standard not in printed and not is_rule(passage, standard))
    quotation = Text("“")
    for part in passage.parts:
        quotation.append(part.text, style="bold" if part.highlight else "")
    yield quotation.append("”")
    yield located(f"{place(passage.document, passage.headings)}. {provenance(passage.document)}", passage.url)
    for other in passage.also:
        yield located(f"Also there: {', '.join([other.title, *other.headings])}", other.url)


def located(words: str, url: str | None) -> Text:
    text = Text(words, style="dim")
    return text.append("\n").append_text(link(url)) if url else text


def link(url: str) -> Text:
    """An address that a terminal can open even where it is broken over two lines."""
    return Text(url, style=Style(dim=True, link=url))


def linked(text: str, style: str = "") -> Text:
    """Words of the program's own, their addresses as links."""
    words = Text(text, style=style)
    words.highlight_regex(ADDRESS, lambda url: Style(link=url))
    return words


def standard_lines(passage: QuotedPassage, standard: QuotedStandard, *, quoted: bool) -> Text:
    """A standard's label, its words unless they stand elsewhere in the answer, and what became of it."""
    lines = Text(standard_label(standard), style="bold").append(standing(passage.document, standard), style="not bold")
    if quoted:
        lines.append(f"\n“{standard.text}”", style="not bold")
    if standard.now and (quoted or is_rule(passage, standard)):
        lines.append(f"\n{standard.now.note}", style="not bold dim")
    return lines


def show(console: Console, text: Text, indent: int = 0) -> None:
    """A paragraph and an empty line; only a terminal wraps it."""
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 1, indent)))
    else:
        console.file.write("\n".join(" " * indent + line for line in text.plain.split("\n")) + "\n\n")
