"""The widget's addresses, and /embed: the widget on a bare page, for sites that take only frames."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from fastapi import Header
from starlette.responses import Response

from app.cite import UNOFFICIAL
from app.web.frame import TITLE
from app.web.widget import spared, widget

if TYPE_CHECKING:
    from fastapi import FastAPI

FOR_GOOD = "public, max-age=31536000, immutable"


def add_widget(app: FastAPI, origins: Sequence[str]) -> None:
    """/widget.js, the same at its versioned address, and /embed."""
    page = embed_html(origins).encode()
    packed_page, policy = gzip.compress(page, 9, mtime=0), {"Content-Security-Policy": embed_policy(origins)}

    def script(accepted: str, kept: str) -> Response:
        return either(widget().code, widget().packed, accepted, "text/javascript", {"Cache-Control": kept})

    @app.get("/widget.js", include_in_schema=False)
    async def newest(accept_encoding: str = Header("")) -> Response:
        return script(accept_encoding, "no-cache")

    @app.get(f"/{widget().name}", include_in_schema=False)
    async def versioned(accept_encoding: str = Header("")) -> Response:
        return script(accept_encoding, FOR_GOOD)

    @app.get("/embed", include_in_schema=False)
    async def embed(accept_encoding: str = Header("")) -> Response:
        return either(page, packed_page, accept_encoding, "text/html", {"Cache-Control": "no-cache"} | policy)


def either(whole: bytes, packed: bytes, accepted: str, kind: str, headers: dict[str, str]) -> Response:
    """The packed form to whoever can read it."""
    headers |= {"Vary": "Accept-Encoding"}
    if "gzip" in accepted:
        return Response(packed, 200, headers | {"Content-Encoding": "gzip"}, kind)
    return Response(whole, 200, headers, kind)


@cache
def scripts() -> tuple[str, str]:
    """One that takes the widget's attributes from the address, /embed?lang=cy&theme=dark, and the widget.

    They are in the page, as a frame is often opened for one question: to ask for them would take a third of its time.
    """
    return spared("embed.js"), widget().code.decode()


def embed_html(origins: Sequence[str]) -> str:
    inline = "".join(f'<script type="module" blocking="render">{script}</script>' for script in scripts())
    return (
        f'<!doctype html><html lang="en-GB" data-parents="{escape(" ".join(origins))}"><head><meta charset="utf-8">'
        f'<title>{TITLE}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="./icon.svg" type="image/svg+xml">'
        f"{inline}</head>"
        f'<body><main><hcpc-guidance heading-level="1"></hcpc-guidance><noscript><h1>{TITLE}</h1>'
        f"<p>{escape(UNOFFICIAL)} Asking here needs JavaScript.</p></noscript></main></body></html>"
    )


def embed_policy(origins: Sequence[str]) -> str:
    """What the page may load and run: its two scripts, by their bytes, and answers of its own server."""
    parents = " ".join(origins) or "'none'"
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts())
    return (
        f"default-src 'none'; script-src {hashes}; connect-src 'self'; img-src 'self'; style-src 'none'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        f"frame-ancestors {parents}"
    )
