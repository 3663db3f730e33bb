"""The server as it is served, attacked from its own machine: forged headers, floods, slow clients, odd bodies."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# As the command serves, but with the hashing encoder, and patience of seconds that a test can wait for.
SERVE = """
import sys, time
from app.web import guard, patience
from app.web.access import read_access
from app.web.server import listen, serve_forever
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.fakes import HashEncoder

class Slow(HashEncoder):
    def encode_question(self, text):
        if "slowly" in text:
            time.sleep(1)
        return super().encode_question(text)

guard.BODY_SECONDS = patience.HEAD_SECONDS = 3
encoder = Slow()
index = build_index(read_corpus(SHIPPED), encoder)
access = read_access("127.0.0.1", (), (), sys.argv[2:], "", int(sys.argv[1]))
serve_forever(listen("127.0.0.1", 0), lambda: (index, encoder), access)
"""
QUESTION = {"question": "decline friend requests"}


@contextmanager
def server(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Its log goes to a file: a pipe that nobody reads fills up."""
    line = [sys.executable, "-c", SERVE, *arguments]
    with tempfile.TemporaryFile("w+") as log, subprocess.Popen(line, cwd=ROOT, stderr=log) as process:
        try:
            yield process, serving(process, log)
        finally:
            process.kill()


def serving(process: subprocess.Popen[bytes], log: IO[str]) -> str:
    """The address, once it serves."""
    while process.poll() is None:
        log.seek(0)
        for line in log:
            if line.endswith("\n") and (event := json.loads(line))["event"] == "serving":
                return str(event["address"])
        time.sleep(0.1)
    log.seek(0)
    raise AssertionError(log.read())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Few questions a minute, and a trusted proxy at an address of the machine."""
    with server("100", "127.0.0.9") as (_, url):
        yield url


def client(address: str) -> httpx.Client:
    """One that comes from the address, which must be of this machine: 127.0.0.0/8."""
    return httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=30)


def connected(url: str, address: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=20, source_address=(address, 0))


def test_of_ten_thousand_requests_from_one_address_few_are_answered_and_others_are_served(url: str) -> None:
    """Rejects a server that one address can keep busy."""

    seen: Counter[int] = Counter()

    def ask(times: int) -> None:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, source_address=("127.0.0.2", 0), timeout=60)
        for _ in range(times):
            connection.request("POST", "/api/ask", json.dumps(QUESTION), {"Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
            seen[reply.status] += 1
            assert reply.status == 200 or int(reply.headers["Retry-After"]) <= 60
        connection.close()

    begun = time.monotonic()
    with ThreadPoolExecutor(4) as flooding, client("127.0.0.3") as other:
        asked = [flooding.submit(ask, 2500) for _ in range(4)]
        assert other.post(f"{url}/api/ask", json=QUESTION).status_code == 200
        for one in asked:
            one.result()
    minutes = (time.monotonic() - begun) / 60
    assert set(seen) == {200, 429}
    assert 100 <= seen[200] <= 100 * (1 + minutes)
    assert sum(seen.values()) == 10_000


def test_a_forged_address_buys_nothing_but_from_the_proxy(url: str) -> None:
    with client("127.0.0.4") as forging, client("127.0.0.9") as proxy:
        own = [forging.post(f"{url}/api/ask", json=QUESTION, headers=forwarded(n)).status_code for n in range(102)]
        assert own[-1] == 429
        passed = [proxy.post(f"{url}/api/ask", json=QUESTION, headers=forwarded(n)).status_code for n in range(102)]
        assert set(passed) == {200}


def forwarded(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": "198.51.100.1", "Forwarded": "for=198.51.100.1"}


@pytest.mark.parametrize("address", ["127.0.0.5", "127.0.0.9"])
def test_no_forged_header_is_seen_in_a_reply(url: str, address: str) -> None:
    """Rejects an address of the page that anyone can set for what others' proxies keep."""
    names = ("X-Forwarded-Host", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL")
    forged = dict.fromkeys((*names, "X-Gradio-Server", "Forwarded", "Origin"), "https://evil.example")
    with client(address) as forging:
        for path in ("/", "/theme.css", "/healthz", "/embed", "/openapi.json"):
            reply = forging.get(url + path, headers=forged)
            assert reply.status_code == 200
            assert "evil.example" not in reply.text + str(reply.headers)
            assert not [name for name in reply.headers if name.startswith(("access-control-", "set-cookie"))]
        assert forging.get(url, headers={"Host": "evil.example"}).status_code == 421


def test_a_proxy_may_say_that_it_was_asked_by_https_and_nobody_else(url: str) -> None:
    """Rejects a page behind TLS whose addresses are plain, which browsers block."""
    root = '"root":"{}://' + urlsplit(url).netloc
    for address, scheme in (("127.0.0.5", "http"), ("127.0.0.9", "https")):
        with client(address) as asking:
            assert root.format(scheme) in asking.get(url, headers={"X-Forwarded-Proto": "https"}).text


def sent(url: str, *pieces: bytes, pause: float = 0.0, address: str = "127.0.0.6") -> bytes:
    """What comes back, until the server hangs up."""
    with connected(url, address) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass  # hung up on
        received = b""
        try:
            while data := connection.recv(65536):
                received += data
        except OSError:
            pass
        return received


HEAD = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def test_who_never_ends_the_head_is_hung_up_on(url: str) -> None:
    """Rejects a connection that a header every second keeps open for good."""
    begun = time.monotonic()
    assert sent(url, HEAD, *[b"X-A: b\r\n"] * 30, pause=0.2) == b""
    assert sent(url) == b""
    assert time.monotonic() - begun < 15


def test_who_never_ends_the_body_is_told_and_hung_up_on(url: str) -> None:
    for stated in (b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"):
        reply = sent(url, HEAD + stated, *[b"1\r\n \r\n"] * 25, pause=0.2)
        assert reply.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in reply
        assert b"connection: close" in reply.lower()


def test_what_stands_after_the_body_is_no_header(url: str) -> None:
    """Rejects a server that reads a trailer as the name that it is asked by, and one that takes trailers for ever."""
    body = json.dumps(QUESTION).encode()
    chunked = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(body), body)
    assert sent(url, chunked + b"Host: evil.example\r\n\r\n", address="127.0.0.10").startswith(b"HTTP/1.1 200 ")
    reply = sent(url, chunked, *[b"X-A: " + b"b" * 65536 + b"\r\n"] * 400, address="127.0.0.10")
    assert reply == b"" or re.match(rb"HTTP/1\.1 [24]\d\d ", reply)


def test_who_sends_on_after_the_answer_is_not_listened_to(url: str) -> None:
    """Rejects a server that reads a body for as long as it comes."""
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    reply = sent(url, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 400)
    assert reply == b"" or reply.startswith(b"HTTP/1.1 413 ")  # a reset can overtake the reply
    reply = sent(url, HEAD + b"Content-Length: 99999999999\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET /no HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
    ],
)
def test_what_is_not_a_request_of_ours_is_the_clients_fault(url: str, request_: bytes) -> None:
    """Rejects a server that fails at it, or passes it on."""
    reply = sent(url, request_)
    assert reply == b"" or re.match(rb"HTTP/1\.1 4\d\d ", reply)
    assert b"evil" not in reply


def test_one_address_cannot_take_every_connection(url: str) -> None:
    """Rejects a server that five hundred idle connections of one client shut to everybody."""
    idle = [connected(url, "127.0.0.7") for _ in range(500)]
    try:
        with client("127.0.0.8") as other:
            assert other.get(f"{url}/healthz").status_code == 200
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_what_was_asked_before_the_end_is_answered(end: signal.Signals) -> None:
    """Rejects a stop that cuts off answers, by the API or in the page's queue, and one that takes new ones in."""
    with server("1000") as (process, url), client("127.0.0.1") as asking:
        body = {"data": ["slowly decline friend requests"], "fn_index": 0, "session_hash": "last"}
        assert asking.post(f"{url}/gradio_api/0/queue/join", json=body).status_code == 200

        async def ask_and_stop() -> list[httpx.Response]:
            async with httpx.AsyncClient(timeout=30) as last:
                question = {"question": "slowly decline friend requests"}
                asked = [asyncio.create_task(last.post(f"{url}/api/ask", json=question)) for _ in range(3)]
                asked.append(asyncio.create_task(last.get(f"{url}/gradio_api/0/queue/data?session_hash=last")))
                await asyncio.sleep(0.5)
                process.send_signal(end)
                return await asyncio.gather(*asked)

        with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop may run in this thread
            *answers, page = elsewhere.submit(lambda: asyncio.run(ask_and_stop())).result()
        assert [answer.status_code for answer in answers] == [200] * 3
        assert answers[0].json()["passages"]
        assert "process_completed" in page.text
        assert "article" in page.text
        assert process.wait(timeout=20) == (0 if end == signal.SIGINT else -signal.SIGTERM)
        with pytest.raises(httpx.ConnectError):
            asking.get(f"{url}/healthz")
