"""An answer as HTML: a card for each passage."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from app.cite import asides, is_rule
from app.decline import OUTSIDE
from app.types import Answer, Place, QuotedPassage, QuotedStandard
from app.web.markup import cited_html, escaped, label_html, link_html, linked, now_html, quotation_html, web_address

REWORD = "Other words may find more: say in a sentence what you want to do, post or share, and with whom."


def status_text(answer: Answer) -> str:
    """What is announced: 3 passages found, best first"""
    count = len(answer.passages)
    if not count:
        return "No passage answers this"
    order = ", best first" if count > 1 and answer.kind == "passages" else ""
    return f"{count} passage{'' if count == 1 else 's'} found{order}"


def answer_html(answer: Answer) -> str:
    """The notices and a card for each passage; or why there is none, and whom to ask."""
    notices = [f'<p class="notice">{linked(notice.text)}</p>' for notice in answer.notices]
    said = [f'<p class="aside">{escaped(aside)}</p>' for aside in asides(answer)]
    if not answer.passages:
        return "".join([*notices, none_html(answer.reason or ""), *said])
    printed: set[QuotedStandard] = set()
    cards = []
    for passage in answer.passages:
        cards.append(card_html(passage, len(answer.passages), printed))
        printed.update(passage.standards)
    return '<h2 class="unseen">What the guidance says</h2>' + "".join([*notices, *cards, *said])


def none_html(reason: str) -> str:
    """Why there is no passage. No other words find a number that is not there: only a search is worth another try."""
    reword = f'<p class="aside">{escape(REWORD)}</p>' if reason.startswith(OUTSIDE) else ""
    return f'<section class="none"><h2 class="unseen">What to do</h2><p>{linked(reason)}</p>{reword}</section>'


def card_html(passage: QuotedPassage, count: int, printed: set[QuotedStandard]) -> str:
    """A passage with the standards that govern it; a rule that was printed above is only named."""
    heading = f'<h3 class="rank">Passage {passage.rank} of {count}</h3>'
    rules = "".join(
        rule_html(standard, passage, quoted=standard not in printed and not is_rule(passage, standard))
        for standard in passage.standards
    )
    quotation = quotation_html(parts_html(passage), passage.document, passage.url)
    return f'<article class="card">{heading}{rules}{quotation}{"".join(source_html(passage))}</article>'


def rule_html(standard: QuotedStandard, passage: QuotedPassage, *, quoted: bool) -> str:
    """A standard's label, its words unless they stand elsewhere in the answer, and what became of it."""
    words = quotation_html(escaped(standard.text), passage.document, passage.url) if quoted else ""
    now = now_html(standard) if quoted or is_rule(passage, standard) else ""
    return f'<div class="rule"><p>{label_html(standard, passage.document)}</p>{words}{now}</div>'


def parts_html(passage: QuotedPassage) -> str:
    return "".join(
        f"<mark>{escaped(part.text)}</mark>" if part.highlight else escaped(part.text) for part in passage.parts
    )


def source_html(passage: QuotedPassage) -> Iterator[str]:
    """Where the passage stands, a link to it, and the line to paste."""
    yield cited_html(passage.document, passage.headings)
    for other in passage.also:
        yield f'<p class="also">Also there: {place_html(other, escape(passage.document.language))}</p>'
    yield f'<div class="links">{link_html(passage.url, f"passage {passage.rank}")}'
    yield f'<details><summary>Citation<span class="unseen"> of passage {passage.rank}</span></summary>'
    yield f'<p class="citation">{escaped(passage.citation)}</p></details></div>'


def place_html(other: Place, language: str) -> str:
    """Where else the highlighted words stand, as a link if it has an address of the web."""
    title = f'<cite lang="{language}">{escape(", ".join([other.title, *other.headings]))}</cite>'
    url = web_address(other.url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{title}</a>' if url else title
