"""HTTP with an end to patience: who is slow to ask, slow to read, or holds too many connections is hung up on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import Transport

HEAD_SECONDS = 20  # from one reply, or the start, to the end of the next request's head
READ_SECONDS = 60  # in which a reply that fills every buffer must be read on
MOST = 900  # connections; the usual limit of files of a process is 1,024
MOST_EACH = 300  # of one address, so that one alone does not take them all


class Patient(H11Protocol):
    """A connection. `trusted` are the proxies, which ask for many."""

    trusted: Collection[str] = ()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.hurry: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
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


def host(connection: object) -> str | None:
    client = getattr(connection, "client", None)
    return client[0] if client else None
