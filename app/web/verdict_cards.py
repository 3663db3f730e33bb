"""A verdict as HTML: what was done to the words, and a card for each place where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.types import QuotedStandard
from app.verification.verdict import QuotedPlace, Verdict
from app.verification.words import (
    HEADLINES,
    INSTEAD,
    SERIOUS_CHANGE,
    Mark,
    change_line,
    marked,
    offsets_line,
    receipt_line,
)
from app.web.markup import cited_html, copied_html, escaped, label_html, link_html, linked, now_html, quotation_html

MARKS: dict[Mark, str] = {"kept": "{}", "left out": "<del>{}</del>", "put in": "<ins>{}</ins>"}
ELSEWHERE = "Other documents may have them. Only those under Sources were compared."


def verdict_status(verdict: Verdict) -> str:
    """What is announced: Exact: these are the document's words, whole."""
    grave = f" {SERIOUS_CHANGE}." if verdict.verdict == "altered" and verdict.serious else ""
    return HEADLINES[verdict.verdict] + grave


def verdict_kind(verdict: Verdict) -> str:
    """The class of the status line: altered serious"""
    return verdict.verdict.replace(" ", "-") + (" serious" if verdict.verdict == "altered" and verdict.serious else "")


def verdict_html(verdict: Verdict) -> str:
    """Where the words stand; before that what was changed, or after it what stands there in another edition."""
    if verdict.verdict == "not found":
        return f'<h2 tabindex="-1">What to do</h2><section class="none"><p>{escape(ELSEWHERE)}</p></section>'
    places = "".join(
        place_html(place, place_title(verdict, number), f"place {number}")
        for number, place in enumerate(verdict.places, 1)
    )
    notices = [f'<p class="notice">{linked(notice.text)}</p>' for notice in verdict.notices]
    pieces = ['<h2 tabindex="-1">What the documents say</h2>', *notices]
    if verdict.verdict == "altered":
        pieces += [difference_html(verdict, verdict.places[0], "Word by word"), places]
    elif verdict.instead:
        instead = place_html(verdict.instead, edition_title(verdict.instead), "what comes nearest")
        pieces += [places, difference_html(verdict, verdict.instead, INSTEAD), instead]
    else:
        pieces += [places]
    return "".join(pieces)


def place_title(verdict: Verdict, number: int) -> str:
    if len(verdict.places) > 1:
        return f"Place {number} of {len(verdict.places)}"
    return "What the document says" if verdict.verdict == "altered" else "Where it stands"


def edition_title(place: QuotedPlace) -> str:
    edition = place.document.edition
    return f"What the {edition} edition says" if edition else "What the document says"


def difference_html(verdict: Verdict, place: QuotedPlace, title: str) -> str:
    """The source's letters, with what the quotation left out struck through and what it put in underlined."""
    legend = '<p class="legend"><del>Left out</del> of the quotation, <ins>put in</ins>.</p>'
    letters = "".join(MARKS[mark].format(escaped(text)) for step in verdict.difference for mark, text in marked(step))
    marks = f'<p class="difference" lang="{escape(place.document.language)}">{letters}</p>'
    changes = "".join(f"<li>{escape(change_line(change))}</li>" for change in verdict.changes)
    warning = f'<p class="warning">{escape(SERIOUS_CHANGE)}:</p>' if verdict.serious else ""
    kind = "changes serious" if verdict.serious else "changes"
    listed = f'<div class="{kind}">{warning}<ul>{changes}</ul></div>' if changes else ""
    return f'<section class="card"><h3 class="rank">{escape(title)}</h3>{marks}{legend}{listed}</section>'


def place_html(place: QuotedPlace, title: str, name: str) -> str:
    """The whole sentences, the standards that govern them, where they stand, and what to check them by."""
    return (
        f'<article class="card"><h3 class="rank">{escape(title)}</h3>{rules_html(place.standards, place)}'
        f"{quotation_html(whole_html(place), place.document, place.url)}"
        f"{cited_html(place.document, place.headings)}"
        f'<p class="offsets">{escape(offsets_line(place))}</p>'
        f'<div class="links">{link_html(place.url, name)}'
        f"{copied_html('receipt', receipt_line(place), name, 'en')}</div></article>"
    )


def rules_html(standards: Sequence[QuotedStandard], place: QuotedPlace) -> str:
    return "".join(
        f'<div class="rule"><p>{label_html(standard, place.document)}</p>{now_html(standard)}</div>'
        for standard in standards
    )


def whole_html(place: QuotedPlace) -> str:
    """The whole, with the quoted words highlighted where they are but a part of it, and stand in it once."""
    before, found, after = place.whole.partition(place.text)
    is_part = any(map(str.isalpha, before + after))  # a rule's number and a full stop are no more words
    if not is_part or place.whole.count(place.text) > 1:
        return escaped(place.whole)
    return f"{escaped(before)}<mark>{escaped(found)}</mark>{escaped(after)}"
