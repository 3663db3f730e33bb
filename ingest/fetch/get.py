"""One address asked for, its redirects followed by hand, its answer read up to the limit."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

import httpx

from ingest.addresses import wrong_address
from ingest.errors import FetchFailed
from ingest.fetch.body import read_body
from ingest.fetch.network import CheckedNetwork
from ingest.fetch.types import Received, Rules, TryAgain

CHECK = "Check the address in corpus.toml: the document may have moved."
PORTS = {"https": 443, "http": 80}
Origin = tuple[str, int]
Allowed = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Getter:
    """A client, and what it may be used for."""

    client: httpx.Client
    network: CheckedNetwork
    rules: Rules
    origins: Collection[Origin]
    """Of every address in corpus.toml."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said at last, and where: a status that is final, and with 200 the whole body."""

    status: int
    url: str
    headers: httpx.Headers
    body: bytes = b""


def get(
    getter: Getter, url: str, headers: Mapping[str, str], allowed: Allowed, received: Received, most_bytes: int
) -> Reply:
    """The answer to a GET. `allowed` is asked about each address, and raises if nothing may be asked of it."""
    asked = url
    for _ in range(getter.rules.redirects + 1):
        check_address(url, asked, getter)
        allowed(url)
        with translated(asked), getter.client.stream("GET", url, headers=dict(headers)) as response:
            if not response.has_redirect_location:
                return read_reply(response, url, received, most_bytes)
            url = str(response.url.join(response.headers["location"]))
    raise FetchFailed(f"sends on more than {getter.rules.redirects} times.", do=CHECK, path=asked)


def read_reply(response: httpx.Response, url: str, received: Received, most_bytes: int) -> Reply:
    status = response.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryAgain(f"answers {named(status)}", retry_after(response.headers.get("retry-after", "")))
    body = read_body(response, most_bytes, received) if status == HTTPStatus.OK else b""
    return Reply(status, url, response.headers, body)


def check_address(url: str, asked: str, getter: Getter) -> None:
    """Raises unless an address, given or sent on to, has a host that corpus.toml names and a scheme that is allowed."""
    wrong, do = wrong_address(url), CHECK
    if wrong is None and urlsplit(url).scheme == "http" and not getter.rules.allow_http:
        wrong, do = "is not https", "Give its https address, or allow this with --allow-http."
    if wrong is None and origin(urlsplit(url)) not in getter.origins:
        wrong = "has a host that corpus.toml does not name"
    if wrong:
        raise FetchFailed(f"{wrong}." if url == asked else f"sends on to {url}, which {wrong}.", do=do, path=asked)


def origin(parts: SplitResult) -> Origin:
    return parts.hostname or "", parts.port or PORTS[parts.scheme]


def retry_after(value: str) -> float | None:
    """The seconds that a Retry-After header asks for, given as such or as a date."""
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


@contextmanager
def translated(asked: str) -> Iterator[None]:
    """What goes wrong on the way, as something to try again or as a failure."""
    try:
        yield
    except httpx.InvalidURL as error:
        raise FetchFailed(f"is no address that can be asked ({error}).", do=CHECK, path=asked) from None
    except httpx.TimeoutException:
        raise TryAgain("does not answer in time") from None
    except httpx.TransportError as error:
        if reason := certificate_failure(error):
            raise FetchFailed(
                f"is on a server that cannot prove to be what it says ({reason}).",
                do="Nothing was read from it. Try from another network, or tell the people who run it.",
                path=asked,
            ) from None
        failed = "cannot be reached" if isinstance(error, httpx.ConnectError) else "breaks off"
        raise TryAgain(f"{failed} ({error})") from None


def certificate_failure(error: BaseException | None) -> str | None:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error.verify_message if error else None


def named(status: int) -> str:
    """404 (Not Found)"""
    return f"{status} ({HTTPStatus(status).phrase})" if status in set(HTTPStatus) else str(status)
