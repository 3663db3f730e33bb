"""What is kept of a request: its time, method, route and status, in a line of the log and in the metrics; no more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.web.guard import GRADIO, Door

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.web.log import Tell
    from app.web.metrics import Metrics

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
UNKNOWN = "other"  # a path or a method that is none of ours may be anything that someone typed


class Observed:
    """Counts and times every request under the name of its route, and tells of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Sequence[str], told: Tell) -> None:
        self.app, self.metrics, self.routes, self.told = app, metrics, frozenset(routes), told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun, status = time.perf_counter(), 499  # of a client that went away before it was answered

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            return await self.app(scope, receive, send_observed)
        finally:
            self.note(scope, status, time.perf_counter() - begun)

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else UNKNOWN
        route = self.route(scope["path"])
        self.metrics.requests.labels(route, method, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        self.told("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))

    def route(self, path: str) -> str:
        return (
            path if path in self.routes else next((name(door) for door in GRADIO if door.path.fullmatch(path)), UNKNOWN)
        )


def name(door: Door) -> str:
    """/gradio_api/queue/join, /assets"""
    fixed = door.path.pattern.replace(r"(/\d+)?", "").replace("\\", "")
    return fixed.partition("[")[0].rstrip("/") or "/"
