"""The frame that Gradio's page stands in: its head, its header and footer, its policy for scripts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from app.cite import UNOFFICIAL, provenance
from app.quote import refer
from ingest.types import Corpus

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = Path(__file__).parent / "static" / "page.js"
TITLE = "What does the guidance say?"
LEAD = (
    "Ask in everyday words. The answer is the guidance itself, word for word, "
    "with the standards behind it and where to check them."
)
PRIVATE = "What you type is not stored or logged, and goes nowhere but to the server of this page."


class Framed:
    """Gradio's page in our frame: its head, its language, its policy for scripts."""

    def __init__(self, app: ASGIApp, frame: Callable[[str, str], str]) -> None:
        self.app, self.frame = app, frame

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                await send_framed(start, body, self.frame, send)

        # As plain HTML, and with nothing after the question mark: Gradio would load a stored state by its name.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        return await self.app({**scope, "headers": headers, "query_string": b""}, receive, collect)


async def send_framed(start: Message, body: bytes, frame: Callable[[str, str], str], send: Send) -> None:
    if start["status"] == 200:
        nonce = secrets.token_urlsafe(16)
        body = frame(body.decode(), nonce).encode()
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        headers["Content-Security-Policy"] = policy(nonce)
        headers["Cache-Control"] = "no-store"  # the nonce is for one use
    await send(start)
    await send({"type": "http.response.body", "body": body})


def policy(nonce: str) -> str:
    """What the page may load and run. Gradio makes functions of its templates, hence unsafe-eval; ours hold no text."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def frame(html: str, nonce: str, corpus: Corpus) -> str:
    """Gradio's HTML with a head of our own, and a header and a footer that need no script."""
    html = re.sub(r'<meta\s+(?:property="og|name="twitter)[^>]*>\s*|<link rel="manifest"[^>]*>\s*', "", html)
    html = html.replace('lang="en"', 'lang="en-GB"', 1)
    html = html.replace("</head>", f"{head()}</head>", 1)
    html = html.replace("<script", f'<script nonce="{nonce}"')
    html = html.replace("<gradio-app", f"{header()}<gradio-app", 1)
    return html.replace("</gradio-app>", f"</gradio-app>{footer(corpus)}", 1)


def head() -> str:
    return (
        f'<title>{TITLE}</title><meta name="description" content="{escape(LEAD)}">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="./icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="./page.css"><script type="module">{script()}</script>'
    )


@cache
def script() -> str:
    """In the page itself: it is short, and there before Gradio is."""
    return SCRIPT.read_text(encoding="utf-8")


def header() -> str:
    return (
        '<a class="skip" href="#tabs">Skip to the content</a>'
        f'<header class="top"><div class="measure"><p class="unofficial">{escape(UNOFFICIAL)}</p>'
        f'<h1>{TITLE}</h1><p class="lead">{escape(LEAD)}</p></div></header>'
        '<noscript><p class="measure">Asking on this page needs JavaScript. Without it, ask in a terminal: '
        "<code>hcpc-guidance ask</code>.</p></noscript>"
    )


def footer(corpus: Corpus) -> str:
    documents = "".join(
        f'<li><cite lang="{escape(source.language)}">{escape(source.title)}</cite>. {escape(provenance(source))}</li>'
        for source in map(refer, corpus.documents)
    )
    return (
        f'<footer class="foot"><div class="measure"><h2>What is searched</h2><ul>{documents}</ul>{not_searched(corpus)}'
        f"<p>{escape(PRIVATE)}</p></div></footer>"
    )


def not_searched(corpus: Corpus) -> str:
    """The documents that the index was built without, each with the reason."""
    documents = "".join(
        f"<li><cite>{escape(corpus.source(one.id).title)}</cite>. {escape(one.reason)}</li>" for one in corpus.skipped
    )
    return f"<h2>What is not searched, as it cannot be read</h2><ul>{documents}</ul>" if documents else ""
