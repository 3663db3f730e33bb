"""Who may come in: the names that the server answers to, and the origins whose pages may ask it and frame it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware

from app.web.problem import problem
from ingest.errors import AddressRefused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
EVERY_ADDRESS = ("", "0.0.0.0", "::", "[::]", "*")  # noqa: S104
HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9._-]*[a-z0-9])?")
HOST_AND_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(:\d*)?")
ROOT = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
USUAL_PORTS = {"http": 80, "https": 443}
ANSWERS = ("/api/ask", "/api/verify")  # for the pages of the origins that are named
PUBLIC = re.compile(r"/widget(-\w+)?\.js|/healthz")  # says nothing of anybody; the widget tells by it why it failed


@dataclass(frozen=True, slots=True)
class Access:
    hosts: tuple[str, ...] = LOCAL_HOSTS
    """As in a Host header, without the port; the first is the one to tell others. By any other name a page elsewhere
    could have its own address point here."""
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    """Addresses and networks that are believed about whose request they pass on."""
    root: str = ""
    """The path that a proxy takes away from addresses of this server: /guidance"""
    per_minute: int | None = None
    """How many questions an address may ask; any number if None."""


LOCAL = Access()


def read_access(
    host: str,
    hosts: Sequence[str],
    origins: Sequence[str],
    proxies: Sequence[str] = (),
    root: str = "",
    per_minute: int | None = None,
) -> Access:
    """The access that the options of serve ask for; an error where they leave it open who may come in."""
    if host in EVERY_ADDRESS and not hosts:
        raise AddressRefused(
            f"--host {host} listens on every address of this machine, so it must be said by which names it is asked: "
            "under any name, pages elsewhere could have a visitor's browser read it.",
            do="Name them: --allow-host guidance.example (repeat it for more).",
        )
    named = [] if host in EVERY_ADDRESS else [host]
    known = dict.fromkeys([*map(read_host, [*hosts, *named]), *LOCAL_HOSTS])
    return Access(
        hosts=tuple(known),
        origins=tuple(dict.fromkeys(map(read_origin, origins))),
        proxies=tuple(map(read_proxy, proxies)),
        root=read_root(root),
        per_minute=per_minute,
    )


def read_proxy(text: str) -> str:
    """An address or a network: 127.0.0.1, 10.0.0.0/8"""
    try:
        return str(ip_network(text.strip())) if "/" in text else str(ip_address(text.strip()))
    except ValueError:
        raise AddressRefused(
            f"“{text}” is neither the address of a proxy nor a network of such.",
            do="Write it in numbers, as in 127.0.0.1 or 10.0.0.0/8, one --trusted-proxy for each.",
        ) from None


def read_root(text: str) -> str:
    """A path without the slash at its end: /guidance; nothing for the root itself."""
    root = text.strip().rstrip("/")
    if root and not ROOT.fullmatch(root):
        raise AddressRefused(f"“{text}” is not a path.", do="Write it as in --root-path /guidance.")
    return root


def read_host(text: str) -> str:
    """A name or an address as it stands in a Host header: guidance.example, [::1]"""
    host = text.strip().lower()
    host = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    if HOST.fullmatch(host):
        return host
    raise AddressRefused(
        f"“{text}” is not the name of a host.",
        do="Write the name or address alone, without http:// and port, as in guidance.example or 192.0.2.7.",
    )


def read_origin(text: str) -> str:
    """An origin as a browser sends it: https://intranet.example, http://intranet.example:8080"""
    do = "Write it as in https://intranet.example or http://intranet.example:8080, one --allow-origin for each."
    try:
        parts = urlsplit(text.strip().lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(f"“{text}” is not an origin.", do=do) from None
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in USUAL_PORTS or not HOST.fullmatch(host) or "@" in parts.netloc:
        raise AddressRefused(f"“{text}” is not an origin: a scheme, a host and, if it has one, a port.", do=do)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise AddressRefused(f"“{text}” is an address of a page; an origin ends with the host or its port.", do=do)
    usual = port is None or port == USUAL_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")


class Hosts:
    """Answers only to the names that were given. Else a page elsewhere could rebind its own name to this server."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.knows(Headers(scope=scope).getlist("host")):
            refusal = problem(421, "This server does not go by that name.", "Start it with --allow-host NAME.")
            return await refusal(scope, receive, send)
        return await self.app(scope, receive, send)

    def knows(self, stated: Sequence[str]) -> bool:
        found = HOST_AND_PORT.fullmatch(stated[0].lower()) if len(stated) == 1 else None
        return bool(found) and found["host"] in self.hosts  # type: ignore[index]


class Shared:
    """Lets browsers give answers to pages of the origins that were named; to no other, and nothing if there is none."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app, self.shared = app, bool(origins)
        self.answers = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["POST"],
            allow_headers=["Content-Type"],
            allow_private_network=True,  # an intranet's pages are often served from outside it
        )
        self.public = CORSMiddleware(app, allow_origins=["*"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if self.shared and path in ANSWERS:
            await self.answers(scope, receive, send)
        elif self.shared and PUBLIC.fullmatch(path):
            await self.public(scope, receive, send)
        else:
            await self.app(scope, receive, send)
