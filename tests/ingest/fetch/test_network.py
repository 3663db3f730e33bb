"""What is connected to: servers that prove who they are, at public addresses, over https unless told otherwise."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import app
from ingest.fetch.network import is_public
from ingest.fetch.types import Rules
from tests.ingest.fetch.conftest import BRIEF, HASTY, RULES, Fetch, failure, html, kinds, write_manifest
from tests.ingest.fetch.server import Server, answer, running, sends_on

pytestmark = pytest.mark.slow

PAGE = answer(200, html("Keep phones in your locker."))
CLIENT = re.compile(
    r"^\s*(?:import|from) (?:httpx|httpcore|requests|urllib3|aiohttp|ftplib|http.client|urllib.request)\b", re.M
)
PACKAGES = Path(app.__file__).parents[1]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - not listened on
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_a_private_address_is_asked_for_nothing(server: Server, fetch: Fetch) -> None:
    server.routes["/page"] = PAGE
    assert "no address of the public internet" in failure(fetch(rules=replace(RULES, private=frozenset())))
    assert server.requests == []


def test_a_name_that_is_sent_on_to_may_not_have_a_private_address_either(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    """Its host stands in corpus.toml, so nothing but its address speaks against it."""
    write_manifest(folder, page=server.url(), router="https://127.0.0.2:1/admin")
    server.routes["/page"] = sends_on("https://127.0.0.2:1/admin")
    assert "has the host 127.0.0.2, at 127.0.0.2: no address" in failure(fetch("page"))


def test_a_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to(
    server: Server, fetch: Fetch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rejects checking one look-up and connecting by a second, that may say another address."""
    looked_up = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host != "localhost":
            return real(host, port, *rest, **more)
        looked_up.append(host)
        return real("127.0.0.1" if len(looked_up) == 1 else "127.0.0.2", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.routes |= {"/page": PAGE, "/robots.txt": answer(200, b"Allow: /")}
    assert kinds(fetch()) == ["new"]
    assert looked_up == ["localhost"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.2", *rest, **more))
    assert "localhost, at 127.0.0.2" in failure(fetch())


def test_a_name_that_is_not_known_is_a_failure_and_no_crash(fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, page="https://nowhere.invalid/page")
    assert "nowhere.invalid" in failure(fetch(rules=replace(RULES, attempts=1)))


@pytest.mark.parametrize(
    ("rules", "reason"),
    [(HASTY, "does not answer in time, 2 times in a row"), (BRIEF, "took longer than 0.3 seconds")],
)
def test_a_name_that_nobody_answers_for_is_not_waited_for(
    server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch, rules: Rules, reason: str
) -> None:
    """Rejects a look-up without a limit: it would find the address in the end."""
    answered, real = Event(), socket.getaddrinfo

    def slow(*asked: Any, **more: Any) -> Any:
        answered.wait(5)
        return real(*asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    server.routes["/page"] = PAGE
    said = failure(fetch(rules=rules))
    answered.set()
    assert reason in said
    assert server.requests == []


def test_a_server_whose_certificate_nobody_vouches_for_is_not_read(server: Server, fetch: Fetch) -> None:
    server.routes["/page"] = PAGE
    error = failure(fetch(trust=ssl.create_default_context()))
    assert "cannot prove to be what it says" in error
    assert server.requests == []


def test_a_server_with_a_certificate_for_another_name_is_not_read(server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, page=server.url(host="127.0.0.1"))
    server.routes["/page"] = PAGE
    error = failure(fetch())
    assert "cannot prove to be what it says" in error
    assert "127.0.0.1" in error
    assert server.requests == []


@pytest.fixture
def plain_server() -> Iterator[Server]:
    with running(None) as server:
        server.routes["/page"] = PAGE
        yield server


def test_http_needs_to_be_allowed(plain_server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, page=plain_server.url())
    assert "is not https. Give its https address, or allow this with --allow-http." in failure(fetch())
    assert plain_server.requests == []
    assert kinds(fetch(rules=replace(RULES, allow_http=True))) == ["new"]


def test_an_https_address_is_not_asked_for_over_http(plain_server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, page=plain_server.url().replace("http:", "https:"))
    assert "cannot be reached" in failure(fetch(rules=replace(RULES, allow_http=True)))


def test_nothing_but_fetch_imports_what_could_use_a_network() -> None:
    importing = {
        path.relative_to(PACKAGES).parts[:2]
        for package in ("ingest", "index", "app")
        for path in (PACKAGES / package).rglob("*.py")
        if CLIENT.search(path.read_text("utf-8"))
    }
    assert importing == {("ingest", "fetch")}
