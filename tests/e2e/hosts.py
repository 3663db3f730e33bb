"""Pages of another origin that hold the widget, and what their browser says of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.types import Answer
from app.verification.verdict import Verdict
from app.web.access import Access
from app.web.api import create_api
from tests.e2e.conftest import REPORT_VIOLATIONS, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Request

DEMO = (Path(__file__).parents[1] / "fixtures" / "intranet" / "index.html").read_text(encoding="utf-8")
DEMO_SERVER = "http://127.0.0.1:7860"
Ask = Callable[[str, int], Answer]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages = {"/favicon.ico": ""} | self.server.pages  # type: ignore[attr-defined]
        body = pages.get(self.path)  # a browser complains of a site without an icon
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Site:
    """An intranet: pages that a test puts there. Under the other name it is another origin."""

    port: int
    pages: dict[str, str]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_origin(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.pages = {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield Site(server.server_port, server.pages)  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def serving(ask: Ask, *origins: str) -> Any:
    """A server of answers that shares them with the origins."""
    return running(partial(create_api, ask, refuse, Access(origins=origins)))


def refuse(text: str, edition: str | None) -> Verdict:
    raise AssertionError(text)


@dataclass
class Visit:
    """A visitor's page, and what went on behind it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def widget(self) -> Locator:
        return self.page.locator("hcpc-guidance").first

    @property
    def status(self) -> Locator:
        return self.widget.locator(".status")

    def ask(self, question: str) -> str:
        """Types the question, presses Enter, and waits for what is announced."""
        box = self.widget.locator("textarea")
        box.fill(question)
        return self.announced(partial(box.press, "Enter"))

    def announced(self, act: Callable[[], object]) -> str:
        self.status.evaluate("node => { node.textContent = '' }")
        act()
        self.page.wait_for_function(
            "node => /^(?!Searching)./.test(node.textContent)", arg=self.status.element_handle()
        )
        return self.status.text_content() or ""

    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))


@contextmanager
def visiting(browser: Browser, **options: Any) -> Iterator[Visit]:
    context = browser.new_context(**{"viewport": {"width": 1000, "height": 800}, **options})
    context.set_default_timeout(10_000)
    context.add_init_script(REPORT_VIOLATIONS)
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda request: visit.requests.append(request))
    yield visit
    context.close()


def holding(server: str, attributes: str = "", *, head: str = "", integrity: str = "") -> str:
    """A plain page with the widget, and a link where the script cannot run."""
    guard = f' integrity="{integrity}"' if integrity else ""
    return (
        f'<!doctype html><html lang="en"><head><title>Intranet</title>{head}'
        f'<script type="module" src="{server}/widget.js"{guard}></script></head><body><main><h1>Intranet</h1>'
        f'<hcpc-guidance {attributes}><a href="{server}/embed">Look it up</a></hcpc-guidance></main></body></html>'
    )
