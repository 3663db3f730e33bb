"""What is shown is what is published: every passage and rule, on the page, in the widget and in /embed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.quote import quote
from app.types import Answer
from app.web.access import Access
from app.web.api import create_api
from app.web.page import mount_page
from ingest.corpus import document_of
from ingest.passages import cut_passages
from ingest.types import Corpus, Document, Source
from tests.e2e.conftest import Tab, running
from tests.e2e.hosts import DEMO, DEMO_SERVER, Site, refuse, site, visiting
from tests.e2e.test_page import PASSAGES, QUOTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

HOSTILE = """\
Hostile guidance <script>window.ran = 1</script>

1. <script>window.ran = 2</script> & nothing else: &amp; &lt;b&gt; </blockquote></article></mark>.

<img src=x onerror="window.ran = 3"> "double" 'single' `backtick` “curly” \\n \\u0041.

${window.ran = 4} `${window.ran = 5}` {{window.ran = 6}} {{{value}}} {{#each x}} {% raw %} <%= 1 %>.

* star at the start, * in the middle * and **bold**.

_under_ at the start, and __more__ of it.

$$x^2$$ \\(y\\) # hash at the end #.

1. one at the start of a line, 2. two in it.

# Hash at the start.

> quoted, [a link](javascript:window.ran=7), ![a picture](https://example.org/x.png), <https://example.org/>.

Zebra \u202eright to left\u202c \u200f \u061c mark, e\u0301 combining, 👩🏽\u200d⚕️ emoji, ﬁ, \ufeff \u200b \u00ad none.

Line \u2028 separator \u2029 paragraph \u0085 next \u00a0 no-break \u202f narrow.

<svg onload="window.ran = 8"></svg><iframe src="javascript:parent.ran = 9"></iframe><a href=#>.

You must not let any of this run:
• javascript:window.ran=10
• <style>body { display: none }</style>; and
• ]]> <!-- --> <![CDATA[ <?php ?> -->.

• Our Standards of <b>conduct</b> say:

You must keep <b>this</b> ${window.ran = 11} (1.7)

What the rule governs says ${window.ran = 12}.
"""
WELSH = """\
Canllawiau ar gyfryngau cymdeithasol

Rhaid i chi barchu cyfrinachedd defnyddwyr gwasanaeth bob amser, ac mae’n rhaid i chi beidio â’u trafod ar-lein.
"""


@dataclass(frozen=True)
class Published:
    corpus: Corpus
    document: Document
    answer: Answer
    """All of its passages."""


def publish(text: str, id: str) -> Published:
    source = Source(
        id, f"<b>{id}</b> ${{guidance}}", f"{id}.txt", url="javascript:window.ran=0", standards="<i>", edition="2016"
    )
    document = document_of(text.encode(), source)
    return published(Corpus((source,), (document,)), document)


def published(corpus: Corpus, document: Document) -> Published:
    passages = cut_passages(document)
    quoted = tuple(quote(passage, (), rank=rank) for rank, passage in enumerate(passages, 1))
    return Published(corpus, document, Answer("all", "passages", None, (), quoted))


@pytest.fixture(scope="module", params=["shipped", "hostile", "Welsh"])
def every(request: pytest.FixtureRequest, corpus: Corpus) -> Published:
    if request.param == "shipped":
        return published(corpus, corpus.documents[0])
    return publish(HOSTILE if request.param == "hostile" else WELSH, request.param.lower())


@pytest.fixture(scope="module")
def intranet() -> Iterator[Site]:
    with site() as one:
        yield one


@pytest.fixture(scope="module")
def library(every: Published, intranet: Site) -> Iterator[str]:
    """A server that answers whatever is asked with every passage of the document."""

    def ask(question: str, passages: int) -> Answer:
        return every.answer

    access = Access(origins=(intranet.origin,))
    with running(lambda: mount_page(create_api(ask, refuse, access), ask, refuse, every.corpus)) as url:
        yield url


def expected(every: Published) -> tuple[list[str], list[str]]:
    """What the passages and the rules are in the document, by their offsets."""
    slices = [every.document.text[p.start : p.end] for p in every.answer.passages]
    rules = [every.document.text[s.start : s.end] for p in every.answer.passages for s in p.standards]
    return slices, rules


def test_the_fixture_holds_what_it_is_to_hold(every: Published) -> None:
    """Rejects a hostile document of which the reader left something out."""
    shown = "".join([*(p.text for p in every.answer.passages), *expected(every)[1]])
    lines = HOSTILE.split("\n") if every.document.source.id == "hostile" else []
    headings = {"Hostile guidance <script>window.ran = 1</script>"}
    assert [line for line in lines if line and line not in headings and line not in shown] == []


def test_on_the_page(every: Published, library: str, tab: Tab) -> None:
    tab.page.goto(library)
    tab.ask("everything")
    slices, rules = expected(every)
    assert tab.page.locator(PASSAGES).evaluate_all(QUOTED) == slices
    assert set(tab.page.locator(".rule > blockquote").evaluate_all(QUOTED)) <= set(rules)
    citations = [passage.citation for passage in every.answer.passages]
    assert tab.page.locator(".citation").evaluate_all(QUOTED) == citations
    languages = set(tab.page.locator("blockquote").evaluate_all("nodes => nodes.map(node => node.lang)"))
    assert languages == {every.document.language}
    tab.show("Standards")
    tab.page.locator("#standards h2").wait_for()
    assert set(tab.page.locator("#standards blockquote").evaluate_all(QUOTED)) == set(rules)
    tab.show("Sources")
    tab.page.locator("#sources h2").wait_for()
    assert tab.page.locator("#sources h4").all_inner_texts() == [source.title for source in every.corpus.sources]
    assert tab.page.evaluate("window.ran") is None


@pytest.mark.parametrize("where", ["widget", "embed"])
def test_in_the_widget_and_in_embed(
    browser: Browser, every: Published, library: str, intranet: Site, where: str
) -> None:
    with visiting(browser) as visit:
        intranet.pages["/demo"] = DEMO.replace(DEMO_SERVER, library)
        visit.page.goto(f"{library}/embed" if where == "embed" else f"{intranet.origin}/demo")
        visit.ask("everything")
        slices, rules = expected(every)
        assert visit.widget.locator(PASSAGES).evaluate_all(QUOTED) == slices
        assert set(visit.widget.locator(".rule > blockquote").evaluate_all(QUOTED)) <= set(rules)
        languages = set(visit.widget.locator("blockquote").evaluate_all("nodes => nodes.map(node => node.lang)"))
        assert languages == {every.document.language}
        assert visit.page.evaluate("window.ran") is None
        assert visit.violations() == visit.complaints == []
