"""The page in a real Chromium: worked by keyboard, read letter for letter, and silent."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from starlette.routing import BaseRoute, Mount, Route

from app.types import Answer
from app.verification.verdict import Verdict
from app.web.api import create_api
from app.web.examples import examples
from app.web.guard import GRADIO, open_methods
from app.web.live import Live, make_library
from app.web.page import FAILED, mount_page
from app.web.server import create_app
from index.build import build_index
from index.types import Index
from ingest.corpus import document_of
from ingest.types import Corpus, Document, Source
from tests.e2e.conftest import STATUS, VERDICT, Tab, running
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUESTION = "decline friend requests"
EVENTS = 20  # more than the page has
RULE = "You must treat information about service users as confidential"
QUOTED = "nodes => nodes.map(node => node.textContent)"
FOUND = re.compile(r"\d+ passages? found(, best first)?")
PASSAGES = "article.card > blockquote"
HOSTILE = """\
Hostile guidance

<script>window.ran = 1</script> says zebra & nothing else: &amp; &lt;b&gt; </blockquote></article>.

<img src=x onerror="window.ran = 2"> zebra "double" 'single' `backtick` “curly”.

${window.ran = 3} `${window.ran = 4}` zebra {{window.ran = 5}} {{{value}}} {{#each x}}.

Zebra * star _under_ **bold** $$x^2$$ \\(y\\) # hash 1. one [a](javascript:window.ran=6).

Zebra \u202eright to left\u202c \u200f mark, e\u0301 combining, 👩🏽‍⚕️ emoji, \u2028 line \u00a0 no-break, ﬁ.

<svg onload="window.ran = 7"></svg><iframe src="javascript:parent.ran = 8"></iframe> zebra <a href=#>.
"""


def test_asked_by_keyboard_it_shows_the_documents_own_words(
    served: str, tab: Tab, page: Document, http: httpx.Client
) -> None:
    """Rejects a page that changes a character, and a status line that is a new element, which is not announced."""
    tab.page.goto(served)
    tab.page.get_by_label("Your question").wait_for()
    tab.page.locator(STATUS).evaluate("node => { node.kept = true }")
    for _ in ("Skip to the content", "Ask", "Check a quotation", "Standards", "Sources", "About", "Your question"):
        tab.page.keyboard.press("Tab")
    tab.page.keyboard.type(QUESTION)
    assert FOUND.fullmatch(tab.announced(lambda: tab.page.keyboard.press("Enter")))
    assert tab.page.locator(STATUS).evaluate("node => node.kept")
    passages = http.post(f"{served}/api/ask", json={"question": QUESTION}).json()["passages"]
    slices = [page.text[passage["start"] : passage["end"]] for passage in passages]
    assert tab.page.locator(PASSAGES).evaluate_all(QUOTED) == slices
    assert slices[0].startswith("Keep in mind that service users")
    rules = {standard["text"] for passage in passages for standard in passage["standards"]}
    assert set(tab.page.locator(".rule > blockquote").evaluate_all(QUOTED)) <= rules
    assert tab.page.locator("article.card").first.locator("strong").inner_text() == "Standard 1.7, 2016 edition"
    assert tab.page.get_by_text("An unofficial tool, not endorsed by the HCPC.").is_visible()


def test_the_lines_of_a_list_are_lines(here: Tab) -> None:
    """Rejects a style that runs the conditions of a rule together."""
    here.ask("consent valid voluntary informed capacity disclosure")
    shown = here.page.locator(PASSAGES).first.inner_text()
    assert "the information being disclosed or shared;\n• the reason for the disclosure;\n" in shown


def test_an_example_is_asked_and_its_answer_is_in_view(here: Tab, corpus: Corpus) -> None:
    for example in examples(corpus)[:2]:
        button = here.page.get_by_role("button", name=example)
        assert here.announced(button.click)
        assert here.page.get_by_label("Your question").input_value() == example
        here.page.wait_for_function("document.querySelector('#status').getBoundingClientRect().top < innerHeight / 2")


def test_no_answer_says_so_and_whom_to_ask(here: Tab) -> None:
    assert here.ask("how do I fix a puncture on my bike") == "No passage answers this"
    assert here.page.locator("article").count() == 0
    assert here.page.get_by_role("link", name="https://www.hcpc-uk.org/contact-us/policy").is_visible()


def test_a_question_that_cannot_be_asked_is_told_plainly_and_the_old_answer_goes(here: Tab) -> None:
    """Rejects a page that leaves the last answer under a question it does not answer."""
    here.ask(QUESTION)
    assert here.ask(" ") == "The question is empty. Ask in a few everyday words."
    assert here.page.locator("article").count() == 0
    assert here.ask("a" * 2001) == "The question has 2,001 characters; at most 2,000 are read. Shorten it."
    assert FOUND.fullmatch(here.ask(QUESTION))


def test_nothing_is_kept_in_the_browser(here: Tab) -> None:
    """Rejects Gradio's history of runs, which is on unless it is switched off."""
    here.ask(QUESTION)
    here.show("Check a quotation")
    here.check(RULE)
    kept = here.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    )
    assert not re.search("friend|confidential", kept)
    assert here.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert here.page.context.cookies() == []


def test_every_address_that_is_open_is_needed(here: Tab) -> None:
    """Rejects a list longer than the page; a shorter one fails the tests above."""
    here.ask(QUESTION)
    here.rest()
    assert [door.path.pattern for door in GRADIO if not any(map(door.path.fullmatch, here.asked))] == []


async def made(index: Index, encoder: HashEncoder) -> FastAPI:
    live = Live(make_library(index, encoder))
    return mount_page(create_api(live.ask, live.check), live.ask, live.check, index.corpus)


def all_paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            yield route.path
        else:
            yield from all_paths(route.original_router.routes)  # type: ignore[attr-defined]


def test_of_gradios_routes_only_these_are_open(index: Index, encoder: HashEncoder) -> None:
    """Rejects a new Gradio that adds a route under an open address."""
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright runs a loop in this thread
        app = elsewhere.submit(lambda: asyncio.run(made(index, encoder))).result()
    framed = next(route.app for route in app.routes if isinstance(route, Mount))
    paths = set(all_paths(framed.app.routes))  # type: ignore[attr-defined]
    assert len(paths) > 50
    names = {path: re.sub(r"\{[^}]*\}", "name.js", path) for path in paths}
    opened = {path for path, name in names.items() if open_methods(GRADIO, name)}
    assert opened == {"/", "/theme.css", "/assets/{path:path}", "/gradio_api/queue/join", "/gradio_api/queue/data"}


def test_the_rest_of_gradio_is_closed(served: str, http: httpx.Client) -> None:
    for method, path in (
        ("GET", "/gradio_api/file=http://127.0.0.1:9/"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/run/show"),
        ("POST", "/gradio_api/call/show"),
        ("POST", "/login"),
        ("GET", "/gradio_api/info"),
        ("GET", "/monitoring"),
        ("GET", "/?deep_link=../x&view=api"),
    ):
        reply = http.request(method, served + path)
        if urlsplit(path).path == "/":
            assert '"deep_link_state":"none"' in reply.text
        else:
            assert reply.status_code == 404
            assert reply.headers["content-type"] == "application/problem+json"


def test_no_other_origin_may_read_and_no_proxy_is_believed(served: str, http: httpx.Client) -> None:
    """Rejects Gradio's own headers, which let any origin read, and its address taken from a forged header."""
    forged = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for path in ("/", "/theme.css", "/healthz"):
        reply = http.get(served + path, headers=forged)
        assert reply.status_code == 200
        assert "evil.example" not in reply.text + str(reply.headers)
        assert not [name for name in reply.headers if name.startswith("access-control-")]
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_each_visit_has_a_nonce_of_its_own_on_every_script(served: str, http: httpx.Client) -> None:
    found = []
    for _ in range(2):
        reply = http.get(served)
        nonce = re.search(r"'nonce-([\w-]{20,})'", reply.headers["content-security-policy"])
        assert nonce
        assert reply.text.count("<script") == reply.text.count(f'<script nonce="{nonce[1]}"') > 0
        found.append(nonce[1])
    assert len(set(found)) == 2


def test_the_head_is_ours_and_names_nobody_else(served: str, http: httpx.Client) -> None:
    """Rejects Gradio's head: its title, its pictures on other hosts, its language."""
    html = http.get(served).text
    head = html[: html.index("<body")]
    assert '<html\n\tlang="en-GB"' in head
    assert head.count("<title>What does the guidance say?</title>") == 1
    assert not re.search("og:|twitter:|manifest|githubusercontent", head)


def test_without_scripts_it_says_what_is_needed_and_what_it_is(served: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    text = page.locator("body").inner_text()
    assert "Asking on this page needs JavaScript." in text
    assert "An unofficial tool, not endorsed by the HCPC." in text
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_screen_nothing_is_cut_off(here: Tab, scheme: Literal["light", "dark"]) -> None:
    """Rejects a page that scrolls sideways, in any of its tabs."""
    here.page.emulate_media(color_scheme=scheme)
    here.page.set_viewport_size({"width": 320, "height": 640})
    here.ask(QUESTION)
    assert cut_off(here) == 0
    here.show("Check a quotation")
    here.check(f"5.2 {RULE.replace('must', 'should')}")
    here.page.locator("#verdict summary").first.click()
    assert cut_off(here) == 0
    here.show("Standards")
    here.page.locator("#standards blockquote").first.wait_for()
    assert cut_off(here) == 0


def cut_off(tab: Tab) -> int:
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 320
    beyond = "nodes => nodes.filter(n => n.getBoundingClientRect().right > 320.5).length"
    seen = ":is(article, .card, .status):visible, :is(article, .card) *:not(.unseen):visible, textarea, button"
    return int(tab.page.locator(seen).evaluate_all(beyond))


def test_the_tabs_are_worked_by_keyboard_and_keep_what_was_typed(here: Tab) -> None:
    """Rejects tabs that only a mouse opens."""
    here.ask(QUESTION)
    here.page.get_by_role("tab", name="Ask").focus()
    here.page.keyboard.press("Tab")
    here.page.keyboard.press("Enter")
    assert here.page.get_by_role("tab", selected=True).inner_text() == "Check a quotation"
    for _ in ("Standards", "Sources", "About", "The quotation"):
        here.page.keyboard.press("Tab")
    here.page.keyboard.press("Control+A")
    here.page.keyboard.type(RULE)
    here.page.keyboard.press("Tab")
    said = here.announced(lambda: here.page.keyboard.press("Enter"), VERDICT)
    assert said == "Exact: these are the document's words, whole."
    here.show("Ask")
    assert here.page.get_by_label("Your question").input_value() == QUESTION
    here.show("Check a quotation")
    assert here.page.get_by_label("The quotation").input_value() == RULE


def test_a_quotation_is_judged_beside_the_documents_own_words(
    served: str, here: Tab, page: Document, http: httpx.Client
) -> None:
    """Rejects a tab that changes a character, or hides which word was changed."""
    here.show("Check a quotation")
    here.page.locator(VERDICT).evaluate("node => { node.kept = true }")
    for quotation, said, (left_out, put_in) in (
        (RULE, "Exact", ([], [])),
        (RULE.replace("must", "should"), "Altered", (["must"], ["should"])),
        (RULE.replace("as confidential", "as not confidential"), "Altered", ([], ["not"])),
        ("decline invitations, follows or friend requests", "Partial", ([], [])),
    ):
        assert here.check(quotation).startswith(f"{said}:")
        verdict = http.post(f"{served}/api/verify", json={"text": quotation}).json()
        shown = here.page.locator("#verdict blockquote").evaluate_all(QUOTED)
        assert shown == [found["whole"] for found in verdict["places"]]
        for found in verdict["places"]:
            assert found["text"] == page.text[found["start"] : found["end"]]
            assert found["whole"] in page.text
        assert here.page.locator(".difference del").all_inner_texts() == left_out
        assert here.page.locator(".difference ins").all_inner_texts() == put_in
    assert here.page.locator(VERDICT).evaluate("node => node.kept")
    assert here.check("Why? No idea at all.").startswith("Not found:")
    assert here.page.locator("#verdict blockquote").count() == 0
    assert here.check(" ") == "The quotation is empty. Give the words to look for."
    assert here.page.locator("#verdict .html-container").inner_text() == ""


def test_the_letters_of_a_difference_can_be_copied_without_words_of_the_programs(here: Tab) -> None:
    """Rejects "left out" in the middle of a text that someone copies."""
    here.show("Check a quotation")
    here.check(RULE.replace("must", "should"))
    copied = "node => { getSelection().selectAllChildren(node); return getSelection().toString() }"
    text = here.page.locator(".difference").evaluate(copied)
    assert text == "You must should treat information about service users\u00a0as confidential"
    heard = "node => getComputedStyle(node, '::before').content"
    assert "left out" in here.page.locator(".difference del").evaluate(heard)


def test_every_standard_is_listed_in_its_own_words(here: Tab, page: Document) -> None:
    """Rejects a list that is empty until someone asks, or in other words than the document's."""
    here.show("Standards")
    quotations = here.page.locator("#standards blockquote")
    quotations.first.wait_for()
    shown = quotations.evaluate_all(QUOTED)
    assert len(shown) == 5
    assert shown[0] == "You must keep your relationships with service\u00a0users and carers professional (1.7)"
    assert all(text in page.text for text in shown)
    assert here.page.get_by_role("heading", name="Standard 5.1, 2016 edition").is_visible()
    assert here.page.locator("#standards .now").count() == 5


def test_editions_are_told_apart_in_every_tab(regulator: Index, encoder: HashEncoder, tab: Tab) -> None:
    """Rejects a page that puts an old rule first, does not label it, or takes it for the one in force."""
    with running(partial(create_app, regulator, encoder)) as url:
        tab.page.goto(url)
        tab.ask("1.2")
        badges = tab.page.locator("article.card .badge").all_inner_texts()[:4]
        assert badges == [f"Standard 1.2, {edition} edition" for edition in (2023, 2023, 2018, 2018)]
        assert "superseded on 1 March 2023" in tab.page.locator(".notice").first.inner_text()
        now = "From 1 March 2023: 1.3 and 1.4. In the 2023 edition, 1.2 is a different rule."
        assert tab.page.locator("article.card").nth(2).locator(".now").inner_text() == now
        tab.show("Check a quotation")
        old = "You must keep your ladder away from doors"
        assert tab.check(old).startswith("Other edition:")
        group = tab.page.get_by_role("group", name="Said to be from")
        group.get_by_label("Any edition").focus()
        tab.page.keyboard.press("ArrowDown")
        assert group.get_by_label("2018 edition").is_checked()
        assert tab.check(old).startswith("Exact:")
        tab.show("Standards")
        tab.page.locator("#standards article").first.wait_for()
        assert tab.page.locator("#standards h3").all_inner_texts()[0] == "Standards of behaviour for lamplighters"
        assert tab.page.locator("#standards .badge").first.inner_text() == "Standard 1.1, 2023 edition"


def test_a_hostile_document_is_shown_letter_for_letter_and_runs_nothing(
    encoder: HashEncoder, tab: Tab, http: httpx.Client
) -> None:
    """Rejects a page that lets a document's characters be markup or templates."""
    source = Source(id="hostile", title="<b>Hostile</b> ${guidance}", file="h.txt", url="javascript:alert(1)")
    document = document_of(HOSTILE.encode(), source)
    index = build_index(Corpus((source,), (document,)), encoder)
    with running(partial(create_app, index, encoder)) as url:
        tab.page.goto(url)
        tab.ask("zebra")
        passages = http.post(f"{url}/api/ask", json={"question": "zebra"}).json()["passages"]
        slices = [document.text[passage["start"] : passage["end"]] for passage in passages]
        assert all(any(text in shown for shown in slices) for text in HOSTILE.strip().split("\n\n")[1:])
        assert tab.page.locator(PASSAGES).evaluate_all(QUOTED) == slices
        assert tab.page.evaluate("window.ran") is None
        assert tab.page.locator("article").get_by_role("link").count() == 0


def test_a_failure_is_told_on_the_page_and_its_question_nowhere(
    index: Index, tab: Tab, http: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects Gradio's own way, which prints the whole of it."""

    def fail(question: str, passages: int) -> Answer:
        raise ValueError(question)

    def fail_too(text: str, edition: str | None) -> Verdict:
        raise ValueError(text)

    with running(lambda: mount_page(create_api(fail, fail_too), fail, fail_too, index.corpus)) as url:
        tab.page.goto(url)
        assert tab.ask("zebra crossing") == FAILED
        tab.show("Check a quotation")
        assert tab.check("zebra crossing") == FAILED
        wrong: tuple[list[str], ...] = (["zebra", "zebra"], [], ["zebra \ud800", "zebra"])
        for event, data in product(range(EVENTS), wrong):
            body = {"data": data, "fn_index": event, "session_hash": "made-up"}
            http.post(f"{url}/gradio_api/queue/join", content=str(body).replace("'", '"'))
    output, errors = capfd.readouterr()
    assert re.search('"error": "ValueError", "at": "test_page.py:', errors)
    assert "zebra" not in output + errors


SERVE = """
from app.web.server import listen, serve_forever
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.fakes import HashEncoder
encoder = HashEncoder()
serve_forever(listen("127.0.0.1", 0), lambda: (build_index(read_corpus(SHIPPED), encoder), encoder))
"""


STOPS = {"Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM}


@pytest.fixture(scope="module", autouse=True)
def servers() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Processes to be stopped by the last tests, which start meanwhile: to import Gradio takes seconds."""
    root, pipe = Path(__file__).parents[2], subprocess.PIPE
    started = {
        name: subprocess.Popen([sys.executable, "-c", SERVE], cwd=root, stdout=pipe, stderr=pipe) for name in STOPS
    }
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("stop", STOPS)
def test_it_stops_at_once_with_a_page_open_and_without_a_traceback(
    tab: Tab, servers: dict[str, subprocess.Popen[bytes]], stop: str
) -> None:
    """Rejects a server that waits for the page's open connection, or that logs what was asked."""
    process = servers[stop]
    assert process.stderr
    try:
        said = map(json.loads, process.stderr)
        tab.page.goto(next(event["address"] for event in said if event["event"] == "serving"))
        assert tab.ask("zebra " + QUESTION)
        tab.show("Check a quotation")
        assert tab.check("zebra crossing")
    finally:
        process.send_signal(STOPS[stop])
    output, errors = process.communicate(timeout=10)
    assert process.returncode == (0 if STOPS[stop] == signal.SIGINT else -signal.SIGTERM)
    assert output == b""
    assert b"zebra" not in errors
    assert {json.loads(line)["event"] for line in errors.splitlines()} == {"request"}
