"""How the pieces of a reply go out, and how much of a request is taken in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from app.web.patience import Together

HEAD, BODY = b"HTTP/1.1 200 OK\r\n\r\n", b"{}"


class Wire:
    """A transport that remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[bytes | str] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.sent.append("closed")

    def is_closing(self) -> bool:
        return False


def sent(act: Callable[[Together, Wire], None]) -> list[bytes | str]:
    """What was sent by the next turn of the event loop."""

    async def run() -> list[bytes | str]:
        wire = Wire()
        act(Together(cast("asyncio.Transport", wire), asyncio.get_running_loop()), wire)
        await asyncio.sleep(0)
        return wire.sent

    return asyncio.run(run())


def test_a_head_and_a_body_that_comes_at_once_are_one_piece() -> None:
    def reply(together: Together, _: Wire) -> None:
        for piece in (HEAD, BODY, BODY):
            together.write(piece)

    assert sent(reply) == [HEAD + BODY, BODY]


def test_a_head_does_not_wait_for_a_body_that_comes_later() -> None:
    """Rejects a stream of events that a browser takes for one that does not open."""
    assert sent(lambda together, _: together.write(HEAD)) == [HEAD]


def test_who_hangs_up_has_sent_the_head() -> None:
    def reply(together: Together, _: Wire) -> None:
        together.write(HEAD)
        together.close()

    assert sent(reply) == [HEAD, "closed"]
