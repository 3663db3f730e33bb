"""Questions over a bare socket, as a browser or curl sends them: in one piece."""

from __future__ import annotations

import json
import re
import socket
import time
from dataclasses import dataclass

TIMEOUT = 60  # seconds
RECEIVED = 256 * 1024  # bytes at a time: more than any reply
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)")


class Client:
    """A connection, and what came over it since it last asked. No library: what this takes, the server cannot have."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got, self.begun = b"", 0.0

    def ask(self, text: str, request: bytes) -> None:
        self.text, self.got, self.begun = text, b"", time.perf_counter()
        self.connection.sendall(request)

    def read(self) -> Reply | None:
        """The reply, once the whole of it is there."""
        came = self.connection.recv(RECEIVED)
        if not came:
            raise ConnectionError("hung up on")
        self.got += came
        head, _, body = self.got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        return Reply(head, body) if length and len(body) == int(length[1]) else None

    def wait(self) -> Reply:
        while (reply := self.read()) is None:
            pass
        return reply


@dataclass(frozen=True, slots=True)
class Reply:
    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head[9:12])


def written(question: str) -> bytes:
    """The request, as it is sent."""
    body = json.dumps({"question": question}).encode()
    head = "POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
