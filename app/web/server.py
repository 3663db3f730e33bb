"""The web door: the API and the page, served from one process to whoever can reach its address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from starlette.middleware.cors import CORSMiddleware

from app.web.access import LOCAL, Access
from app.web.api import create_api
from app.web.keep import Opened, Started, keep
from app.web.live import Live, Renew, unchanging
from app.web.log import Tell, silent, tell
from app.web.pages import Pages
from app.web.patience import Patient
from app.web.widget import snippet
from index.types import Encoder, Index
from ingest.errors import AddressRefused

if TYPE_CHECKING:
    from fastapi import FastAPI

SHUTDOWN = 20  # seconds in which answers under way are finished


def create_app(index: Index, encoder: Encoder, access: Access = LOCAL) -> FastAPI:
    """The API and the page of one index."""
    return create_site(lambda: (index, encoder), access)


def create_site(
    opened: Callable[[], Opened],
    access: Access = LOCAL,
    renew: Renew = unchanging,
    started: Started = lambda _: None,
    told: Tell = silent,
) -> FastAPI:
    """The API and the page, which wait for what `opened` gives, and go over to what `renew` gives."""
    live = Live()
    pages = Pages(live)
    app = create_api(live.ask, live.check, access, live, told)
    # Without it Gradio lets any origin read its answers; with it, and no origin named, none can.
    app.mount("/", CORSMiddleware(pages))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keeping = asyncio.create_task(keep(live, pages, opened, renew, started, told))
        yield
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping

    app.router.lifespan_context = lifespan
    return app


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=128)
        # Or the body of a reply waits for word that its head has come, which many clients put off for 40 ms. asyncio
        # sees to it only with sockets that it opens; those of its connections take it over from this one.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return bound
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not an address"
        raise AddressRefused(
            f"{host}, port {port}, cannot be listened on: {reason}.",
            do="Name another with --port (0 takes a free one) or --host.",
        ) from None


def serve_forever(
    bound: socket.socket, opened: Callable[[], Opened], access: Access = LOCAL, renew: Renew = unchanging
) -> None:
    """Serves until Ctrl-C or SIGTERM, and then finishes what was asked. Raises what kept it from opening the index."""
    failures: list[Exception] = []

    def started(error: Exception | None) -> None:
        if error is None:
            announce(bound, access)
        else:
            failures.append(error)
            server.should_exit = True

    config = uvicorn.Config(
        partial(create_site, opened, access, renew, started, tell),
        factory=True,  # made in the running loop, or Gradio opens a dozen of its own and leaves them
        http=type("Patient", (Patient,), {"trusted": access.proxies}),
        access_log=False,
        log_level="critical",  # a failure is told by the guard, without its words
        proxy_headers=bool(access.proxies),
        forwarded_allow_ips=list(access.proxies),
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN,
        ws="none",
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # which uvicorn raises again after it has stopped
        server.run(sockets=[bound])
    if failures:
        raise failures[0]


def announce(bound: socket.socket, access: Access) -> None:
    """Says where it serves, and what to put into the pages that may ask."""
    where = address(bound)
    tell("serving", f"Serving at {where} (Ctrl-C stops)", address=where)
    if access.origins:
        embedded = snippet(f"http://{access.hosts[0]}:{bound.getsockname()[1]}{access.root}")
        tell("widget", f"For pages of {', '.join(access.origins)}:\n{embedded}", origins=access.origins, html=embedded)


def address(bound: socket.socket) -> str:
    """http://127.0.0.1:7860"""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
