"""An answer as HTML: a card for each passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from app.cite import MEANT, also_searched, is_rule
from app.decline import OUTSIDE, WHOM_TO_ASK
from app.types import Answer, Elsewhere, Place, QuotedPassage, QuotedStandard
from app.web.examples import question_button
from app.web.markup import (
    cited_html,
    copied_html,
    escaped,
    label_html,
    link_html,
    linked,
    now_html,
    quotation_html,
    web_address,
)

ELSEWHERE = "It may be in a document that is not held here:"
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
    title = "What the guidance says" if answer.passages else "What to do"
    asked = f'<p class="asked">You asked: {escaped(answer.question)}</p>'  # for print: the box is left out there
    notices = [f'<p class="notice {notice.kind}">{linked(notice.text)}</p>' for notice in answer.notices]
    said = [f'<p class="aside">{escaped(also)}</p>' for also in also_searched(answer)]
    shown = cards_html(answer) if answer.passages else [none_html(answer)]
    return "".join([f'<h2 tabindex="-1">{title}</h2>', asked, *meant_html(answer), *notices, *shown, *said])


def meant_html(answer: Answer) -> list[str]:
    """The spelling that is offered, as a button that asks it."""
    button = question_button(answer.suggestion or "")
    return [f'<p class="meant">{MEANT}{button}</p>'] if answer.suggestion else []


def cards_html(answer: Answer) -> list[str]:
    printed: set[QuotedStandard] = set()
    cards = []
    for passage in answer.passages:
        cards.append(card_html(passage, len(answer.passages), printed))
        printed.update(passage.standards)
    return cards


def none_html(answer: Answer) -> str:
    """Why there is no passage. No other words find a number that is not there: only a search is worth another try."""
    reason = answer.reason or ""
    said = f"<p>{linked(reason)}</p>"
    if not reason.startswith(OUTSIDE):
        return f'<section class="none">{said}</section>'
    if answer.elsewhere and reason.endswith(WHOM_TO_ASK):  # the same, with what lies elsewhere as a list
        said = f"<p>{OUTSIDE}</p>{elsewhere_html(answer.elsewhere)}<p>{linked(WHOM_TO_ASK)}</p>"
    return f'<section class="none">{said}<p class="aside">{escape(REWORD)}</p></section>'


def elsewhere_html(documents: Sequence[Elsewhere]) -> str:
    """The documents that may answer and are not held here, as links where they have an address of the web."""
    titles = [f"<cite>{escape(one.title)}</cite>" for one in documents]
    urls = [web_address(one.url) for one in documents]
    items = [
        f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{title}</a>' if url else title
        for title, url in zip(titles, urls, strict=True)
    ]
    return f"<p>{ELSEWHERE}</p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


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
    yield copied_html("citation", passage.citation, f"passage {passage.rank}", passage.document.language)
    yield "</div>"


def place_html(other: Place, language: str) -> str:
    """Where else the highlighted words stand, as a link if it has an address of the web."""
    title = f'<cite lang="{language}">{escape(", ".join([other.title, *other.headings]))}</cite>'
    url = web_address(other.url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{title}</a>' if url else title
