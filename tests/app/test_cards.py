"""Answers as HTML, read back with an HTML parser: what is shown is what the document says, and nothing in it runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decline import OUTSIDE, WHOM_TO_ASK
from app.decline import reason as why
from app.pointers import notices_for
from app.types import (
    Answer,
    DocumentReference,
    Elsewhere,
    Notice,
    Part,
    Place,
    QuotedPassage,
    QuotedStandard,
    Successor,
)
from app.web.cards import ELSEWHERE, REWORD, answer_html, status_text
from app.web.markup import linked, status_html, web_address

HOSTILE = [
    "<script>alert(1)</script>",
    "</blockquote><img src=x onerror=alert(1)>",
    "${alert(1)} `${1}` {{constructor}} {{{value}}} {% raw %} <%= 1 %>",
    "&amp; &lt; &#60; &nbsp &notanentity",
    "\"double\" 'single' “curly” ‘curly’ `backtick`",
    "right \u202eto\u202c left \u200f \u061c mark",
    "line\u2028separator\u2029and\u0085next",
    "👩🏽‍⚕️ e\u0301 ﬁ 𝒽 \ufeff \u200b \u00ad",
    "* not a list\n1. nor this\n  # $$x$$ **bold** _it_",
    "\n\n  leading and trailing \t\r\n\r",
    "]]> <!-- --> <![CDATA[ <?php ?>",
    "a\u00a0no-break\u00a0space",
    "javascript:alert(1)",
]
DOCUMENT = DocumentReference(
    id="d",
    title="Guidance <b>on</b> things",
    publisher="HCPC",
    edition="2016",
    updated=date(2021, 3, 24),
    status="superseded",
    superseded_on=date(2024, 9, 1),
    url="https://example.org/guidance?a=1&b=2",
    language="en",
    sha256="0" * 64,
)
NOW = Successor("2024", ("1.8",), "From 2024: 1.8, at https://example.org/now")
RULE = QuotedStandard("1.7", "You must be <professional> (1.7)", "Standards", "2016", NOW, 0, 10)


def passage(text: str = "Words.", *, url: str | None = DOCUMENT.url, rank: int = 1) -> QuotedPassage:
    half = len(text) // 2
    parts = tuple(part for part in (Part(text[:half], False), Part(text[half:], True)) if part.text)
    return QuotedPassage(
        text=text,
        text_sha256="0" * 64,
        document=replace(DOCUMENT, url=url),
        headings=("2. How & why",),
        page=None,
        start=100,
        end=100 + len(text),
        standards=(),
        parts=parts,
        url=url,
        citation=f"“{text}” Guidance.",
        also=(),
        score=1.0,
        rank=rank,
    )


def answered(*passages: QuotedPassage, notices: tuple[Notice, ...] = ()) -> Answer:
    return Answer("?", "passages", None, notices, passages)


class Read(HTMLParser):
    """Every element that was opened, with its attributes and its text content."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self.open, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.elements.append((tag, dict(attrs), text))
        self.open.append((tag, text))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, text in self.open:
            text.append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(text) for name, _, text in self.elements if name == tag]

    def values(self, tag: str, attribute: str) -> list[str | None]:
        return [
            attributes[attribute] for name, attributes, _ in self.elements if name == tag and attribute in attributes
        ]


EXPECTED = {
    "h2",
    "h3",
    "p",
    "article",
    "section",
    "div",
    "strong",
    "blockquote",
    "mark",
    "cite",
    "span",
    "a",
    "details",
}
EXPECTED |= {"summary", "button"}


@pytest.mark.parametrize("text", HOSTILE)
def test_an_awkward_text_is_quoted_letter_for_letter_and_adds_no_element(text: str) -> None:
    read = Read(answer_html(answered(passage(text))))
    assert read.texts("blockquote") == [text]
    assert read.texts("mark") == [text[len(text) // 2 :]]
    assert {tag for tag, _, _ in read.elements} <= EXPECTED
    assert not [name for _, attributes, _ in read.elements for name in attributes if name.startswith("on")]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_is_quoted_letter_for_letter(text: str) -> None:
    """Rejects escaping that forgets a character; NUL and lone surrogates are in no document."""
    read = Read(answer_html(answered(passage(text))))
    assert read.texts("blockquote") == [text]
    assert f"“{text}” Guidance." in read.texts("p")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://x",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//example.org",
        "https:",
        "http://[",
        "",
        None,
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(url: str | None) -> None:
    read = Read(answer_html(answered(passage(url=url))))
    assert "a" not in {tag for tag, _, _ in read.elements}
    assert read.values("blockquote", "cite") == []


def test_a_passage_carries_its_language_address_place_and_date() -> None:
    read = Read(answer_html(answered(passage())))
    assert read.values("blockquote", "lang") == ["en"]
    assert read.values("blockquote", "cite") == [DOCUMENT.url]
    assert read.values("a", "href") == [DOCUMENT.url]
    assert read.values("a", "rel") == ["noopener noreferrer"]
    assert read.texts("cite") == ["Guidance <b>on</b> things, 2. How & why"]
    assert "HCPC, updated 24 March 2021, superseded 1 September 2024" in read.texts("span")


def test_another_place_of_the_same_words_is_named_and_linked() -> None:
    """Rejects a page that drops what the other doors tell, and a link that only its own address is checked for."""
    places = tuple(Place("d", "<Other>", ("1. Top",), 0, 5, url) for url in ("https://example.org/o", "javascript:x"))
    read = Read(answer_html(answered(replace(passage(), also=places))))
    assert read.texts("p").count("Also there: <Other>, 1. Top") == 2
    assert read.values("a", "href") == ["https://example.org/o", DOCUMENT.url]


def test_a_rule_is_quoted_once_and_named_with_its_edition_each_time() -> None:
    """Rejects a number without its edition, and a rule repeated at every passage it governs."""
    governed = [replace(passage(f"Text {n}.", rank=n), standards=(RULE,)) for n in (1, 2)]
    read = Read(answer_html(answered(*governed)))
    assert read.texts("blockquote") == [RULE.text, "Text 1.", "Text 2."]
    assert read.texts("strong") == ["Standard 1.7, 2016 edition"] * 2
    said = [text for text in read.texts("p") if text.startswith("Standard")]
    assert said == ["Standard 1.7, 2016 edition, as quoted in this document"] * 2
    assert read.texts("p").count("From 2024: 1.8, at https://example.org/now") == 1


def test_a_passage_that_is_the_rule_does_not_quote_it_twice() -> None:
    rule = replace(RULE, start=100, end=105)
    read = Read(answer_html(answered(replace(passage(RULE.text), standards=(rule,)))))
    assert read.texts("blockquote") == [RULE.text]


def test_no_answer_says_why_and_whom_to_ask() -> None:
    answer = Answer("<b>?</b>", "none", "Nothing here. Ask (https://example.org/policy), or <them>.", (), ())
    read = Read(answer_html(answer))
    assert "Nothing here. Ask (https://example.org/policy), or <them>." in read.texts("p")
    assert read.values("a", "href") == ["https://example.org/policy"]
    assert "article" not in {tag for tag, _, _ in read.elements}


def test_only_after_a_search_are_other_words_worth_a_try() -> None:
    """Rejects a page that advises other words for a number that no document has."""
    for reason, said in ((why("mortgage", ()), True), ("No standard 7.9 in these documents.", False)):
        texts = Read(answer_html(Answer("?", "none", reason, (), ()))).texts("p")
        assert texts == ["You asked: ?", reason, *([REWORD] if said else [])]


def test_documents_that_are_not_held_are_listed_and_linked_where_that_is_safe() -> None:
    """Rejects a list that repeats what the reason says, and an address that is a script."""
    elsewhere = (Elsewhere("<Students>", "https://example.org/s?a&b"), Elsewhere("Secret", "javascript:alert(1)"))
    read = Read(answer_html(Answer("<b>?</b>", "none", why("mortgage", elsewhere), (), (), elsewhere=elsewhere)))
    assert read.texts("p") == ["You asked: <b>?</b>", OUTSIDE, ELSEWHERE, WHOM_TO_ASK, REWORD]
    assert read.texts("li") == ["<Students>", "Secret"]
    policy = "https://www.hcpc-uk.org/contact-us/policy"
    assert read.values("a", "href") == ["https://example.org/s?a&b", policy]


def test_a_spelling_is_offered_as_a_button_with_nothing_else_on_it() -> None:
    """Rejects words of the page's own in what the button asks."""
    html = answer_html(replace(answered(passage()), suggestion="<b> & friend requests"))
    assert Read(html).texts("button") == ["<b> & friend requests", "Copy citation of passage 1"]
    assert html.index("Did you mean") < html.index("<article")


def test_headings_go_down_by_one() -> None:
    """Rejects a page that a screen reader cannot walk by its headings."""
    for answer in (answered(passage(), passage(rank=2)), Answer("?", "none", "Nothing.", (), ())):
        levels = [tag for tag, _, _ in Read(answer_html(answer)).elements if tag in ("h1", "h2", "h3", "h4")]
        assert levels == ["h2", *["h3"] * len(answer.passages)]


def test_a_quotation_says_which_language_it_is_in() -> None:
    """Rejects Welsh that is read out as English."""
    welsh = replace(passage("Rhaid i chi gadw cyfrinachedd."), document=replace(DOCUMENT, language="cy"))
    read = Read(answer_html(answered(welsh)))
    assert read.values("blockquote", "lang") == read.values("cite", "lang") == ["cy"]


def test_notices_come_before_the_passages() -> None:
    html = answer_html(answered(passage(), notices=(Notice("superseded", "It was <superseded>."),)))
    assert Read(html).texts("p")[1] == "It was <superseded>."
    assert html.index("superseded&gt;") < html.index("<article")


@pytest.mark.parametrize("question", ["I can't cope", "I have been reported to the HCPC"])
def test_the_addresses_of_a_pointer_are_links(question: str) -> None:
    (notice,) = notices_for(question)
    read = Read(answer_html(Answer(question, "none", "Nothing here.", (notice,), ())))
    assert read.texts("p")[1] == notice.text
    assert [url for url in read.values("a", "href") if str(url) in notice.text]
    assert all(str(url).startswith("https://") for url in read.values("a", "href"))


@given(st.text())
def test_a_text_with_links_reads_the_same(text: str) -> None:
    """Rejects a linker that loses or doubles what it links."""
    text = text.replace("\0", "").replace("\r", "")
    html = f"<p>{linked(text)}</p>"
    assert Read(html).texts("p") == [text]
    assert all(web_address(url) for url in Read(html).values("a", "href"))


def test_a_link_ends_where_the_sentence_does() -> None:
    read = Read(linked("See https://example.org/a-b/?c=1&d=2. Or (https://example.org/x), or http://"))
    assert read.values("a", "href") == ["https://example.org/a-b/?c=1&d=2", "https://example.org/x"]


def test_the_status_counts() -> None:
    assert status_text(answered()) == "No passage answers this"
    assert status_text(answered(passage())) == "1 passage found"
    two = answered(passage(), passage(rank=2))
    assert status_text(two) == "2 passages found, best first"
    assert status_text(replace(two, kind="standard")) == "2 passages found"
    assert Read(status_html("<b>")).texts("p") == ["<b>"]
