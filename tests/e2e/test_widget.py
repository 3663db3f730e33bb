"""The widget and /embed in a real Chromium, in pages of another origin: strict, hostile, refused, slow and down."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.answer import answer
from app.types import Answer
from app.web.live import Live, make_library
from app.web.server import listen
from app.web.widget import widget
from index.build import build_index
from index.types import Index
from ingest.corpus import document_of
from ingest.types import Corpus, Document, Source
from tests.e2e.hosts import DEMO, DEMO_SERVER, Site, Visit, holding, serving, site, visiting
from tests.e2e.test_page import FOUND, HOSTILE, PASSAGES, QUESTION, QUOTED
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.conftest import Tab

pytestmark = pytest.mark.browser

PUNCTURE = "how do I fix a puncture on my bike"
HOST_STYLE = """<style>* {
  color: red !important; font: italic 40px fantasy !important; letter-spacing: 9px !important;
  text-transform: uppercase !important; visibility: hidden !important; direction: rtl !important;
  display: none !important; white-space: pre !important; line-height: 4 !important; text-align: right !important;
  cursor: none !important; margin: 30px !important; text-indent: 50px !important; word-spacing: 1em !important;
  quotes: "x" "y" !important
}</style>"""
STYLES = """root => [...root.shadowRoot.querySelectorAll("*")].map(node => {
  const style = getComputedStyle(node);
  return ["color", "font", "letterSpacing", "textTransform", "visibility", "direction", "display", "whiteSpace",
    "lineHeight", "textAlign", "cursor", "margin", "textIndent", "wordSpacing", "quotes"].map(name => style[name]);
})"""
FOCUSED = """() => {
  let node = document.activeElement;
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return { name: node.textContent || node.id, seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
}"""
WATCH = """node => {
  window.said = [];
  new MutationObserver(() => said.push(node.textContent)).observe(node, { childList: true, characterData: true });
}"""


@pytest.fixture(scope="module")
def intranet() -> Iterator[Site]:
    with site() as one:
        yield one


@pytest.fixture(scope="module")
def guidance(index: Index, encoder: HashEncoder, intranet: Site) -> Iterator[str]:
    """The address of a server whose answers the intranet's pages may have."""
    with serving(Live(make_library(index, encoder)).ask, intranet.origin) as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visiting(browser) as one:
        yield one


@pytest.fixture
def here(visit: Visit, intranet: Site, guidance: str) -> Visit:
    """A plain page with the widget."""
    intranet.pages["/plain"] = holding(guidance)
    visit.page.goto(f"{intranet.origin}/plain")
    return visit


def slices(guidance: str, question: str, document: Document) -> list[str]:
    passages = httpx.post(f"{guidance}/api/ask", json={"question": question}).json()["passages"]
    return [document.text[passage["start"] : passage["end"]] for passage in passages]


def test_on_a_page_that_allows_nothing_else_it_shows_the_documents_own_words(
    visit: Visit, intranet: Site, guidance: str, page: Document
) -> None:
    """Rejects a widget that needs a style, a frame or HTML that the page forbids, or asks anyone else for anything."""
    intranet.pages["/demo"] = DEMO.replace(DEMO_SERVER, guidance)
    visit.page.goto(f"{intranet.origin}/demo")
    assert visit.ask("1.7") == "3 passages found"
    assert visit.widget.locator(PASSAGES).evaluate_all(QUOTED) == slices(guidance, "1.7", page)[:3]
    welsh = visit.page.locator("hcpc-guidance[lang=cy]")
    welsh.locator("textarea").fill("1.7")
    welsh.get_by_role("button", name="Gofyn").click()
    welsh.locator("article").first.wait_for()
    assert welsh.locator(PASSAGES).evaluate_all(QUOTED) == slices(guidance, "1.7", page)
    assert welsh.locator("blockquote").first.get_attribute("lang") == "en"
    assert welsh.locator(".rank").first.inner_text() == "Darn 1 o 5"
    assert visit.widget.locator("article").count() == 3  # the other's answer is not shown here
    visit.widget.get_by_role("button", name="Copy citation").first.click()
    assert visit.violations() == []
    assert visit.complaints == []
    addresses = {request.url.removeprefix(guidance) for request in visit.requests}
    assert addresses == {f"{intranet.origin}/demo", "/widget.js", "/api/ask"}


def test_the_styles_of_the_page_around_it_change_nothing_in_it(visit: Visit, intranet: Site, guidance: str) -> None:
    """Rejects a widget that inherits, or that the page can hide by chance."""
    seen = []
    for name, style in (("/plain", ""), ("/hostile", HOST_STYLE)):
        intranet.pages[name] = holding(guidance, head=style).replace("<main>", "").replace("</main>", "")
        visit.page.goto(intranet.origin + name)
        if style:  # which hides html and body too
            visit.page.add_style_tag(content="html, body { display: block !important }")
        visit.ask("1.7")
        seen.append(visit.widget.evaluate(STYLES))
    assert len(seen[0]) > 50
    assert seen[0] == seen[1]


def test_a_hostile_document_is_shown_letter_for_letter_and_runs_nothing(
    encoder: HashEncoder, visit: Visit, intranet: Site
) -> None:
    """Rejects a widget that lets a document's characters be markup, or its address be a script."""
    source = Source(id="hostile", title="<b>Hostile</b> ${guidance}", file="h.txt", url="javascript:window.ran=9")
    document = document_of(HOSTILE.encode(), source)
    index = build_index(Corpus((source,), (document,)), encoder)
    with serving(Live(make_library(index, encoder)).ask, intranet.origin) as url:
        intranet.pages["/demo"] = DEMO.replace(DEMO_SERVER, url).replace('passages="3"', "")
        visit.page.goto(f"{intranet.origin}/demo")
        visit.ask("zebra")
        found = slices(url, "zebra", document)
        assert "<script>window.ran = 1</script>" in "".join(found)
        assert visit.widget.locator(PASSAGES).evaluate_all(QUOTED) == found
        assert visit.widget.locator("cite").first.inner_text().startswith("<b>Hostile</b> ${guidance}")
        assert visit.widget.locator("article a, article iframe, article img, article script, article svg").count() == 0
        assert visit.page.evaluate("window.ran") is None
        assert visit.violations() == []


def test_where_the_script_is_not_the_one_stated_the_link_stays(visit: Visit, intranet: Site, guidance: str) -> None:
    """Rejects a page that is left with nothing."""
    for integrity, runs in ((widget().integrity, True), (f"sha384-{'A' * 64}", False)):
        intranet.pages["/stated"] = holding(guidance, integrity=integrity)
        visit.page.goto(f"{intranet.origin}/stated")
        assert visit.widget.locator("form").count() == runs
        assert visit.widget.get_by_role("link", name="Look it up").is_visible() is not runs


def test_where_nothing_is_shared_the_link_stays(
    index: Index, encoder: HashEncoder, visit: Visit, intranet: Site
) -> None:
    with serving(Live(make_library(index, encoder)).ask) as url:
        intranet.pages["/closed"] = holding(url)
        visit.page.goto(f"{intranet.origin}/closed")
        assert visit.widget.get_by_role("link", name="Look it up").is_visible()
        assert visit.page.evaluate("customElements.get('hcpc-guidance') === undefined")


def test_a_page_of_another_origin_is_told_that_it_is_refused_and_who_can_change_that(
    visit: Visit, intranet: Site, guidance: str
) -> None:
    intranet.pages["/plain"] = holding(guidance)
    visit.page.goto(f"{intranet.other_origin}/plain")
    said = visit.ask(QUESTION)
    assert said.startswith(f"{guidance.removeprefix('http://')} takes no questions from {intranet.other_origin}.")
    assert f"--allow-origin {intranet.other_origin}" in said
    assert visit.widget.locator("article").count() == 0


def test_a_server_that_is_down_is_told_from_one_that_refuses(visit: Visit, intranet: Site, guidance: str) -> None:
    with listen("127.0.0.1", 0) as bound:
        down = f"127.0.0.1:{bound.getsockname()[1]}"
    intranet.pages["/down"] = holding(guidance, f'address="http://{down}"')
    visit.page.goto(f"{intranet.origin}/down")
    assert visit.ask(QUESTION).startswith(f"{down} cannot be reached.")


def test_what_cannot_be_asked_is_told_in_the_servers_words_and_the_old_answer_goes(here: Visit) -> None:
    """Rejects a widget that shows a status, or JSON, or leaves an answer under a question that it does not answer."""
    here.ask(QUESTION)
    assert here.ask(" ") == "The question is empty. Ask in a few everyday words."
    assert here.widget.locator("article").count() == 0
    assert here.ask("a" * 2001) == "The question has 2,001 characters; at most 2,000 are read. Shorten it."
    assert FOUND.fullmatch(here.ask(QUESTION))


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (502, "text/html", "<h1>Bad gateway</h1>"),
        (200, "text/html", "<h1>Log in</h1>"),
        (200, "application/json", "{}"),
        (200, "application/json", '{"passages": [{"rank": 1}], "notices": []}'),
        (500, "application/json", "null"),
    ],
)
def test_a_reply_that_is_no_answer_is_told_plainly(here: Visit, status: int, kind: str, body: str) -> None:
    """Rejects a widget that waits for ever, or shows what a proxy says."""
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    here.page.route(
        "**/api/ask", lambda route: route.fulfill(status=status, content_type=kind, body=body, headers=headers)
    )
    assert here.ask(QUESTION).startswith("The answer could not be made.")


def replied(visit: Visit, guidance: str, **fields: Any) -> None:
    """Has the server's next answers carry these fields."""
    real = httpx.post(f"{guidance}/api/ask", json={"question": QUESTION}).json()
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    visit.page.route("**/api/ask", lambda route: route.fulfill(json=real | fields, headers=headers))


def test_what_is_known_of_a_declined_question_is_shown_and_a_spelling_is_asked_when_pressed(
    here: Visit, guidance: str
) -> None:
    """Rejects a widget that drops the pointers, or makes a link of whatever is called an address."""
    elsewhere = [
        {"title": "Standards <i>", "url": "https://www.example.org/a?b&c"},
        {"title": "Unheld", "url": "javascript:window.ran=1"},
    ]
    none = {"kind": "none", "reason": "Ask https://www.example.org/help.", "passages": [], "notices": []}
    replied(here, guidance, **none, elsewhere=elsewhere, suggestion="accept <b>requests", also_searched=["a", "b"])
    assert here.ask("acept") == "No passage answers this"
    assert here.widget.get_by_role("heading", name="What to do").is_visible()
    links = here.widget.locator(".results a").evaluate_all("nodes => nodes.map(node => [node.textContent, node.href])")
    contact = "https://www.example.org/help"
    assert links == [[contact, contact], ["Standards <i>", "https://www.example.org/a?b&c"]]
    assert here.widget.get_by_text("Also searched: a; b").is_visible()
    with here.page.expect_request("**/api/ask") as asked:
        here.widget.get_by_role("button", name="accept <b>requests").click()
    assert asked.value.post_data_json == {"question": "accept <b>requests"}


def test_another_place_of_the_words_is_a_link_only_if_it_is_of_the_web(here: Visit, guidance: str) -> None:
    passages = httpx.post(f"{guidance}/api/ask", json={"question": QUESTION}).json()["passages"][:1]
    place = {"document": "d", "title": "Other", "headings": ["Part 1"], "start": 0, "end": 1}
    addresses = ["https://www.example.org/x", "javascript:alert(1)", "http:x", "file:///x", None]
    replied(here, guidance, passages=[passages[0] | {"also": [place | {"url": url} for url in addresses]}])
    here.ask(QUESTION)
    assert here.widget.get_by_text("Also there: Other, Part 1").count() == 5
    also = here.widget.get_by_text("Also there: ").locator("a")
    assert also.evaluate_all("nodes => nodes.map(node => node.href)") == ["https://www.example.org/x"]


@pytest.fixture
def waiting(index: Index, encoder: HashEncoder, intranet: Site, visit: Visit) -> Iterator[threading.Event]:
    """The visitor's page, of a server that answers what holds "slow" only after the event."""
    gate = threading.Event()

    def ask(question: str, passages: int) -> Answer:
        if "slow" in question:
            gate.wait(20)
        return answer(question, index, encoder, passages)

    with serving(ask, intranet.origin) as url:
        intranet.pages["/waiting"] = holding(url)
        visit.page.clock.install()
        visit.page.goto(f"{intranet.origin}/waiting")
        yield gate
        gate.set()


def test_an_answer_that_comes_after_another_question_is_dropped(visit: Visit, waiting: threading.Event) -> None:
    """Rejects a widget that shows whatever comes last."""
    box = visit.widget.locator("textarea")
    with visit.page.expect_request("**/api/ask"):
        box.fill(f"slow {QUESTION}")
        box.press("Enter")
    assert visit.ask("1.7") == "5 passages found"
    shown = visit.widget.locator("article").all_inner_texts()
    waiting.set()
    visit.page.wait_for_timeout(300)
    visit.page.clock.run_for(30_000)
    assert visit.status.inner_text() == "5 passages found"
    assert visit.widget.locator("article").all_inner_texts() == shown


def test_escape_clears_the_question_the_answer_and_what_is_still_to_come(
    visit: Visit, waiting: threading.Event
) -> None:
    visit.ask(QUESTION)
    box = visit.widget.locator("textarea")
    with visit.page.expect_request("**/api/ask"):
        box.fill(f"slow {QUESTION}")
        box.press("Enter")
    visit.page.keyboard.press("Escape")
    waiting.set()
    visit.page.wait_for_timeout(300)
    visit.page.clock.run_for(30_000)
    assert box.input_value() == visit.status.inner_text() == ""
    assert visit.widget.locator("article").count() == 0
    assert visit.page.evaluate(FOCUSED)["name"] == "question"


def test_who_waits_is_told_so_and_in_the_end_that_no_answer_came(visit: Visit, waiting: threading.Event) -> None:
    box = visit.widget.locator("textarea")
    with visit.page.expect_request("**/api/ask"):
        box.fill(f"slow {QUESTION}")
        box.press("Enter")
    visit.page.clock.run_for(1000)
    assert visit.status.inner_text() == "Searching the guidance …"
    visit.page.clock.run_for(20_000)
    visit.page.wait_for_function("node => /in time/.test(node.textContent)", arg=visit.status.element_handle())
    assert visit.widget.locator("article").count() == 0


def test_by_keyboard_alone_from_the_question_to_the_copied_citation(here: Visit, guidance: str) -> None:
    """Rejects focus that is lost, not seen, or that stays where nothing is new."""
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stops = []

    def press(key: str) -> None:
        here.page.keyboard.press(key)
        stops.append(here.page.evaluate(FOCUSED))

    press("Tab")
    here.page.keyboard.type(QUESTION)
    here.announced(lambda: here.page.keyboard.press("Enter"))
    stops.append(here.page.evaluate(FOCUSED))
    for _ in range(3):
        press("Tab")
    here.page.keyboard.press("Enter")
    here.widget.get_by_text("Copied").wait_for()
    names = [stop["name"].partition(",")[0] for stop in stops]
    assert names[:2] == ["question", "What the guidance says"]
    assert names[2].startswith("https://")  # of the notice
    assert names[3:] == ["Open at source", "Copy citation of passage 1"]
    assert all(stop["seen"] for stop in stops)
    citation = httpx.post(f"{guidance}/api/ask", json={"question": QUESTION}).json()["passages"][0]["citation"]
    assert here.page.evaluate("navigator.clipboard.readText()") == citation


def test_without_a_clipboard_the_citation_is_selected_and_copied_the_old_way(here: Visit) -> None:
    """Rejects a button that does nothing on an intranet without TLS."""
    here.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    here.page.evaluate("addEventListener('copy', () => { window.copied = true })")
    here.ask(QUESTION)
    here.widget.get_by_role("button", name="Copy citation").first.click()
    here.widget.get_by_text("Copied").wait_for()
    assert here.page.evaluate("window.copied")
    assert here.widget.locator(".citation").first.is_visible()


def test_what_was_found_is_announced_once(here: Visit) -> None:
    """Rejects a status line that is a new element each time, and one that says the same thing twice."""
    here.status.evaluate(WATCH)
    here.page.evaluate("window.status = null")
    here.widget.locator("textarea").fill(QUESTION)
    here.widget.locator("textarea").press("Enter")
    here.widget.locator("article").first.wait_for()
    here.page.wait_for_timeout(700)
    said = [text for text in here.page.evaluate("window.said") if text != "Searching the guidance …"]
    assert len(said) == 1
    assert FOUND.fullmatch(said[0])
    assert here.widget.locator("[role=status]:not(:empty), [aria-live], [role=alert]").count() == 1


def test_who_has_gone_on_is_not_called_back(visit: Visit, intranet: Site, guidance: str) -> None:
    """Rejects a widget that takes the focus from a person who types elsewhere meanwhile."""
    intranet.pages["/form"] = holding(guidance).replace("</main>", '<input id="other"></main>')
    visit.page.goto(f"{intranet.origin}/form")
    visit.widget.locator("textarea").fill(QUESTION)
    with visit.page.expect_response("**/api/ask"):
        visit.widget.evaluate(
            "node => { node.ask('decline friend requests'); document.getElementById('other').focus() }"
        )
    visit.widget.locator("article").first.wait_for()
    assert visit.page.evaluate("document.activeElement.id") == "other"


def test_what_is_typed_is_no_shortcut_of_the_page_around_it_and_sends_no_form_of_it(
    visit: Visit, intranet: Site, guidance: str
) -> None:
    """Rejects a widget in whose box an "s" opens the search of the intranet."""
    around = """<form action="/elsewhere"><button>Save</button>{}</form><script>window.keys = [];
    for (const kind of ["keydown", "keypress", "keyup"]) addEventListener(kind, event => keys.push(event.key));
    addEventListener("submit", event => keys.push("submit"));</script>"""
    intranet.pages["/shortcuts"] = around.format(holding(guidance))
    visit.page.goto(f"{intranet.origin}/shortcuts")
    visit.widget.locator("textarea").press_sequentially("1.7")
    visit.announced(lambda: visit.page.keyboard.press("Enter"))
    keys = visit.page.evaluate("window.keys")  # the answer may have the focus before the finger leaves Enter
    assert [key for key in keys if key != "Enter"] == []
    assert visit.page.url.endswith("/shortcuts")


def test_its_attributes_are_followed(visit: Visit, intranet: Site, guidance: str) -> None:
    attributes = (
        'heading="<i>Ask</i>" heading-level="3" passages="2" examples="1.7|decline friend requests" theme="dark"'
    )
    intranet.pages["/attributes"] = holding(guidance, attributes)
    visit.page.goto(f"{intranet.origin}/attributes")
    assert visit.widget.get_by_role("heading", level=3).inner_text() == "<i>Ask</i>"
    example = visit.widget.get_by_role("button", name="1.7")
    assert visit.announced(example.click) == "2 passages found"
    assert visit.widget.locator("textarea").input_value() == "1.7"
    assert visit.widget.get_by_role("heading", level=4).inner_text() == "What the guidance says"
    assert visit.widget.get_by_role("heading", level=5).count() == 2
    assert (
        visit.widget.locator("section").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(17, 24, 29)"
    )


def test_it_prints_the_answer_and_not_the_controls(here: Visit) -> None:
    here.ask(QUESTION)
    here.page.emulate_media(media="print")
    assert here.widget.locator("blockquote").first.is_visible()
    assert not here.widget.locator("form").is_visible()
    assert not here.widget.get_by_role("button", name="Copy citation").first.is_visible()


def test_in_forced_colours_what_is_marked_is_still_seen(here: Visit) -> None:
    here.page.emulate_media(forced_colors="active")
    here.ask(QUESTION)
    for mark in ("mark", "strong"):
        assert here.widget.locator(mark).first.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


def test_page_and_widget_show_the_same(served: str, tab: Tab, visit: Visit) -> None:
    """Rejects a widget that words, orders or leaves out anything by itself."""
    tab.page.goto(served)
    visit.page.goto(f"{served}/embed")
    for question in (QUESTION, "1.7", "9.9", "consent valid voluntary informed capacity disclosure", PUNCTURE):
        assert visit.ask(question) == tab.ask(question)
        cards = visit.widget.locator("article, .results > .card, .notice")
        page = tab.page.locator("#results").locator("article, .none, .notice")
        assert plain(cards.evaluate_all(QUOTED)) == plain(page.evaluate_all(QUOTED))
        links = "nodes => nodes.map(node => node.href)"
        assert cards.locator("a").evaluate_all(links) == page.locator("a").evaluate_all(links)


def plain(texts: list[str]) -> list[str]:
    """Without white space, and without what may be elsewhere: a list on the page, a sentence in the widget."""
    return [re.sub(r"Itmaybein.*?(?=AsktheHCPC)", "", "".join(text.split())) for text in texts]


SERVE = """
import sys
from app.web.access import read_access
from app.web.server import listen, serve_forever
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.fakes import HashEncoder
encoder = HashEncoder()
index = build_index(read_corpus(SHIPPED), encoder)
serve_forever(listen("127.0.0.1", 0), lambda: (index, encoder), read_access("127.0.0.1", (), sys.argv[1:]))
"""


def test_what_serve_prints_works_as_it_is(visit: Visit, intranet: Site) -> None:
    """Rejects a snippet whose hash or address is not that of what is served."""
    line = [sys.executable, "-c", SERVE, intranet.origin]
    with subprocess.Popen(line, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            told = next(event for line in process.stderr if (event := json.loads(line))["event"] == "widget")
            assert told["origins"] == [intranet.origin]
            said = told["html"].splitlines()
            intranet.pages["/printed"] = "\n".join(said[:2])
            visit.page.goto(f"{intranet.origin}/printed")
            assert FOUND.fullmatch(visit.ask(QUESTION))
            intranet.pages["/frame"] = said[2].removeprefix("or: ")
            visit.page.goto(f"{intranet.origin}/frame")
            assert visit.page.frame_locator("iframe").get_by_role("button", name="Ask").is_visible()
            assert visit.violations() == visit.complaints == []
        finally:
            process.kill()


EMBEDDER = """<!doctype html><html lang="en"><head><title>Intranet</title></head><body><main><h1>Intranet</h1>
<iframe title="Guidance" src="{server}/embed?passages=2&amp;lang={lang}" width="600" height="100"></iframe></main>
<script>window.told = [];
addEventListener("message", event => event.origin === "{server}" && told.push(event.data));
</script></body></html>"""


def framed(visit: Visit, intranet: Site, guidance: str, lang: str = "en", origin: str = "") -> Any:
    intranet.pages["/embedder"] = EMBEDDER.format(server=guidance, lang=lang)
    visit.page.goto(f"{origin or intranet.origin}/embedder")
    return visit.page.frames[1]


def test_a_frame_tells_the_page_around_it_how_high_it_is(visit: Visit, intranet: Site, guidance: str) -> None:
    frame = framed(visit, intranet, guidance)
    frame.locator("textarea").fill("1.7")
    visit.page.wait_for_function("told.length > 0")
    before = visit.page.evaluate("told.at(-1)")
    frame.locator("textarea").press("Enter")
    frame.locator("article").first.wait_for()
    visit.page.wait_for_function("height => told.at(-1).height > height", arg=before["height"])
    assert before.keys() == {"type", "height"}
    assert before["type"] == "hcpc-guidance"
    visit.page.wait_for_function(
        "height => told.at(-1).height === height",
        arg=frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"),
    )
    assert frame.locator("article").count() == 2
    assert frame.evaluate("window.violations") == []
    assert visit.complaints == []


def test_a_frame_of_another_origin_is_not_shown_and_told_nothing(visit: Visit, intranet: Site, guidance: str) -> None:
    frame = framed(visit, intranet, guidance, origin=intranet.other_origin)
    visit.page.wait_for_timeout(300)
    assert frame.locator("hcpc-guidance").count() == 0
    assert visit.page.evaluate("told") == []
    assert any("frame-ancestors" in text for text in visit.complaints)


def test_the_embed_takes_its_language_from_its_address(visit: Visit, intranet: Site, guidance: str) -> None:
    frame = framed(visit, intranet, guidance, "cy")
    assert frame.get_by_role("button", name="Gofyn").is_visible()
    assert frame.locator("html").get_attribute("lang") == "cy"
