"""Standards by number: exactly those asked for, or what is known of a number that these documents do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from app.cite import number_list, skipped_notices, superseded_notices
from app.documents import read_documents
from app.numbers import Asked
from app.quote import quote
from app.types import Answer, Notice
from ingest.errors import QuestionRefused
from ingest.folders import command
from ingest.passages import cut_passages
from ingest.types import Corpus, Crosswalk, Passage, Standard

STANDARD = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
ALL = 10**6  # more passages than any standard governs


@dataclass(frozen=True, slots=True)
class Stated:
    """A standard and the passage in which it stands."""

    standard: Standard
    passage: Passage


def find_standard(number: str, corpus: Path, edition: str | None = None, document: str | None = None) -> Answer:
    """A standard by its number, read from the corpus itself: no index and no model is needed."""
    read = read_documents(corpus)
    if not STANDARD.fullmatch(number):
        raise QuestionRefused(f"{number!r} is not a standard's number.", do="Give one as in 5.1, or a chapter as in 5.")
    if document and document not in {source.id for source in read.sources}:
        raise QuestionRefused(f"no document has the id {document!r}.", do=f"See: {command('sources', corpus)}")
    documents = [d for d in read.documents if document in (None, d.source.id)]
    passages = [passage for one in documents for passage in cut_passages(one)]
    found = look_up(number, Asked((number,), edition, ()), passages, read, limit=ALL)
    return replace(found, notices=(*found.notices, *skipped_notices(read)))


def known_standards(corpus: Corpus) -> tuple[frozenset[str], tuple[str, ...]]:
    """The editions and the titles of standards that a question may name."""
    editions = {s.edition for s in corpus.sources if s.edition} | {c.later for c in corpus.crosswalks}
    return frozenset(editions), tuple(dict.fromkeys(s.standards for s in corpus.sources if s.standards))


def look_up(question: str, asked: Asked, passages: Sequence[Passage], corpus: Corpus, limit: int) -> Answer:
    """Every place where an asked number stands, what is in force first, then what those rules govern, up to the limit.

    Rules are shown however many there are; a number that is not there is said to be missing, never replaced.
    """
    known = list(stated(passages))
    found = {number: matching(number, asked, known) for number in asked.numbers}
    absent = [number for number, places in found.items() if not places]
    missing = tuple(Notice("missing-standard", text) for text in missing_reasons(absent, asked, known, corpus))
    places = [place for number in asked.numbers for place in found[number]]
    if not places:
        return Answer(question, "none", " ".join(notice.text for notice in missing), (), ())
    rules = list(dict.fromkeys(place.passage for place in places))
    shown = [*rules, *governed(places, passages)[: max(0, limit - len(rules))]]
    notices = (*missing, *superseded_notices([passage.document.source for passage in shown], corpus))
    highlights = {place.passage: place.standard.span for place in reversed(places)}
    quoted = tuple(
        quote(passage, corpus.crosswalks, rank=rank, highlight=highlights.get(passage))
        for rank, passage in enumerate(shown, 1)
    )
    return Answer(question, "standard", None, notices, quoted)


def matching(number: str, asked: Asked, known: Sequence[Stated]) -> list[Stated]:
    """Where a number stands: in force before superseded, the standards themselves before pages that quote them."""
    places = [place for place in known if wanted(place.standard, number, asked)]
    return sorted(places, key=lambda place: (is_superseded(place), is_quotation(place)))


def stated(passages: Sequence[Passage]) -> Iterator[Stated]:
    for passage in passages:
        yield from (Stated(standard, passage) for standard in passage.standards if passage.span.holds(standard.span))


def wanted(standard: Standard, number: str, asked: Asked) -> bool:
    """Whether a standard has the number (all of standard 5 for "5"), the edition and the title asked for."""
    same = standard.number == number or ("." not in number and standard.number.split(".")[0] == number)
    return same and asked.edition in (None, standard.edition) and (not asked.titles or standard.title in asked.titles)


def is_superseded(place: Stated) -> bool:
    return place.passage.document.source.status == "superseded"


def is_quotation(place: Stated) -> bool:
    return place.passage.document.source.title != place.standard.title


def governed(places: Sequence[Stated], passages: Sequence[Passage]) -> list[Passage]:
    """The passages that the standards govern besides stating them, in the order of the rules."""
    rules = {id(place.passage) for place in places}
    return list(
        dict.fromkeys(
            passage
            for place in places
            for passage in passages
            if id(passage) not in rules
            and passage.document.source.id == place.passage.document.source.id
            and place.standard in passage.standards
        )
    )


def missing_reasons(numbers: Sequence[str], asked: Asked, known: Sequence[Stated], corpus: Corpus) -> Iterator[str]:
    """That numbers are not in these documents, and what is known of them and around them; a sentence a chapter."""
    of = f" of the {asked.edition} edition" if asked.edition else ""
    for chapter, group in groupby(numbers, key=lambda number: number.split(".")[0]):
        absent = list(group)
        there = dict.fromkeys(place.standard.number for place in known)
        near = [number for number in there if number.split(".")[0] == chapter]
        have = f"Of standard {chapter}, they have {number_list(near)}." if near else ""
        said = [
            f"No standard {number_list(absent, 'or')}{of} in these documents.",
            have,
            *origins(absent, corpus.crosswalks),
        ]
        yield " ".join(filter(None, said))


def origins(numbers: Sequence[str], crosswalks: Sequence[Crosswalk]) -> Iterator[str]:
    """For numbers of a later edition, the rules of the earlier one that they came from."""
    for crosswalk in crosswalks:
        changes = [change for change in crosswalk.standards if set(change.now) & set(numbers) - {change.number}]
        if changes:
            new = [number for number in numbers if any(number in change.now for change in changes)]
            yield (
                f"In the {crosswalk.later} edition, {number_list(new)} replaced "
                f"{number_list([change.number for change in changes])} of {crosswalk.earlier}: {crosswalk.url}"
            )
