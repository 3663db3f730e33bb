"""The words around a quotation: dates, editions, sources, citations. Written here once, for every door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from app.types import Answer, DocumentReference, Notice, QuotedPassage, QuotedStandard, Successor
from ingest.furniture import MONTHS
from ingest.types import Change, Corpus, Crosswalk, Source

ADDRESS = re.compile(r"https?://[^\s<>\"“”()]+[^\s<>\"“”().,;:]")  # in the program's own words
MOST_NAMED = 3  # documents in one notice
MEANT = "Did you mean: "
UNOFFICIAL = "An unofficial tool, not endorsed by the HCPC. It quotes; it gives no advice."


def asides(answer: Answer) -> tuple[str, ...]:
    """What is said beside an answer: a spelling that is offered, and the words that were searched besides."""
    offered = [f"{MEANT}{answer.suggestion}"] if answer.suggestion else []
    return (*offered, *also_searched(answer))


def also_searched(answer: Answer) -> tuple[str, ...]:
    return (f"Also searched: {'; '.join(answer.also_searched)}",) if answer.also_searched else ()


def counted(count: int, what: str) -> str:
    """1 passage, 2 passages"""
    return f"{count} {what}{'s' * (count != 1)}"


def written_date(day: date) -> str:
    """24 March 2021"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def standard_label(standard: QuotedStandard) -> str:
    """Standard 1.7, 2016 edition"""
    return f"Standard {standard.number}" + (f", {standard.edition} edition" if standard.edition else "")


def standing(document: DocumentReference, standard: QuotedStandard) -> str:
    """What follows a standard's label: that it is quoted here; nothing where the standard itself stands."""
    return "" if standard.document == document.title else ", as quoted in this document"


def is_rule(passage: QuotedPassage, standard: QuotedStandard) -> bool:
    """Whether the passage is itself the place where the standard is quoted."""
    return passage.start <= standard.start and standard.end <= passage.end


def provenance(document: DocumentReference) -> str:
    """HCPC, updated 24 March 2021, superseded 1 September 2024"""
    superseded = "superseded" + (f" {written_date(document.superseded_on)}" if document.superseded_on else "")
    said = [
        document.publisher,
        f"updated {written_date(document.updated)}" if document.updated else "undated",
        superseded if document.status == "superseded" else None,
    ]
    return ", ".join(part for part in said if part)


def place(document: DocumentReference, headings: Sequence[str]) -> str:
    """Guidance on the use of social media, 2. How to use social media"""
    return ", ".join([document.title, *headings])


def citation(
    text: str, document: DocumentReference, headings: Sequence[str], standards: Sequence[QuotedStandard]
) -> str:
    """What a person pastes: the quotation, where it stands, the standards that govern it, the address."""
    governed = "; ".join(
        f"{standard_label(s)}, of {s.document}" if s.document else standard_label(s) for s in standards
    )
    said = [f"“{text}”", f"{place(document, headings)}.", f"{provenance(document)}."]
    return " ".join([*said, *([f"{governed}."] if governed else []), *([document.url] if document.url else [])])


def superseded_notices(sources: Sequence[Source], corpus: Corpus) -> tuple[Notice, ...]:
    """A notice for each superseded source, once."""
    return tuple(superseded_notice(s, corpus) for s in dict.fromkeys(sources) if s.status == "superseded")


def superseded_notice(source: Source, corpus: Corpus) -> Notice:
    """That a document is no longer in force, since when, by what, and where the standards in force are."""
    since = f" on {written_date(source.superseded_on)}" if source.superseded_on else ""
    successor = corpus.source(source.superseded_by) if source.superseded_by else None
    by = f" by “{successor.title}”" + (f" ({successor.url})" if successor.url else "") if successor else ""
    standards = next(
        (s for s in corpus.sources if s.title == source.standards and s.status == "in force" and s.url), None
    )
    now = f" Standards in force: {standards.url}" if standards else ""
    edition = f" It quotes the {source.edition} edition of the standards." if source.edition else ""
    return Notice("superseded", f"“{source.title}” was superseded{since}{by}.{edition}{now}")


def skipped_notices(corpus: Corpus) -> tuple[Notice, ...]:
    """That documents are not searched, as they cannot be read, if there are any."""
    titles = [f"“{corpus.source(one.id).title}”" for one in corpus.skipped]
    if not titles:
        return ()
    named = ", ".join(titles[:MOST_NAMED]) + (f" and {len(titles) - MOST_NAMED} more" if titles[MOST_NAMED:] else "")
    return (Notice("skipped", f"Not searched, as {'it' if len(titles) == 1 else 'they'} cannot be read: {named}."),)


def successor(crosswalk: Crosswalk, change: Change) -> Successor:
    """What became of a standard, since when, and how sure that is."""
    since, later, number = written_date(crosswalk.in_effect), crosswalk.later, change.number
    became = {
        "same": f"Unchanged in the {later} edition, in effect from {since}.",
        "reworded": f"Reworded under the same number in the {later} edition, in effect from {since}.",
        "renumbered": f"From {since}: {number_list(change.now)}.",
        "replaced": f"From {since}: {number_list(change.now)}.",
        "withdrawn": f"Withdrawn from {since}.",
    }
    others = [crosswalk.new, *(other.now for other in crosswalk.standards if other is not change)]
    reused = number not in change.now and any(number in numbers for numbers in others)
    said = [
        became[change.change],
        f"New beside it: {number_list(change.new)}." if change.new else "",
        f"In the {later} edition, {number} is a different rule." if reused else "",
        "" if change.certainty == "seen" else f"This is {change.certainty}: check {crosswalk.url}",
    ]
    return Successor(later, change.now, " ".join(filter(None, said)))


def number_list(numbers: Sequence[str], joint: str = "and") -> str:
    """1.8 to 1.12; 2.5, 2.9 and 2.10. Nothing for no numbers."""
    places = [tuple(map(int, number.split("."))) for number in numbers]
    if len(numbers) > 2 and all(b == (*a[:-1], a[-1] + 1) for a, b in pairwise(places)):
        return f"{numbers[0]} to {numbers[-1]}"
    return f" {joint} ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))
