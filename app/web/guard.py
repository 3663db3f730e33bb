"""What stands before every route: only named addresses, bodies of bounded size, headers that shut a browser's doors."""

from __future__ import annotations

import asyncio
import json
import re
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from app.web.log import tell
from app.web.problem import method_not_allowed, not_found, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024  # bytes
BODY_SECONDS = 20  # in which the whole of it must be there
CLOSE = {"Connection": "close"}  # else the rest of the body would be read, however long it is
HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """Addresses that are let through, and the methods they take."""

    path: re.Pattern[str]
    methods: tuple[str, ...]


def door(path: str, *methods: str) -> Door:
    return Door(re.compile(path), methods)


JOIN = re.compile(r"/gradio_api(/\d+)?/queue/join")
# What the page asks of Gradio 6.31.0, as seen in a browser. The rest of its sixty routes fetch addresses, take files,
# run functions by name: all of that is nothing to this page, and 404.
GRADIO = (
    door(r"/", "GET", "HEAD"),
    door(r"/theme\.css", "GET", "HEAD"),
    door(r"/assets/[\w-]+(\.[\w-]+)+", "GET", "HEAD"),
    door(r"/static/js/iframeResizer\.contentWindow\.min\.js", "GET", "HEAD"),
    door(r"/gradio_api(/\d+)?/queue/data", "GET"),
    Door(JOIN, ("POST",)),
)


class Shield:
    """Adds the headers to every answer, and turns a failure nobody foresaw into a problem that tells nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def send_shielded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in HEADERS if each[0] not in own)]
            await send(message)

        try:
            await self.app(scope, receive, send_shielded)
        except Exception as error:
            report(error)
            if not started:
                reply = problem(
                    500, "The answer could not be made.", "Try again; if it stays so, tell whoever runs this."
                )
                await reply(scope, receive, send_shielded)
        return None


def report(error: Exception) -> None:
    """One line on standard error with the kind of error and its place. Its message may hold a question: never that."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    kind, place = type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}"
    tell("failure", f"hcpc-guidance: {kind} at {place}", error=kind, at=place)


class Doors:
    """Lets through what is on the list, with a whole body of bounded size, and no word of a proxy that nobody named."""

    def __init__(self, app: ASGIApp, doors: Iterable[Door], root: str = "") -> None:
        self.app, self.doors, self.root = app, tuple(doors), root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        methods = open_methods(self.doors, scope["path"])
        if not methods:
            await not_found()(scope, receive, send)
        elif scope["method"] not in methods:
            await method_not_allowed(", ".join(methods))(scope, receive, send)
        else:
            await self.enter(scope, receive, send)

    async def enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await read_body(scope, receive)
        except TimeoutError:
            return await problem(408, "The body took too long.", "Send it at once.", CLOSE)(scope, receive, send)
        if body is None:
            await problem(413, "The body is over 64 KiB.", "Send a shorter text.", CLOSE)(scope, receive, send)
        elif JOIN.fullmatch(scope["path"]) and not is_plain(body):
            await problem(422, "The page sends plain text.", "Ask with POST /api/ask.")(scope, receive, send)
        else:
            # HEAD is answered as GET: the server leaves out the body.
            method = "GET" if scope["method"] == "HEAD" else scope["method"]
            known = {"method": method, "headers": unproxied(scope), "root_path": self.root}
            await self.app({**scope, **known}, replay(body, receive), send)
        return None


def open_methods(doors: Sequence[Door], path: str) -> list[str]:
    return sorted({method for door in doors if door.path.fullmatch(path) for method in door.methods})


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, however it is sent; None if it is longer than the limit."""
    stated = Headers(scope=scope).get("content-length", "0")
    if not stated.isdecimal() or int(stated) > LARGEST_BODY:
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return body


def replay(body: bytes, receive: Receive) -> Receive:
    """The body in one message, then whatever the server says next."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received


def is_plain(body: bytes) -> bool:
    """Whether an event of the page carries text alone. Gradio opens and downloads what an object in it points to."""
    try:
        data = json.loads(body)["data"]
        return isinstance(data, list) and all(value is None or isinstance(value, str) for value in data)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def unproxied(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's headers without those from which Gradio would take the page's own address."""
    return [(name, value) for name, value in scope["headers"] if not name.startswith((b"x-forwarded-", b"x-gradio-"))]
