"""A report as text: tables, in a pipe with plain columns; and what was shown where the answer did not come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from app.evaluation.measures import MEASURES
from app.evaluation.types import Calibration, Difference, Estimate, Miss, Report
from app.terminal import show

if TYPE_CHECKING:
    from rich.console import Console

WORDS = 16  # of a passage or a quote, enough to know it by
Row = tuple[str, ...]


def print_report(report: Report, console: Console, *, misses: bool) -> None:
    if misses:
        for miss in report.misses:
            show(console, miss_lines(miss))
    show(console, Text(f"{report.answerable} questions have an answer, {report.unanswerable} have none."))
    print_table(("measure", "value", "95 % interval", "of", ""), measure_rows(report.measures), console)
    show(console, Text(calibration_line(report.calibration)))
    if report.comparison:
        print_table(("measure", "this", "other", "difference", "95 % interval", "p"), rows(report.comparison), console)
    if not misses:
        show(console, Text(misses_line(report)))


def print_table(head: Row, rows: Sequence[Row], console: Console) -> None:
    """Columns as wide as they must be; the numbers stand under each other."""
    from rich.table import Table

    if console.is_terminal:
        table = Table(*head, box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print()
        return
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)]
    console.file.write("\n".join(line.rstrip() for line in lines) + "\n\n")


def measure_rows(measures: dict[str, Estimate]) -> list[Row]:
    return [
        (name, number(one.value, name), between(one.low, one.high, name), str(one.of), MEASURES[name].says)
        for name, one in measures.items()
        if one.of
    ]


def rows(comparison: dict[str, Difference]) -> list[Row]:
    return [
        (
            name,
            number(one.first, name),
            number(one.second, name),
            number(one.difference, name, "+"),
            between(one.low, one.high, name, "+"),
            f"{one.p:.3f}",
        )
        for name, one in comparison.items()
    ]


def number(value: float | None, name: str, sign: str = "") -> str:
    """0.820, and 212.4 for words."""
    return "-" if value is None else f"{value:{sign}.{1 if name.startswith('words') else 3}f}"


def between(low: float | None, high: float | None, name: str, sign: str = "") -> str:
    return f"{number(low, name, sign)} to {number(high, name, sign)}"


def calibration_line(calibration: Calibration | None) -> str:
    if calibration is None:
        return "The answers carry no confidence: its calibration is not measured."
    auroc = "not defined" if calibration.auroc is None else f"{calibration.auroc:.3f}"
    return (
        f"Confidence of {calibration.of} answers: expected calibration error {calibration.ece:.3f}, AUROC {auroc}, "
        "for a gold quote in the first 3 passages."
    )


def misses_line(report: Report) -> str:
    answered = sum(not miss.wanted for miss in report.misses)
    return (
        f"Not first: {len(report.misses) - answered}. Answered though nothing answers it: {answered}. "
        "See them with --misses."
    )


def miss_lines(miss: Miss) -> Text:
    """The question, what was wanted and where it stood, what was shown instead."""
    confidence = "" if miss.confidence is None else f", confidence {miss.confidence:.2f}"
    lines = Text(f"{miss.id}  {miss.question}", style="bold")
    lines.append(f"\n   {stood(miss)}{confidence}", style="not bold")
    for line in (*wanted(miss), *instead(miss)):
        lines.append(f"\n   {line}", style="not bold dim")
    return lines


def stood(miss: Miss) -> str:
    if not miss.wanted:
        return "answered, though nothing answers it"
    if miss.rank:
        return f"the answer is passage {miss.rank}"
    return "not among the passages shown" if miss.shown else "declined, though there is an answer"


def wanted(miss: Miss) -> Iterator[str]:
    for quote in miss.wanted:
        yield f"wanted  “{first_words(quote)}”"


def instead(miss: Miss) -> Iterator[str]:
    for rank, text in enumerate(miss.shown, 1):
        yield f"{rank:<6}  “{first_words(text)}”"


def first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:WORDS]) + (" ..." if len(words) > WORDS else "")
