"""How much may be asked: so often from one address, so many at a time, and how long a start keeps people waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.responses import PlainTextResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.web import limits
from app.web.limits import Crowd, Limited, Waiting, network

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ASK = "/api/ask"


async def answered(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("answered")(scope, receive, send)


def asking(app: ASGIApp, address: str, path: str = ASK, **headers: str) -> Response:
    async def ask() -> Response:
        transport = ASGITransport(app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(path, headers=headers)

    return asyncio.run(ask())


def test_an_address_that_asks_too_often_is_told_when_to_go_on() -> None:
    """Rejects a limit that is never reached, and a refusal that leaves a client to guess."""
    app = Limited(answered, per_minute=5)
    assert [asking(app, "192.0.2.1").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    refused = asking(app, "192.0.2.1")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["do"] == f"Try again in {refused.headers['retry-after']} seconds."


def test_one_address_takes_nothing_from_another() -> None:
    app = Limited(answered, per_minute=5)
    for _ in range(9):
        asking(app, "192.0.2.1")
    assert asking(app, "192.0.2.2").status_code == 200


def test_the_pieces_of_a_page_and_questions_are_counted_apart() -> None:
    """Rejects a page that cannot be opened because of the questions asked on it, or the other way round."""
    app = Limited(answered, per_minute=5)
    pieces = [asking(app, "192.0.2.1", "/assets/a.js").status_code for _ in range(51)]
    assert pieces == [200] * 50 + [429]
    assert asking(app, "192.0.2.1").status_code == 200
    assert asking(app, "192.0.2.1", "/gradio_api/3/queue/join").status_code == 200
    assert [asking(app, "192.0.2.1", "/api/verify").status_code for _ in range(4)] == [200] * 3 + [429]


def test_a_minute_later_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejects a block for good."""
    app = Limited(answered, per_minute=2)
    assert [asking(app, "192.0.2.1").status_code for _ in range(3)] == [200, 200, 429]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert asking(app, "192.0.2.2").status_code == 200
    assert list(app.questions.times) == ["192.0.2.2"], "who asked a minute ago and not since is still known"
    assert asking(app, "192.0.2.1").status_code == 200


def test_of_more_addresses_than_are_known_at_a_time_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejects memory that grows with every address that ever asked."""
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 20)
    app = Limited(answered, per_minute=5)
    for number in range(100):
        assert asking(app, f"192.0.2.{number}").status_code == 200
        assert len(app.questions.times) <= 21


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("nonsense", "", True),
    ],
)
def test_a_machine_that_has_a_whole_network_is_one(one: str, other: str, same: bool) -> None:
    """Rejects a limit that an address of version 6 evades by its last half."""
    assert (network({"client": (one, 1)}) == network({"client": (other, 2)})) is same


def test_no_address_is_one_too() -> None:
    assert network({"client": None}) == ""


def test_a_forwarded_address_counts_only_from_a_proxy_that_is_trusted() -> None:
    """Rejects a limit that anyone evades by a header, and one that takes all clients of a proxy for one."""
    app: Any = ProxyHeadersMiddleware(Limited(answered, per_minute=2), trusted_hosts=["192.0.2.9"])  # type: ignore[arg-type]
    forged = [asking(app, "192.0.2.1", **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert forged == [200, 200, 429]
    passed_on = [asking(app, "192.0.2.9", **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert passed_on == [200, 200, 200]
    prefixed = [asking(app, "192.0.2.9", **{"X-Forwarded-For": f"{n}, 203.0.113.1"}).status_code for n in range(3)]
    assert prefixed == [200, 200, 429]


async def ask(app: ASGIApp, path: str = ASK) -> int:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app({"type": "http", "path": path, "method": "POST", "headers": []}, receive, send)
    return statuses[0]


def held(release: asyncio.Event) -> Callable[[Scope, Receive, Send], Any]:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await release.wait()
        await answered(scope, receive, send)

    return answer


def test_beyond_what_can_wait_a_question_is_refused_at_once_and_later_ones_are_not() -> None:
    """Rejects a queue without an end, a count that forgets to go down, and one that shuts out what costs nothing."""

    async def crowd() -> tuple[list[int], int]:
        release = asyncio.Event()
        app = Crowd(held(release), most=3)
        inside = [asyncio.create_task(ask(app)) for _ in range(3)]
        await asyncio.sleep(0)
        refused = [await ask(app), await ask(app, "/gradio_api/0/queue/join")]
        free = asyncio.create_task(ask(app, "/healthz"))
        release.set()
        assert await asyncio.gather(*inside, free) == [200] * 4
        return refused, await ask(app)

    assert asyncio.run(crowd()) == ([503, 503], 200)


def test_who_comes_while_the_index_is_loaded_waits_and_is_answered() -> None:
    """Rejects a start that shows as a fault, and one that keeps from asking whether it is ready."""

    async def start() -> list[int]:
        loaded = asyncio.Event()
        app = Waiting(answered, loaded)
        early = [asyncio.create_task(ask(app, path)) for path in (ASK, "/", "/api/verify")]
        await asyncio.sleep(0.01)
        assert not any(task.done() for task in early)
        assert await ask(app, "/readyz") == 200
        loaded.set()
        return await asyncio.gather(*early)

    assert asyncio.run(start()) == [200, 200, 200]


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    assert asyncio.run(ask(Waiting(answered, asyncio.Event()))) == 503
