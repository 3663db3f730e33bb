"""The page in a real Chromium: asked by keyboard, read letter for letter, and silent."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from app.guard import GRADIO, open_methods
from app.page import EXAMPLES, FAILED, mount_page
from app.server import create_api, create_app
from app.types import Answer
from index.build import build_index
from index.types import Index
from ingest.text import read_text
from ingest.types import Corpus, Document, Source
from tests.e2e.conftest import STATUS, Tab, running
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUESTION = "decline friend requests"
QUOTED = "nodes => nodes.map(node => node.textContent)"
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


def test_asked_by_keyboard_it_shows_the_documents_own_words(served: str, tab: Tab, page: Document) -> None:
    """Rejects a page that changes a character, and a status line that is a new element, which is not announced."""
    tab.page.goto(served)
    tab.page.get_by_label("Your question").wait_for()
    tab.page.locator(STATUS).evaluate("node => { node.kept = true }")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.type(QUESTION)
    assert tab.announced(lambda: tab.page.keyboard.press("Enter")) == "5 passages found, best first"
    assert tab.page.locator(STATUS).evaluate("node => node.kept")
    passages = httpx.post(f"{served}/api/ask", json={"question": QUESTION}).json()["passages"]
    slices = [page.text[passage["start"] : passage["end"]] for passage in passages]
    assert tab.page.locator(PASSAGES).evaluate_all(QUOTED) == slices
    assert slices[0].startswith("Keep in mind that service users")
    rules = {standard["text"] for passage in passages for standard in passage["standards"]}
    assert set(tab.page.locator(".rule > blockquote").evaluate_all(QUOTED)) <= rules
    assert tab.page.locator("article.card").first.locator("strong").inner_text() == "Standard 1.7, 2016 edition"
    assert tab.page.get_by_text("An unofficial tool, not endorsed by the HCPC.").is_visible()


def test_the_lines_of_a_list_are_lines(served: str, tab: Tab) -> None:
    """Rejects a style that runs the conditions of a rule together."""
    tab.page.goto(served)
    tab.ask("consent valid voluntary informed capacity disclosure")
    shown = tab.page.locator(PASSAGES).first.inner_text()
    assert "the information being disclosed or shared;\n• the reason for the disclosure;\n" in shown


def test_an_example_is_asked_and_its_answer_is_in_view(served: str, tab: Tab) -> None:
    tab.page.goto(served)
    tab.page.get_by_label("Your question").wait_for()
    for example in EXAMPLES["social-media-2021"][:2]:
        button = tab.page.get_by_role("button", name=example)
        assert tab.announced(button.click)
        assert tab.page.get_by_label("Your question").input_value() == example
        tab.page.wait_for_function("document.querySelector('#status').getBoundingClientRect().top < innerHeight / 2")


def test_no_answer_says_so_and_whom_to_ask(served: str, tab: Tab) -> None:
    tab.page.goto(served)
    assert tab.ask("how do I fix a puncture on my bike") == "No passage answers this"
    assert tab.page.locator("article").count() == 0
    assert tab.page.get_by_role("link", name="https://www.hcpc-uk.org/contact-us/policy").is_visible()


def test_a_question_that_cannot_be_asked_is_told_plainly_and_the_old_answer_goes(served: str, tab: Tab) -> None:
    """Rejects a page that leaves the last answer under a question it does not answer."""
    tab.page.goto(served)
    tab.ask(QUESTION)
    assert tab.ask(" ") == "The question is empty. Ask in a few everyday words."
    assert tab.page.locator("article").count() == 0
    assert tab.ask("a" * 2001) == "The question has 2,001 characters; at most 2,000 are read. Shorten it."
    assert tab.ask(QUESTION) == "5 passages found, best first"


def test_nothing_is_kept_in_the_browser(served: str, tab: Tab) -> None:
    """Rejects Gradio's history of runs, which is on unless it is switched off."""
    tab.page.goto(served)
    tab.ask(QUESTION)
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    assert "friend" not in tab.page.evaluate(kept)
    assert tab.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert tab.page.context.cookies() == []


def test_every_address_that_is_open_is_needed(served: str, tab: Tab) -> None:
    """Rejects a list longer than the page; a shorter one fails the tests above."""
    tab.page.goto(served)
    tab.ask(QUESTION)
    paths = {urlsplit(url).path for url in tab.requests}
    assert [door.path.pattern for door in GRADIO if not any(map(door.path.fullmatch, paths))] == []


async def made(index: Index, encoder: HashEncoder) -> FastAPI:
    return create_app(index, encoder)


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


def test_the_rest_of_gradio_is_closed(served: str) -> None:
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
        reply = httpx.request(method, served + path)
        if urlsplit(path).path == "/":
            assert '"deep_link_state":"none"' in reply.text
        else:
            assert reply.status_code == 404
            assert reply.headers["content-type"] == "application/problem+json"


def test_no_other_origin_may_read_and_no_proxy_is_believed(served: str) -> None:
    """Rejects Gradio's own headers, which let any origin read, and its address taken from a forged header."""
    forged = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for path in ("/", "/theme.css", "/healthz"):
        reply = httpx.get(served + path, headers=forged)
        assert reply.status_code == 200
        assert "evil.example" not in reply.text + str(reply.headers)
        assert not [name for name in reply.headers if name.startswith("access-control-")]
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_each_visit_has_a_nonce_of_its_own_on_every_script(served: str) -> None:
    found = []
    for _ in range(2):
        reply = httpx.get(served)
        nonce = re.search(r"'nonce-([\w-]{20,})'", reply.headers["content-security-policy"])
        assert nonce
        assert reply.text.count("<script") == reply.text.count(f'<script nonce="{nonce[1]}"') > 0
        found.append(nonce[1])
    assert len(set(found)) == 2


def test_the_head_is_ours_and_names_nobody_else(served: str) -> None:
    """Rejects Gradio's head: its title, its pictures on other hosts, its language."""
    html = httpx.get(served).text
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
def test_on_a_narrow_screen_nothing_is_cut_off(served: str, tab: Tab, scheme: str) -> None:
    tab.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.page.set_viewport_size({"width": 320, "height": 640})
    tab.page.goto(served)
    tab.ask(QUESTION)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 320
    beyond = "nodes => nodes.filter(n => n.getBoundingClientRect().right > 320.5).length"
    assert tab.page.locator("article *:not(.unseen), textarea, button").evaluate_all(beyond) == 0


def test_a_hostile_document_is_shown_letter_for_letter_and_runs_nothing(encoder: HashEncoder, tab: Tab) -> None:
    """Rejects a page that lets a document's characters be markup or templates."""
    source = Source(id="hostile", title="<b>Hostile</b> ${guidance}", file="h.txt", url="javascript:alert(1)")
    text, blocks, furniture = read_text(HOSTILE.encode(), source)
    document = Document(source, text, "0" * 64, blocks, furniture)
    index = build_index(Corpus((source,), (document,)), encoder)
    with running(partial(create_app, index, encoder)) as url:
        tab.page.goto(url)
        tab.ask("zebra")
        passages = httpx.post(f"{url}/api/ask", json={"question": "zebra"}).json()["passages"]
        assert len(passages) == 5
        slices = [document.text[passage["start"] : passage["end"]] for passage in passages]
        assert tab.page.locator(PASSAGES).evaluate_all(QUOTED) == slices
        assert tab.page.evaluate("window.ran") is None
        assert tab.page.locator("article").get_by_role("link").count() == 0


def test_a_failure_is_told_on_the_page_and_its_question_nowhere(
    index: Index, tab: Tab, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects Gradio's own way, which prints the whole of it."""

    def fail(question: str, passages: int) -> Answer:
        raise ValueError(question)

    with running(lambda: mount_page(create_api(fail), fail, index.corpus)) as url:
        tab.page.goto(url)
        assert tab.ask("zebra crossing") == FAILED
        for data in (["zebra", "zebra"], [], ["zebra \ud800"]):
            body = {"data": data, "fn_index": 0, "session_hash": "made-up"}
            httpx.post(f"{url}/gradio_api/queue/join", content=str(body).replace("'", '"'))
    output, errors = capfd.readouterr()
    assert "hcpc-guidance: ValueError at test_page.py:" in errors
    assert "zebra" not in output + errors


SERVE = """
from app.server import listen, serve_forever
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.fakes import HashEncoder
encoder = HashEncoder()
serve_forever(listen("127.0.0.1", 0), build_index(read_corpus(SHIPPED), encoder), encoder)
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_stops_at_once_with_a_page_open_and_without_a_traceback(tab: Tab, stop: signal.Signals) -> None:
    """Rejects a server that waits for the page's open connection, or that logs what was asked."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr
    line = process.stderr.readline().decode()
    try:
        ready = re.fullmatch(r"Serving at (http://127\.0\.0\.1:\d+) \(Ctrl-C stops\)\n", line)
        assert ready, line + process.stderr.read().decode()
        tab.page.goto(ready[1])
        assert tab.ask("zebra " + QUESTION)
    finally:
        process.send_signal(stop)
    output, errors = process.communicate(timeout=5)
    assert process.returncode == (0 if stop == signal.SIGINT else -signal.SIGTERM)
    assert (output, errors) == (b"", b"")
