"""Connections to public addresses only, and only for as long as a document may take."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import Future
from threading import Thread
from time import monotonic
from typing import Any

import httpcore

from ingest.errors import FetchFailed
from ingest.fetch.types import Rules

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class CheckedNetwork(httpcore.SyncBackend):
    """Connects to the very address that was checked: a name that means another one the next moment changes nothing."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.end = 0.0

    def start(self) -> None:
        """From now on, what a document may take is counted anew."""
        self.end = monotonic() + self.rules.document_seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds that may pass now; an error if the document has had all of its own."""
        left = self.end - monotonic()
        if left <= 0:
            raise FetchFailed(
                f"took longer than {self.rules.document_seconds:g} seconds.", do="Try again when the server is quicker."
            )
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self.addresses(host, port, timeout):
            try:
                stream = super().connect_tcp(address, port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self)
        raise failure

    def addresses(self, host: str, port: int, timeout: float | None = None) -> list[str]:
        """Every address of a host; refused if one of them is not public."""
        try:
            found = look_up(host, port, self.left(timeout))
        except TimeoutError:
            self.left()
            raise httpcore.ConnectTimeout(f"{host}: its address is not found in time") from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: {getattr(error, 'strerror', None) or error}") from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        for address in addresses:
            if address not in self.rules.private and not is_public(address):
                raise FetchFailed(
                    f"has the host {host}, at {address}: no address of the public internet.",
                    do="Nothing was asked of it. Check the address in corpus.toml.",
                )
        return addresses


class TimedStream(httpcore.NetworkStream):
    """A connection on which no wait is longer than what is left for the document."""

    def __init__(self, stream: httpcore.NetworkStream, network: CheckedNetwork) -> None:
        self.stream, self.network = stream, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.network.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.network.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self.stream.start_tls(ssl_context, server_hostname, self.network.left(timeout))
        return TimedStream(secure, self.network)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def look_up(host: str, port: int, seconds: float) -> list[Any]:
    """What the system says of a host's name. A look-up cannot be ended, so one that takes too long is left alone."""
    found: Future[list[Any]] = Future()

    def look() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except BaseException as error:
            found.set_exception(error)

    Thread(target=look, daemon=True).start()
    return found.result(seconds)


def is_public(address: str) -> bool:
    """Whether an address, and the one of the older internet that it may stand for, is reached over the internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in (ip, *embedded(ip)))


def embedded(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    teredo = ip.teredo or ()
    nat64 = ipaddress.IPv4Address(ip.packed[-4:]) if ip in NAT64 else None
    return [each for each in (ip.ipv4_mapped, ip.sixtofour, nat64, *teredo) if each is not None]
