"""The web door: the API and the page, served from one process to whoever can reach its address."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from app.answer import answer
from app.types import Answer
from app.verification.concordance import Concordance, make_concordance
from app.verification.verdict import Verdict
from app.verification.verify import verify
from app.web.access import LOCAL, Access
from app.web.api import create_api
from app.web.widget import snippet
from index.types import Encoder, Index
from ingest.errors import AddressRefused

if TYPE_CHECKING:
    from fastapi import FastAPI

SHUTDOWN = 1  # seconds that an open page, which always listens for events, may hold up Ctrl-C


def create_app(index: Index, encoder: Encoder, access: Access = LOCAL) -> FastAPI:
    """The API and the page."""
    from app.web.page import mount_page

    ask = partial(answer_with, index, encoder)
    check = partial(verify_with, make_concordance(index.corpus))
    return mount_page(create_api(ask, check, access), ask, check, index.corpus)


def answer_with(index: Index, encoder: Encoder, question: str, passages: int) -> Answer:
    return answer(question, index, encoder, passages)


def verify_with(concordance: Concordance, text: str, edition: str | None) -> Verdict:
    return verify(text, concordance, edition=edition)


def listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections: who comes while the model loads waits, and is answered."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not an address"
        raise AddressRefused(
            f"{host}, port {port}, cannot be listened on: {reason}.",
            do="Name another with --port (0 takes a free one) or --host.",
        ) from None


def serve_forever(socket: socket.socket, index: Index, encoder: Encoder, access: Access = LOCAL) -> None:
    """Serves until Ctrl-C or SIGTERM. Requests are not logged."""
    config = uvicorn.Config(
        partial(create_app, index, encoder, access),
        factory=True,  # made in the running loop, or Gradio opens a dozen of its own and leaves them
        access_log=False,
        log_level="critical",  # a failure is told by the guard, without its words
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN,
        ws="none",
    )
    with suppress(KeyboardInterrupt):  # which uvicorn raises again after it has stopped
        Server(config, access).run(sockets=[socket])


class Server(uvicorn.Server):
    """Says where it serves, once it does, and what to put into the pages that may ask."""

    def __init__(self, config: uvicorn.Config, access: Access) -> None:
        super().__init__(config)
        self.access = access

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for bound in sockets or []:
            print(f"Serving at {address(bound)} (Ctrl-C stops)", file=sys.stderr)
            if self.access.origins:
                named = f"http://{self.access.hosts[0]}:{bound.getsockname()[1]}"
                print(f"For pages of {', '.join(self.access.origins)}:\n{snippet(named)}", file=sys.stderr)


def address(bound: socket.socket) -> str:
    """http://127.0.0.1:7860"""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
