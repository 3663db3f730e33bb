"""The widget's addresses, and /embed: the widget on a bare page, for sites that take only frames."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fastapi import Header
from starlette.responses import FileResponse, HTMLResponse, Response

from app.cite import UNOFFICIAL
from app.web.frame import TITLE
from app.web.widget import STATIC, widget

if TYPE_CHECKING:
    from fastapi import FastAPI

FOR_GOOD = "public, max-age=31536000, immutable"


def add_widget(app: FastAPI, origins: Sequence[str]) -> None:
    """/widget.js, the same at its versioned address, and /embed."""

    def script(accepted: str, kept: str) -> Response:
        packed = "gzip" in accepted
        headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
        return Response(widget().packed if packed else widget().code, 200, headers, "text/javascript")

    @app.get("/widget.js", include_in_schema=False)
    def newest(accept_encoding: str = Header("")) -> Response:
        return script(accept_encoding, "no-cache")

    @app.get(f"/{widget().name}", include_in_schema=False)
    def versioned(accept_encoding: str = Header("")) -> Response:
        return script(accept_encoding, FOR_GOOD)

    @app.get("/embed", include_in_schema=False)
    def embed() -> Response:
        headers = {"Content-Security-Policy": embed_policy(origins), "Cache-Control": "no-cache"}
        return HTMLResponse(embed_html(origins), headers=headers)

    @app.get("/embed.js", include_in_schema=False)
    def embed_script() -> Response:
        return FileResponse(STATIC / "embed.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def embed_html(origins: Sequence[str]) -> str:
    """The page; its script takes the widget's attributes from the address: /embed?lang=cy&theme=dark"""
    script = widget()
    return (
        f'<!doctype html><html lang="en-GB" data-parents="{escape(" ".join(origins))}"><head><meta charset="utf-8">'
        f'<title>{TITLE}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="./icon.svg" type="image/svg+xml">'
        '<script type="module" src="./embed.js"></script>'
        f'<script type="module" src="./{script.name}" integrity="{script.integrity}"></script></head>'
        f'<body><main><hcpc-guidance heading-level="1"></hcpc-guidance><noscript><h1>{TITLE}</h1>'
        f"<p>{escape(UNOFFICIAL)} Asking here needs JavaScript.</p></noscript></main></body></html>"
    )


def embed_policy(origins: Sequence[str]) -> str:
    """What the page may load and run: its two scripts, and answers of its own server."""
    parents = " ".join(origins) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'none'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        f"frame-ancestors {parents}"
    )
