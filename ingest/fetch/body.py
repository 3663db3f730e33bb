"""The body of an answer: whole, decoded, and never more of it in memory than the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.errors import FetchFailed
from ingest.fetch.types import Received, TryAgain

if TYPE_CHECKING:
    import httpx

PIECE = 2**16  # bytes decoded at a time


def read_body(response: httpx.Response, most_bytes: int, received: Received) -> bytes:
    """The bytes that the server has for the document; those it compressed for the way are decoded."""
    length = response.headers.get("content-length", "")
    declared = int(length) if length.isdigit() else 0
    if declared > most_bytes:
        raise too_large(most_bytes)
    parts, size = [], 0
    for part in decoded(response, most_bytes):
        size += len(part)
        if max(size, response.num_bytes_downloaded) > most_bytes:
            raise too_large(most_bytes)
        parts.append(part)
        received(response.num_bytes_downloaded, max(declared, response.num_bytes_downloaded))
    return b"".join(parts)


def decoded(response: httpx.Response, most_bytes: int) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        return gunzip(response.iter_raw())
    if coding not in ("identity", ""):
        raise FetchFailed(f"comes compressed in a way that was not asked for ({coding}).", do="Download it by hand.")
    if "content-length" not in response.headers and "transfer-encoding" not in response.headers:
        raise FetchFailed("comes without its length, so nobody can tell if it is whole.", do="Download it by hand.")
    return response.iter_raw()


def gunzip(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The decoded bytes in small pieces, however much a small part decodes to."""
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for part in parts:
            yield decoder.decompress(part, PIECE)
            while decoder.unconsumed_tail:
                yield decoder.decompress(decoder.unconsumed_tail, PIECE)
        yield decoder.flush()
    except zlib.error:
        raise TryAgain("comes compressed and damaged") from None
    if not decoder.eof or decoder.unused_data:
        raise TryAgain("comes compressed and not whole")


def too_large(most_bytes: int) -> FetchFailed:
    return FetchFailed(
        f"is larger than {most_bytes / 1_000_000:g} MB.", do="Download it by hand, if it is what you want."
    )
