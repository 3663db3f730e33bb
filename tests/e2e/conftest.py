"""A running server with the hashing encoder, and a real browser that reports all it asks for and complains of."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from app.web.page import QUIET
from app.web.server import address, create_app, listen
from index.encoder import SILENCE
from index.types import Index
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, Page, Request, ViewportSize

STATUS = "#status [role=status]"  # Gradio has one of its own beside it
VERDICT = "#verdict-status [role=status]"
EVENTS = "/queue/data"
WINDOW: ViewportSize = {"width": 1000, "height": 800}
REPORT_VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.blockedURI));"
)


@dataclass
class Tab:
    """A page of a fresh profile, and what went on behind it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    listening: set[Request] = field(default_factory=set)
    """For events of answers under way."""
    asked: set[str] = field(default_factory=set)
    """Every path that was ever requested."""

    def ask(self, question: str) -> str:
        """Types the question, presses Enter, and waits for what is announced."""
        box = self.page.get_by_label("Your question")
        box.fill(question)
        return self.announced(lambda: box.press("Enter"))

    def check(self, quotation: str) -> str:
        """Pastes the quotation, presses Check, and waits for what is announced."""
        self.page.get_by_label("The quotation").fill(quotation)
        return self.announced(self.page.get_by_role("button", name="Check").click, VERDICT)

    def show(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def announced(self, act: Callable[[], object], where: str = STATUS) -> str:
        status = self.page.locator(where)
        status.evaluate("node => { node.textContent = '' }")
        act()
        self.page.wait_for_function(
            "where => /^(?!Searching|Comparing)./.test(document.querySelector(where).textContent)",
            arg=where,
            timeout=10_000,
        )
        self.settle()
        return status.text_content() or ""

    def settle(self) -> None:
        """Waits until the page listens for no more events: Gradio loses one that is asked for while it stops to."""
        deadline = time.monotonic() + 10
        while self.listening:
            assert time.monotonic() < deadline, "events do not end"
            self.page.wait_for_timeout(5)

    def rest(self) -> None:
        """Fails if the page complained, was refused something, or asked another origin for anything; then forgets."""
        origin = self.page.evaluate("location.origin")
        assert [url for url in self.requests if not url.startswith((f"{origin}/", "data:"))] == []
        assert [status for status in self.replies if status >= 400] == []
        assert self.complaints == []
        assert self.page.evaluate("window.violations") == []
        self.asked.update(urlsplit(url).path for url in self.requests)
        for seen in (self.requests, self.replies, self.complaints):
            seen.clear()


def load_gradio() -> None:
    """Else the first page of a server waits for it, on a busy machine for longer than a visitor is kept waiting."""
    os.environ.update(SILENCE | QUIET)
    import gradio  # noqa: F401


@contextmanager
def running(make: Callable[[], FastAPI]) -> Iterator[str]:
    """The address of a server that answers while the block runs."""
    load_gradio()
    config = uvicorn.Config(make, factory=True, log_level="critical", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with listen("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        try:
            yield address(bound)
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="session")
def served(index: Index, encoder: HashEncoder) -> Iterator[str]:
    with running(partial(create_app, index, encoder)) as url:
        yield url


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """One client for all requests: to make one takes longer than what it asks."""
    with httpx.Client() as client:
        yield client


def watch_events(tab: Tab) -> None:
    """Lets `settle` know of every stream of events."""
    tab.page.on("request", lambda request: tab.listening.add(request) if EVENTS in request.url else None)
    for end in ("requestfinished", "requestfailed"):
        tab.page.on(end, lambda request: tab.listening.discard(request))  # a bound method of a set cannot be given


@contextmanager
def new_tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport=WINDOW)
    context.add_init_script(REPORT_VIOLATIONS)
    tab = Tab(context.new_page())
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    watch_events(tab)
    tab.page.on("response", lambda response: tab.replies.append(response.status))
    tab.page.on("console", lambda message: tab.complaints.append(message.text))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    tab.rest()
    context.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A fresh profile."""
    with new_tab(browser) as tab:
        yield tab


@pytest.fixture(scope="session")
def opened(browser: Browser, served: str) -> Iterator[Tab]:
    with new_tab(browser) as tab:
        tab.page.goto(served)
        yield tab


@pytest.fixture
def here(opened: Tab) -> Iterator[Tab]:
    """The page of the shared server, open since an earlier test: to load it takes longer than most tests."""
    opened.show("Ask")
    yield opened
    opened.page.set_viewport_size(WINDOW)
    opened.page.emulate_media(color_scheme="light")
    opened.rest()
