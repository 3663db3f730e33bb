"""An answer as HTML. Every text is escaped here, and a quotation holds its document's characters and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from app.cite import is_rule, place, provenance, standard_label, standing
from app.types import Answer, Place, QuotedPassage, QuotedStandard

ADDRESS = re.compile(r"https?://[^\s<>\"“”()]+[^\s<>\"“”().,;:]")
REWORD = "Other words may find more: say in a sentence what you want to do, post or share, and with whom."


def status_text(answer: Answer) -> str:
    """What is announced: 3 passages found, best first"""
    count = len(answer.passages)
    if not count:
        return "No passage answers this"
    order = ", best first" if count > 1 and answer.kind == "passages" else ""
    return f"{count} passage{'' if count == 1 else 's'} found{order}"


def status_html(text: str, kind: str = "said") -> str:
    return f'<p role="status" class="status {escape(kind)}">{escape(text)}</p>'


def answer_html(answer: Answer) -> str:
    """The notices and a card for each passage; or why there is none, and whom to ask."""
    notices = [f'<p class="notice">{linked(notice.text)}</p>' for notice in answer.notices]
    if not answer.passages:
        return "".join([*notices, none_html(answer.reason or "")])
    printed: set[QuotedStandard] = set()
    cards = []
    for passage in answer.passages:
        cards.append(card_html(passage, len(answer.passages), printed))
        printed.update(passage.standards)
    return '<h2 class="unseen">What the guidance says</h2>' + "".join([*notices, *cards])


def none_html(reason: str) -> str:
    heading = '<h2 class="unseen">What to do</h2>'
    return f'<section class="none">{heading}<p>{linked(reason)}</p><p>{escape(REWORD)}</p></section>'


def card_html(passage: QuotedPassage, count: int, printed: set[QuotedStandard]) -> str:
    """A passage with the standards that govern it; a rule that was printed above is only named."""
    heading = f'<h3 class="rank">Passage {passage.rank} of {count}</h3>'
    rules = "".join(
        rule_html(standard, passage, quoted=standard not in printed and not is_rule(passage, standard))
        for standard in passage.standards
    )
    quotation = quotation_html(parts_html(passage), passage)
    return f'<article class="card">{heading}{rules}{quotation}{"".join(source_html(passage))}</article>'


def rule_html(standard: QuotedStandard, passage: QuotedPassage, *, quoted: bool) -> str:
    """A standard's label, its words unless they stand elsewhere in the answer, and what became of it."""
    badge = f'<strong class="badge">{escape(standard_label(standard))}</strong>'
    comma, _, said = standing(passage, standard).partition(" ")  # beside a badge the comma is heard, not seen
    label = f'<p>{badge}<span class="unseen">{comma} </span>{escape(said)}</p>'
    words = quotation_html(escaped(standard.text), passage) if quoted else ""
    told = standard.now if quoted or is_rule(passage, standard) else None
    now = f'<p class="now">{linked(told.note)}</p>' if told else ""
    return f'<div class="rule">{label}{words}{now}</div>'


def quotation_html(inner: str, passage: QuotedPassage) -> str:
    """A blockquote in the document's language, with its address where that is one of the web."""
    url = web_address(passage.url)
    cite = f' cite="{escape(url)}"' if url else ""
    return f'<blockquote lang="{escape(passage.document.language)}"{cite}>{inner}</blockquote>'


def parts_html(passage: QuotedPassage) -> str:
    return "".join(
        f"<mark>{escaped(part.text)}</mark>" if part.highlight else escaped(part.text) for part in passage.parts
    )


def source_html(passage: QuotedPassage) -> Iterator[str]:
    """Where the passage stands, a link to it, and the line to paste."""
    language = escape(passage.document.language)
    yield f'<p class="source"><cite lang="{language}">{escape(place(passage.document, passage.headings))}</cite>'
    yield f'<span class="provenance">{escape(provenance(passage.document))}</span></p>'
    for other in passage.also:
        yield f'<p class="also">Also there: {place_html(other, language)}</p>'
    yield '<div class="links">'
    url = web_address(passage.url)
    if url:
        yield f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">Open at source'
        yield f'<span class="unseen">, passage {passage.rank} (opens in a new tab)</span></a>'
    yield f'<details><summary>Citation<span class="unseen"> of passage {passage.rank}</span></summary>'
    yield f'<p class="citation">{escaped(passage.citation)}</p></details></div>'


def place_html(other: Place, language: str) -> str:
    """Where else the highlighted words stand, as a link if it has an address of the web."""
    title = f'<cite lang="{language}">{escape(", ".join([other.title, *other.headings]))}</cite>'
    url = web_address(other.url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{title}</a>' if url else title


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
