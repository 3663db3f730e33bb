"""Whether a quotation is the documents' own words, whole; and if not, what was done to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain

from app.cite import skipped_notices, superseded_notices
from app.fragment import address
from app.quote import quote_standard, refer
from app.verification.compare import Comparison, compare
from app.verification.concordance import Concordance, Range, Text, make_concordance
from app.verification.matching import Match, find_matches
from app.verification.nearest import nearest
from app.verification.quotation import Quotation, check_edition, read_quotation, unnumbered
from app.verification.verdict import SERIOUS, QuotedPlace, Verdict
from ingest.types import Corpus, Span

MOST_PLACES = 20  # shown of a partial quotation: two common words stand in many

Editions = Collection[str | None]


def verify(text: str, sources: Corpus | Concordance, *, edition: str | None = None) -> Verdict:
    """The verdict on a quotation. Who asks often makes the concordance once; nothing of the quotation is kept."""
    check_edition(edition)
    quotations = read_quotation(text)
    concordance = sources if isinstance(sources, Concordance) else make_concordance(sources)
    verdict = judge(Verdict("not found", text, edition), quotations, concordance)
    quoted = [concordance.corpus.source(place.document.id) for place in verdict.places]
    notices = superseded_notices(quoted, concordance.corpus), skipped_notices(concordance.corpus)
    return replace(verdict, notices=tuple(chain.from_iterable(notices)))


def judge(verdict: Verdict, quotations: Sequence[Quotation], concordance: Concordance) -> Verdict:
    edition = verdict.edition
    found = find_matches(concordance, quotations)
    asked = [match for match in found if of_edition(match.text, edition)]
    if whole := [match for match in asked if match.whole]:
        current = set() if edition else editions_in_force(whole, concordance.corpus)
        return (
            other_edition(verdict, whole, current, concordance, quotations)
            if current
            else exact(verdict, whole, concordance)
        )
    if asked:
        return replace(verdict, verdict="partial", places=match_places(concordance, asked[:MOST_PLACES]))
    if found:
        elsewhere = [match for match in found if match.whole] or found[:MOST_PLACES]
        return other_edition(verdict, elsewhere, {edition}, concordance, quotations)
    return altered(verdict, concordance, quotations)


def of_edition(text: Text, edition: str | None) -> bool:
    """Whether a document may be asked for a wording of the edition: one that states none may."""
    return edition is None or text.document.source.edition in (edition, None)


def exact(verdict: Verdict, matches: Sequence[Match], concordance: Concordance) -> Verdict:
    return replace(verdict, verdict="exact", places=match_places(concordance, matches))


def other_edition(
    verdict: Verdict,
    matches: Sequence[Match],
    editions: Editions,
    concordance: Concordance,
    quotations: Sequence[Quotation],
) -> Verdict:
    """Where the words stand, and what the editions that were meant have in their stead."""
    verdict = replace(verdict, verdict="other edition", places=match_places(concordance, matches))
    near = compare_nearest(concordance, quotations, editions)
    return replace(explained(verdict, near), instead=nearest_place(concordance, near)) if near else verdict


def altered(verdict: Verdict, concordance: Concordance, quotations: Sequence[Quotation]) -> Verdict:
    """What the nearest source text has in other words, in the edition asked for if that has any; or not found."""
    near = compare_nearest(concordance, quotations, {verdict.edition, None}) if verdict.edition else None
    near = near or compare_nearest(concordance, quotations, None)
    if near is None:
        return verdict
    here = nearest_place(concordance, near)
    again = match_places(
        concordance, [match for match in find_matches(concordance, [unnumbered(near.source)]) if match.whole]
    )
    others = [p for p in again if (p.document.id, p.start) != (here.document.id, here.start)]
    return replace(explained(verdict, near), verdict="altered", places=(here, *others))


def explained(verdict: Verdict, near: Comparison) -> Verdict:
    serious = any(change.weight in SERIOUS for change in near.changes)
    return replace(verdict, difference=near.difference, changes=near.changes, serious=serious)


def compare_nearest(
    concordance: Concordance, quotations: Sequence[Quotation], editions: Editions | None
) -> Comparison | None:
    """The nearest text in documents of these editions (all, if None), beside the quotation."""
    allowed = {
        i for i, text in enumerate(concordance.texts) if editions is None or text.document.source.edition in editions
    }
    near = nearest(concordance, quotations[0].words.words, allowed) if quotations else None
    return compare(near, quotations) if near else None


def editions_in_force(matches: Sequence[Match], corpus: Corpus) -> set[str | None]:
    """The editions that took the place of a rule's; empty unless all that was found are rules no longer in force."""
    editions = set[str | None]()
    for match in matches:
        rule = match.text.rules.get(match.units)
        current = current_editions(rule.title, corpus) if rule and rule.title and rule.edition else set()
        if rule is None or not current or rule.edition in current:
            return set()
        editions |= current
    return editions


def current_editions(standards: str, corpus: Corpus) -> set[str | None]:
    """The editions that documents in force state of these standards: the standards' own document, if it is held."""
    stated = [d.source for d in corpus.documents if d.source.status == "in force" and d.source.edition]
    own = {source.edition for source in stated if source.title == standards}
    return own or {source.edition for source in stated if source.standards == standards}


def match_places(concordance: Concordance, matches: Sequence[Match]) -> tuple[QuotedPlace, ...]:
    return tuple(place(concordance, match.text, match.span, match.units) for match in matches)


def nearest_place(concordance: Concordance, near: Comparison) -> QuotedPlace:
    return place(concordance, near.near.text, near.span, near.near.units)


def place(concordance: Concordance, text: Text, span: Span, units: Range) -> QuotedPlace:
    document, touched = text.document, text.units[slice(*units)]
    passages = [unit.passage for unit in touched if unit.passage]
    reference = refer(document)
    standards = dict.fromkeys(standard for passage in passages for standard in passage.standards)
    return QuotedPlace(
        document=reference,
        headings=tuple(document.slice(heading) for heading in passages[0].headings) if passages else (),
        standards=tuple(quote_standard(standard, document, concordance.corpus.crosswalks) for standard in standards),
        start=span.start,
        end=span.end,
        text=document.slice(span),
        whole=document.text[touched[0].span.start : touched[-1].span.end],
        url=address(passages[0]) if passages else reference.url,
    )
