"""Verdicts as HTML, read back with an HTML parser: letters of the document and of the quotation, and nothing runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.types import QuotedStandard
from app.verification.verdict import Change, Operation, QuotedPlace, Verdict
from app.verification.verify import verify
from app.verification.words import HEADLINES, SERIOUS_CHANGE
from app.web.verdict_cards import verdict_html, verdict_kind, verdict_status
from index.types import Index
from ingest.types import Corpus, Document
from tests.app.test_cards import DOCUMENT, EXPECTED, HOSTILE, NOW, Read

RULE = "You must treat information about service users as confidential"


def place(whole: str, text: str | None = None, *, url: str | None = DOCUMENT.url) -> QuotedPlace:
    rule = QuotedStandard("1.7", whole, "Standards", "2016", NOW, 0, len(whole))
    text = whole if text is None else text
    return QuotedPlace(replace(DOCUMENT, url=url), ("2. How & why",), (rule,), 100, 100 + len(text), text, whole, url)


def altered(source: str, quotation: str) -> Verdict:
    step = Operation("replace", quotation, source)
    change = Change("modal", quotation, source)
    return Verdict("altered", quotation, None, (place(source),), (step,), (change,), serious=True)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_awkward_text_is_shown_letter_for_letter_and_adds_no_element(text: str) -> None:
    """Rejects a verdict that lets a quotation, or a document, be markup."""
    found = place(text)
    verdicts = [
        Verdict("exact", text, None, (found,)),
        Verdict("partial", text, text, (place(f"a {text} b", text), found)),
        altered(text, f"<b>{text}</b>"),
        replace(altered(text, text), verdict="other edition", instead=found),
    ]
    for verdict in verdicts:
        read = Read(verdict_html(verdict))
        assert read.texts("blockquote")[-1] == text
        assert {tag for tag, _, _ in read.elements} <= EXPECTED | {"del", "ins", "ul", "li"}
        assert not [name for _, attributes, _ in read.elements for name in attributes if name.startswith("on")]
    assert read.texts("del")[0] == read.texts("ins")[0] == text.rstrip()


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(ANY, ANY, ANY)
def test_any_text_is_shown_letter_for_letter(before: str, text: str, after: str) -> None:
    """Rejects a highlight that loses or doubles what it marks."""
    read = Read(verdict_html(Verdict("partial", text, None, (place(before + text + after, text),))))
    assert read.texts("blockquote") == [before + text + after]
    assert read.texts("mark") in ([text], [])


@given(ANY, ANY)
def test_a_difference_holds_both_texts_letter_for_letter(source: str, quotation: str) -> None:
    """Rejects a difference that tidies what it compares."""
    read = Read(verdict_html(altered(source, quotation)))
    out, put = source.rstrip(), quotation.rstrip()
    assert read.texts("del")[0] == (out or "Left out")
    assert read.texts("ins")[0] == (put or "put in")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", None])
def test_an_address_that_is_not_of_the_web_is_no_link(url: str | None) -> None:
    read = Read(verdict_html(Verdict("exact", "Words.", None, (replace(place("Words.", url=url), standards=()),))))
    assert "a" not in {tag for tag, _, _ in read.elements}


def test_exact_words_come_with_rule_edition_document_date_offsets_and_address(corpus: Corpus, page: Document) -> None:
    """Rejects a verdict that cannot be checked by who has the published page."""
    verdict = verify(RULE, corpus)
    read = Read(verdict_html(verdict))
    start = page.text.index("You must treat information")
    assert read.texts("blockquote") == ["You must treat information about service users\u00a0as confidential (5.1)"]
    assert read.texts("strong") == ["Standard 5.1, 2016 edition"]
    assert read.texts("cite") == ["Guidance on the use of social media, 2. How to use social media"]
    assert "HCPC, updated 24 March 2021, superseded 1 September 2024" in read.texts("span")
    assert f"Characters {start} to {start + len(RULE)}" in read.texts("p")
    assert f"Characters {start} to {start + len(RULE)}, sha256 {page.sha256}" in read.texts("p")
    assert read.values("a", "href")[-1] == verdict.places[0].url
    assert read.texts("mark") == []


def test_a_part_is_highlighted_in_the_whole_sentence(corpus: Corpus) -> None:
    """Rejects a verdict that shows only what was quoted."""
    read = Read(verdict_html(verify("decline invitations, follows or friend requests", corpus)))
    whole = "If this happens, we recommend that you decline invitations, follows or friend requests."
    assert read.texts("blockquote") == [whole]
    assert read.texts("mark") == ["decline invitations, follows or friend requests"]


def test_an_altered_word_is_struck_through_and_named_beside_what_the_document_says(corpus: Corpus) -> None:
    """Rejects a verdict that only says that something differs."""
    verdict = verify(RULE.replace("must", "should"), corpus)
    read = Read(verdict_html(verdict))
    assert (read.texts("del")[0], read.texts("ins")[0]) == ("must", "should")
    assert read.texts("li") == ["modal: “should” for “must”"]
    assert f"{SERIOUS_CHANGE}:" in read.texts("p")
    assert read.texts("blockquote") == [verdict.places[0].whole]
    assert verdict_status(verdict) == f"{HEADLINES['altered']} {SERIOUS_CHANGE}."
    assert verdict_kind(verdict) == "altered serious"


def test_a_change_that_is_not_grave_is_not_called_so(corpus: Corpus) -> None:
    """Rejects a warning that is always loud, and so never heard."""
    verdict = verify(RULE.replace("information", "details"), corpus)
    assert verdict_status(verdict) == HEADLINES["altered"]
    assert verdict_kind(verdict) == "altered"
    assert SERIOUS_CHANGE not in verdict_html(verdict)


def test_words_of_another_edition_come_with_what_stands_in_their_place(regulator: Index) -> None:
    """Rejects a verdict that shows the old rule as if it held."""
    read = Read(verdict_html(verify("You must keep your ladder away from doors", regulator.corpus)))
    assert read.texts("strong") == [f"Standard 1.{n} edition" for n in ("2, 2018", "2, 2018", "3, 2023")]
    assert "From 1 March 2023: 1.3 and 1.4. In the 2023 edition, 1.2 is a different rule." in read.texts("p")
    assert "What the 2023 edition says" in read.texts("h3")
    assert read.texts("blockquote")[-1] == "1.3 You must keep your ladder clear of doors and of passers-by."


def test_every_verdict_has_words_of_its_own() -> None:
    """Rejects verdicts that only a colour tells apart."""
    said = [verdict_status(Verdict(kind, "?", None)) for kind in HEADLINES]
    assert len({text.split(":")[0] for text in said}) == 5
    assert Read(verdict_html(Verdict("not found", "?", None))).texts("blockquote") == []
