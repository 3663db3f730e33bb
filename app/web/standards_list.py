"""Every standard of a corpus: its number and edition, its words, what became of it, and where it is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from app.cite import provenance, superseded_notices
from app.fragment import address
from app.quote import quote_standard, refer
from app.types import DocumentReference, QuotedStandard
from app.web.markup import escaped, label_html, link_html, linked, now_html, quotation_html
from ingest.passages import cut_passages, standards_in
from ingest.types import Corpus, Document, Passage

LEAD = "Every numbered standard in these documents, in its own words, with its edition and where it is quoted."
NONE = "These documents hold no numbered standards."


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document where a standard stands."""

    headings: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A standard in the words of one document, with every place where that document has those words."""

    standard: QuotedStandard
    places: tuple[Where, ...]


def list_standards(document: Document, corpus: Corpus) -> tuple[Entry, ...]:
    """The standards of a document by number, 5.2 before 5.10; words that are repeated stand once."""
    found: dict[tuple[str, str], tuple[QuotedStandard, list[Where]]] = {}
    for passage in cut_passages(document):
        for standard in standards_in([passage]):
            quoted = quote_standard(standard, document, corpus.crosswalks)
            _, places = found.setdefault((quoted.number, quoted.text), (quoted, []))
            places.append(where(passage))
    entries = [Entry(standard, tuple(dict.fromkeys(places))) for standard, places in found.values()]
    return tuple(sorted(entries, key=lambda entry: tuple(map(int, entry.standard.number.split(".")))))


def where(passage: Passage) -> Where:
    return Where(tuple(passage.document.slice(span) for span in passage.headings), address(passage))


def standards_html(corpus: Corpus) -> str:
    """A section for each document that has standards, those in force first."""
    documents = sorted(corpus.documents, key=lambda document: document.source.status == "superseded")
    listed = [(document, list_standards(document, corpus)) for document in documents]
    sections = [section_html(document, entries, corpus) for document, entries in listed if entries]
    lead = LEAD if sections else NONE
    return f'<h2 tabindex="-1">Standards</h2><p class="about">{escape(lead)}</p>{"".join(sections)}'


def section_html(document: Document, entries: tuple[Entry, ...], corpus: Corpus) -> str:
    reference = refer(document)
    title = f'<cite lang="{escape(reference.language)}">{escape(reference.title)}</cite>'
    notices = "".join(
        f'<p class="notice">{linked(notice.text)}</p>' for notice in superseded_notices([document.source], corpus)
    )
    cards = "".join(entry_html(entry, reference) for entry in entries)
    return (
        f'<section><h3 class="document">{title}</h3><p class="provenance">{escape(provenance(reference))}</p>'
        f"{notices}{cards}</section>"
    )


def entry_html(entry: Entry, document: DocumentReference) -> str:
    quotation = quotation_html(escaped(entry.standard.text), document, entry.places[0].url)
    return (
        f'<article class="card"><h4 class="label">{label_html(entry.standard, document)}</h4>{quotation}'
        f"{now_html(entry.standard)}{''.join(places_html(entry, document))}</article>"
    )


def places_html(entry: Entry, document: DocumentReference) -> Iterator[str]:
    """Under which headings the standard stands, each with its link."""
    for place in entry.places:
        headings = f'<cite lang="{escape(document.language)}">{escape(", ".join(place.headings))}</cite>'
        link = link_html(place.url, f"standard {entry.standard.number}")
        yield f'<p class="where">{headings if place.headings else ""} {link}</p>'
