"""Every document that is known: what it is, how old, whether it is searched, and by which hash it can be checked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from app.cite import written_date
from app.sources import SourceRow, standard_rows, status_of
from app.web.markup import web_address
from ingest.passages import cut_passages
from ingest.types import Corpus, Document, Source

KINDS = {
    "text/plain": "Plain text",
    "text/html": "Web page",
    "text/markdown": "Markdown",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
}
SECTIONS = {  # by state
    "there": ("Searched here", "Answers come from these and no others."),
    "unreadable": ("Not searched, as they cannot be read", "Whoever runs this page can see why, and what to do."),
    "not held": (
        "Known, but not held here",
        "No answer comes from these. Where one may hold what you look for, you are pointed to it.",
    ),
}


def sources_html(corpus: Corpus) -> str:
    """A section for each state that a document of this corpus is in."""
    rows = known_sources(corpus)
    held = [row for row in rows if row.state == "there"]
    sections = "".join(section_html(state, [row for row in rows if row.state == state], corpus) for state in SECTIONS)
    count = f"{len(held)} of {len(rows)} known documents {'is' if len(held) == 1 else 'are'} searched."
    return f'<h2 tabindex="-1">Sources</h2><p class="about">{count}</p>{sections}'


def known_sources(corpus: Corpus) -> tuple[SourceRow, ...]:
    """A row for each source of a corpus that was read: what a server answers from, whatever its folder holds by now."""
    documents = {document.source.id: document for document in corpus.documents}
    skipped = {one.id: f"{one.reason} {one.do}" for one in corpus.skipped}
    return tuple(known_row(source, documents.get(source.id), skipped.get(source.id)) for source in corpus.sources)


def known_row(source: Source, document: Document | None, problem: str | None) -> SourceRow:
    if document is None:
        return SourceRow(source, "unreadable" if problem else "not held", problem=problem)
    passages = cut_passages(document)
    rows = standard_rows(document, passages)
    return SourceRow(document.source, "there", document.sha256, len(passages), rows)


def section_html(state: str, rows: list[SourceRow], corpus: Corpus) -> str:
    title, lead = SECTIONS[state]
    cards = "".join(row_html(row, corpus) for row in rows)
    return f'<section class="{state.replace(" ", "-")}"><h3>{title}</h3><p>{lead}</p>{cards}</section>' if cards else ""


def row_html(row: SourceRow, corpus: Corpus) -> str:
    language = f' lang="{escape(row.source.language)}"' if row.source.language else ""
    title = f"<cite{language}>{escape(row.source.title)}</cite>"
    facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts_of(row, corpus))
    return f'<article class="card"><h4>{title}</h4><dl class="facts">{facts}</dl></article>'


def facts_of(row: SourceRow, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Each a name and a value as HTML. What is not known is said to be unknown of a document that is searched."""
    source = row.source
    if row.problem:
        yield "Problem", escape(row.problem)
    yield "Status", escape(status(source, corpus))
    if source.publisher:
        yield "Publisher", escape(source.publisher)
    yield "Kind", escape(KINDS.get(source.media_type, source.media_type))
    if source.edition:
        yield "Edition", f"{escape(source.edition)} edition of the standards"
    if source.updated or row.sha256:
        yield "Updated", escape(written_date(source.updated) if source.updated else "not known")
    yield "Address", address_html(source)
    if row.sha256:
        yield "Holds", holds(row)
        yield "SHA-256", f'<code class="hash">{escape(row.sha256)}</code>'


def status(source: Source, corpus: Corpus) -> str:
    """As in "Superseded on 1 September 2024 by “Guidance on the use of social media, revised”"."""
    said = status_of(source)
    if source.status == "superseded" and source.superseded_by:
        said = said.replace(f" by {source.superseded_by}", f" by “{corpus.source(source.superseded_by).title}”")
    return said[:1].upper() + said[1:]


def address_html(source: Source) -> str:
    url = web_address(source.url)
    if not url:
        return "its address is not known"
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'


def holds(row: SourceRow) -> str:
    return ", ".join(filter(None, [counted(row.passages, "passage"), counted(len(row.standards), "standard")]))


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else ""
