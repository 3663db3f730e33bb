"""The page of the library of the moment, and the queues of the pages that browsers opened before it."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from app.web.frame import Framed
from app.web.problem import not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from gradio.queueing import Queue
    from starlette.types import ASGIApp, Receive, Scope, Send

    from app.web.live import Library, Live

PREFIX = "/gradio_api"
EVENTS = re.compile(rf"{PREFIX}/(\d+)(/queue/\w+)")
MOST = 8  # pages that stay usable in browsers that opened them before the last builds
# Seconds between two looks of Gradio for events. Left alone it looks a thousand times a second, whether or not anybody
# is there, and each time takes the interpreter from the answers under way.
OFTEN, SELDOM = 0.001, 0.02
PRESENT = 60  # seconds that somebody is taken to be there after a request


class Pages:
    """Gives each library a page of its own, with events of its own.

    An event is known by its number in the page, and what is in a page is another thing with other documents.
    """

    def __init__(self, live: Live) -> None:
        self.live = live
        self.pages: dict[str, tuple[ASGIApp, AsyncExitStack, Queue]] = {}
        self.made = 0
        self.rest: asyncio.TimerHandle | None = None

    async def show(self, library: Library) -> None:
        """From here on who opens the page gets that of the library."""
        number = str(self.made)
        (page, queue), running = make_page(self.live, library, number), AsyncExitStack()
        await running.enter_async_context(page.router.lifespan_context(page))
        self.pages[number] = (page, running, queue)
        self.made += 1
        while len(self.pages) > MOST:
            await self.close(next(iter(self.pages)))

    async def close(self, number: str) -> None:
        _, running, _ = self.pages.pop(number)
        await running.aclose()

    async def close_all(self) -> None:
        for number in list(self.pages):
            await self.close(number)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = EVENTS.fullmatch(scope["path"])
        number, path = (found[1], PREFIX + found[2]) if found else (str(self.made - 1), scope["path"])
        page, *_ = self.pages.get(number, (not_found(),))
        self.expect_events()
        await page({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    def expect_events(self) -> None:
        if self.rest:
            self.rest.cancel()
        self.rest = asyncio.get_running_loop().call_later(PRESENT, self.look, SELDOM)
        self.look(OFTEN)

    def look(self, every: float) -> None:
        for _, _, queue in self.pages.values():
            queue.sleep_when_free = every


def make_page(live: Live, library: Library, number: str) -> tuple[FastAPI, Queue]:
    """The page, and the queue of its events."""
    from app.web.page import mount_page

    # Without this middleware Gradio lets any origin read its answers; with it, and no origin named, none can.
    app = FastAPI(openapi_url=None, middleware=[Middleware(CORSMiddleware)])
    mount_page(app, live.ask, live.check, library.index.corpus)
    apps = [route.app for route in app.routes if isinstance(route, Mount)]
    framed = next(mounted for mounted in apps if isinstance(mounted, Framed))
    framed.frame = partial(numbered, framed.frame, number)
    queue = framed.app.get_blocks()._queue  # type: ignore[attr-defined]
    queue.sleep_when_free = SELDOM
    return app, queue


def numbered(frame: Callable[[str, str], str], number: str, html: str, nonce: str) -> str:
    """The page with the address of its own events."""
    return frame(html, nonce).replace(f'"api_prefix":"{PREFIX}"', f'"api_prefix":"{PREFIX}/{number}"')
