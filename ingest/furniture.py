"""Page furniture: what a web page prints around its guidance, known by its wording and its place at the edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from ingest.errors import UnreadableDocument

OPENING = re.compile(r"(?:Skip navigation|Skip to (?:main )?content|Neidio i'r cynnwys)", re.IGNORECASE)
CLOSING = re.compile(r"(?:Download the guidance|Top)", re.IGNORECASE)
CONTROL = re.compile(
    r"(?:Expand|Collapse|Open|Close|Show|Hide) all(?: (?:panels|sections))?|(?:Back|Return) to top|Skip navigation"
    r"|(?:Email|Print|Save|Share) this page|Get emails about this page|(?:On|In) this (?:page|section):?"
    r"|(?:View|Print) (?:a|the) printable version(?: of[^.]{1,40})?|(?:Is|Was) this page (?:helpful|useful)\?"
    r"|Skip to (?:main )?content",
    re.IGNORECASE,
)
"""What a page says of its own controls, anywhere on it."""
UPDATED = re.compile(r"(?:Page updated on|Tudalen wedi['’]i diweddaru ymlaen):\s*(\d\d)/(\d\d)/(\d{4})")
MONTHS = "January February March April May June July August September October November December".split()
PUBLISHED = rf"Published(?: on)?:?\s+\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\s+\d{{4}}"
LAST_UPDATED = re.compile(
    rf"(?:{PUBLISHED}\s+)?(?:Page )?(?:Last )?updated(?: on)?:?\s+(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})",
    re.IGNORECASE,
)
AUDIENCE_TAGS = re.compile(r"[A-Z][A-Za-z ]+(?:, [A-Z][A-Za-z ]+)*")


def furniture_lines(lines: Sequence[str]) -> tuple[int, int]:
    """The slice of the lines that is content: those before it and after it are furniture."""
    first, last = 0, len(lines)
    while first < last and OPENING.fullmatch(lines[first]):
        first += 1
    if last > first and UPDATED.fullmatch(lines[last - 1]):
        last -= 1
        # The tags that say whom a page is for stand on the line above its date, and nowhere else.
        if last > first and AUDIENCE_TAGS.fullmatch(lines[last - 1]):
            last -= 1
    while last > first and CLOSING.fullmatch(lines[last - 1]):
        last -= 1
    return first, last


def content_lines(lines: Sequence[str]) -> list[int]:
    """Which lines are content, on a page that may have furniture in its middle too, each on a line of its own."""
    rest = [i for i, line in enumerate(lines) if not CONTROL.fullmatch(line)]
    first, last = furniture_lines([lines[i] for i in rest])
    return [i for i in rest[first:last] if not (UPDATED.fullmatch(lines[i]) or LAST_UPDATED.fullmatch(lines[i]))]


def updated_date(furniture: Iterable[str], file: str | None) -> date | None:
    """The date on the page's own "Page updated on" line, or None: it is never guessed."""
    for line in furniture:
        if match := UPDATED.fullmatch(line):
            day, month, year = map(int, match.groups())
            return stated_date(year, month, day, file)
        if match := LAST_UPDATED.fullmatch(line):
            return stated_date(int(match[3]), MONTHS.index(match[2].capitalize()) + 1, int(match[1]), file)
    return None


def stated_date(year: int, month: int, day: int, file: str | None) -> date:
    """The date that a document gives; a day that does not exist makes it unreadable."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDocument(
            f"says it was updated on a day that does not exist ({error}).", do="Fetch the document again.", path=file
        ) from None
