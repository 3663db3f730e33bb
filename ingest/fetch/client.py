"""A client that says who it is, keeps no cookies, and goes through no proxy that could connect to anything."""

from __future__ import annotations

import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version

import httpcore
import httpx

from ingest.fetch.get import Getter, Origin
from ingest.fetch.network import CheckedNetwork
from ingest.fetch.types import Rules

AGENT = "hcpc-guidance"


@contextmanager
def open_getter(origins: Collection[Origin], rules: Rules, trust: ssl.SSLContext | None = None) -> Iterator[Getter]:
    """What documents are fetched with. `trust` is for certificates that only a test has."""
    trust = trust or httpx.create_ssl_context()
    network = CheckedNetwork(rules)
    transport = httpx.HTTPTransport(verify=trust)
    # httpx has no option for this; that a private address is refused is tested through it.
    transport._pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=network)
    headers = {"User-Agent": f"{AGENT}/{version('hcpc-guidance')}", "Accept-Encoding": "gzip"}
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    with httpx.Client(
        transport=transport, headers=headers, cookies=cookies, timeout=rules.answer_seconds, trust_env=False
    ) as client:
        yield Getter(client, network, rules, origins)
