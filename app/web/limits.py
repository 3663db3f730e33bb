"""How much may be asked: so often from one address, and so many at a time by everybody together."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from app.web.access import ANSWERS
from app.web.guard import GRADIO, JOIN, open_methods
from app.web.problem import problem

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

PER_MINUTE = 600  # questions from one address, which may be a whole office behind one router
MINUTE = 60  # seconds
PIECES = 10  # times as many requests of other kinds: a page that is opened makes 50 at once
MOST_ADDRESSES = 20_000  # known at a time; so many at once are an attack that counting addresses does not hold
AT_ONCE = 72  # questions under way: those that are answered, and those that wait for them
ANOTHER_TRY = 2  # seconds
PATIENCE = 30  # seconds that a question waits for the first index


def is_question(path: str) -> bool:
    return path in ANSWERS or JOIN.fullmatch(path) is not None


class Limited:
    """Refuses an address that asks too often; what it asked is counted in memory only, and for a minute."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self.questions, self.pieces = Window(per_minute), Window(per_minute * PIECES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            window = self.questions if is_question(scope["path"]) else self.pieces
            if wait := window.hit(network(scope)):
                return await busy(429, "Too much was asked from this address.", math.ceil(wait))(scope, receive, send)
        return await self.app(scope, receive, send)


class Window:
    """When whom was let in, within the last minute. All of it in the event's loop: no thread, no lock."""

    def __init__(self, most: int) -> None:
        self.most, self.times, self.swept = most, dict[str, deque[float]](), time.monotonic()

    def hit(self, who: str) -> float:
        """Lets in, or says in how many seconds to come again; 0 if let in."""
        now = time.monotonic()
        self.sweep(now)
        times = self.times.setdefault(who, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= self.most:
            return times[0] + MINUTE - now
        times.append(now)
        return 0

    def sweep(self, now: float) -> None:
        """Forgets, each minute, those who did not come again, and everybody where they are too many."""
        if now - self.swept >= MINUTE:
            self.times = {who: times for who, times in self.times.items() if times[-1] > now - MINUTE}
            self.swept = now
        if len(self.times) > MOST_ADDRESSES:
            self.times.clear()


def network(scope: Scope) -> str:
    """The address that asks; of version 6 the network, of which one machine has all addresses."""
    try:
        address = ip_address(scope["client"][0])
    except (TypeError, ValueError):
        return ""  # no address: all of those together
    return str(address) if address.version == 4 else str(ip_network((int(address), 64), strict=False))


class Crowd:
    """Refuses questions while so many others are under way that an answer would come too late to be of use."""

    def __init__(self, app: ASGIApp, most: int = AT_ONCE) -> None:
        self.app, self.most, self.inside = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_question(scope["path"]):
            return await self.app(scope, receive, send)
        if self.inside >= self.most:
            return await busy(503, "Too many questions are asked at once.", ANOTHER_TRY)(scope, receive, send)
        self.inside += 1
        try:
            return await self.app(scope, receive, send)
        finally:
            self.inside -= 1


class Waiting:
    """Until there is an index, keeps questions and pages waiting for a while, as a start is no fault."""

    def __init__(self, app: ASGIApp, loaded: asyncio.Event) -> None:
        self.app, self.loaded = app, loaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.loaded.is_set() and needs_index(scope["path"]):
            try:
                await asyncio.wait_for(self.loaded.wait(), PATIENCE)
            except TimeoutError:
                return await not_yet()(scope, receive, send)
        return await self.app(scope, receive, send)


def needs_index(path: str) -> bool:
    return path in ANSWERS or bool(open_methods(GRADIO, path))


def not_yet() -> Response:
    return busy(503, "The index is being loaded.", ANOTHER_TRY)


def busy(status: int, detail: str, seconds: int) -> Response:
    again = f"Try again in {seconds} second{'s' * (seconds != 1)}."
    return problem(status, detail, again, {"Retry-After": str(seconds)})
