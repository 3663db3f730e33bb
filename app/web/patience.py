"""HTTP with an end to patience: who is slow to ask, slow to read, or holds too many connections is hung up on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from asyncio import Transport

HEAD_SECONDS = 20  # from one reply, or the start, to the end of the next request's head
READ_SECONDS = 60  # in which a reply that fills every buffer must be read on
LARGEST_HEAD = 64 * 1024  # bytes
LARGEST_REQUEST = 1024 * 1024  # bytes as they arrive: six and more for one of the body, if each is a chunk of its own
MOST = 900  # connections; the usual limit of files of a process is 1,024
MOST_EACH = 300  # of one address, so that one alone does not take them all


class Patient(HttpToolsProtocol):
    """A connection. `trusted` are the proxies, which ask for many."""

    trusted: Collection[str] = ()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.hurry: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
        self.arrived, self.most = 0, LARGEST_HEAD
        self.wait_for_head()
        if self.crowded():
            transport.abort()

    def crowded(self) -> bool:
        """Whether there are too many of them, or too many of this address."""
        if len(self.connections) > MOST:
            return True
        who = host(self)
        return who not in self.trusted and sum(host(other) == who for other in self.connections) > MOST_EACH

    def wait_for_head(self) -> None:
        if self.hurry:
            self.hurry.cancel()
        self.hurry = self.loop.call_later(HEAD_SECONDS, self.hang_up_unless_asked)

    def hang_up_unless_asked(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        self.arrived += len(data)
        if self.arrived > self.most:
            self.transport.close()
        else:
            super().data_received(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.most == LARGEST_HEAD:  # or it stands after the body, where nobody looks for one
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self.most = LARGEST_REQUEST
        super().on_headers_complete()
        self.cycle.transport = Together(self.transport, self.loop)  # type: ignore[assignment]

    def on_message_complete(self) -> None:
        self.arrived, self.most = 0, LARGEST_HEAD
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.wait_for_head()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stalled = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self.stalled:
            self.stalled.cancel()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self.hurry, self.stalled):
            if timer:
                timer.cancel()
        super().connection_lost(exc)


class Together:
    """Sends the head of a reply together with its body, if that comes at once: one piece to send and to wake up for."""

    def __init__(self, transport: Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.transport, self.loop = transport, loop
        self.head: bytes | None = None
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        if self.head is None:
            self.head = data
            self.loop.call_soon(self.flush)
        else:
            head, self.head = self.head, b""
            self.transport.write(head + data)

    def flush(self) -> None:
        if self.head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self.transport.close()


def host(connection: object) -> str | None:
    client = getattr(connection, "client", None)
    return client[0] if client else None
