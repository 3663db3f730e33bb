"""The pieces of HTML that every view is made of: every text escaped, every quotation in its document's characters."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from app.cite import ADDRESS, place, provenance, standard_label, standing
from app.types import DocumentReference, QuotedStandard


def status_html(text: str, kind: str = "said") -> str:
    return f'<p role="status" class="status {escape(kind)}">{escape(text)}</p>'


def label_html(standard: QuotedStandard, document: DocumentReference) -> str:
    """A standard's number and edition as a badge, and that the document quotes it, if it does."""
    badge = f'<strong class="badge">{escape(standard_label(standard))}</strong>'
    comma, _, said = standing(document, standard).partition(" ")  # beside a badge the comma is heard, not seen
    return f'{badge}<span class="unseen">{comma} </span>{escape(said)}'


def now_html(standard: QuotedStandard) -> str:
    """What became of a standard; nothing where that is not known."""
    return f'<p class="now">{linked(standard.now.note)}</p>' if standard.now else ""


def quotation_html(inner: str, document: DocumentReference, url: str | None) -> str:
    """A blockquote in the document's language, with its address where that is one of the web."""
    address = web_address(url)
    cite = f' cite="{escape(address)}"' if address else ""
    return f'<blockquote lang="{escape(document.language)}"{cite}>{inner}</blockquote>'


def cited_html(document: DocumentReference, headings: Sequence[str]) -> str:
    """Where a quotation stands, and how old that document is."""
    cite = f'<cite lang="{escape(document.language)}">{escape(place(document, headings))}</cite>'
    return f'<p class="source">{cite}<span class="provenance">{escape(provenance(document))}</span></p>'


def link_html(url: str | None, of: str) -> str:
    """A link that opens the published page at the words, if it has an address of the web; `of` tells it from others."""
    address = web_address(url)
    if not address:
        return ""
    unseen = f'<span class="unseen">, {escape(of)} (opens in a new tab)</span>'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">Open at source{unseen}</a>'


def copied_html(name: str, text: str, of: str, language: str) -> str:
    """A button that copies a citation or a receipt, and the text itself to open; see static/page.js."""
    unseen = f'<span class="unseen"> of {escape(of)}</span>'
    return (
        f'<button type="button" class="copy">Copy {name}{unseen}</button><span role="status" class="copied"></span>'
        f"<details><summary>{name.capitalize()}{unseen}</summary>"
        f'<p class="citation" lang="{escape(language)}">{escaped(text)}</p></details>'
    )


def escaped(text: str) -> str:
    """Text that an HTML parser gives back character for character: it would read a carriage return as a line feed."""
    return escape(text).replace("\r", "&#13;")


def web_address(url: str | None) -> str | None:
    """The address if a browser should open it: never javascript: or file:."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc else None
    except ValueError:
        return None


def linked(text: str) -> str:
    """Words of the program's own, escaped, with their addresses as links."""
    pieces, end = [], 0
    for found in ADDRESS.finditer(text):
        url = escape(found[0])
        pieces += [escape(text[end : found.start()]), f'<a href="{url}" rel="noopener noreferrer">{url}</a>']
        end = found.end()
    return "".join([*pieces, escape(text[end:])])
