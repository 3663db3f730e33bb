"""Debian's nginx in front, as app/web/deploy/nginx.conf says: a sub-path, TLS, and people who are signed in."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trustme

from app.web import server
from tests.conftest import command
from tests.e2e.conftest import EVENTS, Tab, watch_events

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).parents[2]
CONFIGURATION = Path(server.__file__).parent / "deploy" / "nginx.conf"
SERVE = """
import sys
from app.web.access import read_access
from app.web.server import listen, serve_forever
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.fakes import HashEncoder
encoder = HashEncoder()
index = build_index(read_corpus(SHIPPED), encoder)
access = read_access("127.0.0.1", (), (), ("127.0.0.1",), "/guidance", 600)
serve_forever(listen("127.0.0.1", 0), lambda: (index, encoder), access)
"""
QUESTION = "decline friend requests"
SIGNED_IN = {"Cookie": "session=somebody"}


class SignOn(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.headers.get("Cookie") == SIGNED_IN["Cookie"] else 401)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def guidance(folder: Path) -> Iterator[str]:
    """The address of the server itself."""
    with (folder / "log").open("w") as log, subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, stderr=log) as it:
        while not (found := re.search(r'"address": "([^"]+)"', (folder / "log").read_text())):
            assert it.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield found[1]
        it.terminate()


@pytest.fixture(scope="module")
def front(folder: Path, guidance: str) -> Iterator[str]:
    """The address of nginx, which runs with the file as it is but for names and ports."""
    ca, port = trustme.CA(), 20_000 + int(guidance.rpartition(":")[2]) % 10_000
    ca.cert_pem.write_to_path(folder / "ca.pem")
    certificate = ca.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(folder / "server.pem")
    certificate.private_key_pem.write_to_path(folder / "server.key")
    sign_on = ThreadingHTTPServer(("127.0.0.1", 0), SignOn)
    threading.Thread(target=sign_on.serve_forever, daemon=True).start()
    text = CONFIGURATION.read_text()
    for old, new in (
        ("127.0.0.1:8443", f"127.0.0.1:{port}"),
        ("http://127.0.0.1:7860/;", f"{guidance}/;"),
        ("http://127.0.0.1:7861", f"http://127.0.0.1:{sign_on.server_port}"),
        ("server_name intranet.example", "server_name localhost"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(f"daemon off;\n{text}")
    line = [command("nginx"), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    with (folder / "nginx.log").open("w") as log, subprocess.Popen(line, stderr=log) as it:
        url = f"https://localhost:{port}"
        while True:
            assert it.poll() is None, (folder / "nginx.log").read_text()
            try:
                httpx.get(url, verify=trusting(folder))
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        yield f"{url}/guidance"
        it.terminate()
    sign_on.shutdown()
    sign_on.server_close()


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "ca.pem"))


@pytest.fixture(scope="module")
def http(folder: Path) -> Iterator[httpx.Client]:
    """Of somebody who is signed in."""
    with httpx.Client(verify=trusting(folder), headers=SIGNED_IN, timeout=60) as client:
        yield client


def test_who_is_not_signed_in_gets_nothing(front: str, folder: Path) -> None:
    with httpx.Client(verify=trusting(folder)) as stranger:
        for path in ("/", "/api/ask", "/widget.js", "/embed", "/healthz", "/gradio_api/0/queue/data"):
            assert stranger.get(front + path).status_code == 401


def test_the_api_and_the_widget_and_the_frame_answer_at_the_sub_path(front: str, http: httpx.Client) -> None:
    reply = http.post(f"{front}/api/ask", json={"question": QUESTION})
    assert reply.json()["passages"]
    assert http.post(f"{front}/api/ask", json={"question": " "}).status_code == 422
    for path in ("/widget.js", "/embed", "/page.css", "/theme.css", "/healthz", "/readyz"):
        assert http.get(front + path).status_code == 200
    assert http.get(f"{front}/openapi.json").json()["servers"] == [{"url": "/guidance"}]
    for path in ("/metrics", "/config", "/gradio_api/file=http://127.0.0.1/", "/%67radio_api/upload"):
        assert http.get(front + path).status_code == 404
    assert http.get(front).headers["location"] == "/guidance/"


def test_the_page_names_the_address_that_browsers_know(front: str, http: httpx.Client) -> None:
    """Rejects a page that asks for its parts at the address of the server behind, or without TLS."""
    html = http.get(f"{front}/").text
    assert f'"root":"{front}"' in html
    assert "http://127.0.0.1" not in html
    assert "http://localhost" not in html


def test_on_the_page_a_question_is_answered(front: str, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    context.add_cookies([{"name": "session", "value": "somebody", "url": front}])
    tab = Tab(context.new_page())
    watch_events(tab)
    failed: list[str] = []
    tab.page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    # Gradio hangs up on a stream of events when it has them all: a failure, to a browser.
    tab.page.on("requestfailed", lambda request: None if EVENTS in request.url else failed.append(request.url))
    tab.page.goto(f"{front}/")
    assert "found" in tab.ask(QUESTION)
    assert tab.page.locator("article").count() > 0
    tab.page.goto(f"{front}/embed")
    widget = tab.page.locator("hcpc-guidance")
    widget.locator("textarea").fill(QUESTION)
    widget.locator("textarea").press("Enter")
    widget.locator("article").first.wait_for()
    assert failed == []
    context.close()


def test_the_log_has_no_address_of_anybody_and_no_question(front: str, http: httpx.Client, folder: Path) -> None:
    http.post(f"{front}/api/ask", json={"question": "zebra"}, headers={"X-Forwarded-For": "198.51.100.77"})
    lines = [json.loads(line) for line in (folder / "log").read_text().splitlines()]
    assert lines[-1]["route"] == "/api/ask"
    assert not re.search(r"zebra|198\.51|somebody", (folder / "log").read_text() + (folder / "nginx.log").read_text())
