"""A server for tests that does whatever each test tells it to, over TLS, and counts what it sends."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Route = Callable[["Handler"], None]
HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    disable_nagle_algorithm = True  # an answer in two pieces would wait for an acknowledgement
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        self.server.headers.append(dict(self.headers))
        route = self.server.routes.get(self.path, answer(404))
        try:
            route(self)
        except OSError:
            self.close_connection = True  # the client had enough

    def send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.server.sent += len(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read no log."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "https" if certificate else "http"
        if certificate:
            self.socket = certificate.wrap_socket(self.socket, server_side=True)
        self.stopping = Event()
        self.clear()

    def clear(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent = 0
        """Bytes of bodies."""

    def url(self, path: str = "/page", host: str = "localhost") -> str:
        return f"{self.scheme}://{host}:{self.server_address[1]}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


@contextmanager
def running(certificate: ssl.SSLContext | None) -> Iterator[Server]:
    with Server(certificate) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


def answer(status: int, body: bytes = b"", **headers: str) -> Route:
    def route(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.send(body)

    return route


def in_turn(*routes: Route) -> Route:
    """The first time the first route, and so on; the last one from then on."""
    left = list(routes)

    def route(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return route


def sends_on(location: str) -> Route:
    return answer(302, Location=location)


def with_etag(body: bytes, etag: str) -> Route:
    """A page that is sent again only to those who do not have it."""

    def route(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == etag
        answer(304 if known else 200, b"" if known else body, ETag=etag)(handler)

    return route


def silent(handler: Handler) -> None:
    handler.server.stopping.wait(5)


def dripping(handler: Handler) -> None:
    """A byte now and then, each soon enough."""
    handler.send_response(200)
    handler.send_header("Content-Length", "9999")
    handler.end_headers()
    while not handler.server.stopping.wait(0.02):
        handler.send(b"x")


def dripping_headers(handler: Handler) -> None:
    handler.send(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.stopping.wait(0.02):
        handler.send(b"X: y\r\n")


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    piece = b"x" * 2**14
    while not handler.server.stopping.is_set():
        handler.send(b"%x\r\n%s\r\n" % (len(piece), piece))


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "9999")
    handler.end_headers()
    handler.send(b"<!doctype html><main><h1>Half of it")
    handler.close_connection = True


def without_length(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.send(b"<!doctype html><main><h1>All of it?</h1><p>Who knows.</main>")
