"""robots.txt: asked for before anything else, once, and what it says or does not say is kept to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.fetch.conftest import RULES, Fetch, failure, html, kinds, write_manifest
from tests.ingest.fetch.server import Route, Server, answer, cut_short, in_turn, sends_on

PAGE = answer(200, html("Keep phones in your locker."))


@pytest.mark.parametrize(
    "robots",
    [
        answer(404),
        answer(403),
        answer(410),
        answer(200),
        answer(200, b"User-agent: *\nDisallow: /private/"),
        answer(200, b"User-agent: *\nDisallow: /\n\nUser-agent: HCPC-Guidance\nDisallow:\n"),
        answer(200, b"\xff\xfe"),
        in_turn(answer(503), answer(404)),
        sends_on("/elsewhere"),
    ],
)
def test_a_site_that_forbids_nothing_may_be_fetched_from(server: Server, fetch: Fetch, robots: Route) -> None:
    server.routes |= {"/page": PAGE, "/robots.txt": robots}
    assert kinds(fetch()) == ["new"]
    assert server.requests[0] == "/robots.txt"


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (answer(200, b"User-agent: *\nDisallow: /page"), "may not be fetched by programs"),
        (
            answer(200, b"User-agent: *\nAllow: /\n\nUser-agent: hcpc-guidance\nDisallow: /"),
            "may not be fetched by programs",
        ),
        (answer(500), "robots.txt, which is to be read first, answers 500"),
        (answer(429), "robots.txt, which is to be read first, answers 429"),
        (answer(204), "which is to be read first, answers 204"),
        (cut_short, "which is to be read first, breaks off"),
        (answer(200, bytes(500 * 1024 + 1)), "robots.txt, which is to be read first, is larger than"),
        (
            sends_on("https://other.example/robots.txt"),
            "robots.txt, which is to be read first, sends on to https://other.example/",
        ),
    ],
)
def test_a_site_that_forbids_it_or_cannot_be_asked_is_not_fetched_from(
    server: Server, fetch: Fetch, robots: Route, reason: str
) -> None:
    server.routes |= {"/page": PAGE, "/robots.txt": robots}
    assert reason in failure(fetch())
    assert set(server.requests) == {"/robots.txt"}


def test_where_an_address_sends_on_to_must_be_allowed_too(server: Server, fetch: Fetch) -> None:
    server.routes |= {"/page": sends_on("/private"), "/private": PAGE}
    server.routes["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /private")
    assert "may not be fetched by programs" in failure(fetch())
    assert "/private" not in server.requests


@pytest.mark.parametrize("robots", [answer(404), answer(500)])
def test_a_site_is_asked_once_for_all_its_documents(server: Server, fetch: Fetch, folder: Path, robots: Route) -> None:
    write_manifest(folder, a=server.url("/a"), b=server.url("/b"))
    server.routes |= {"/a": PAGE, "/b": PAGE, "/robots.txt": robots}
    assert len(fetch()) == 2
    assert server.requests.count("/robots.txt") <= RULES.attempts
