"""The page: a question box and an answer, carried by Gradio in a frame of our own."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders
from starlette.routing import Mount

from app.answer import PASSAGES
from app.cards import answer_html, status_html, status_text
from app.cite import UNOFFICIAL, provenance
from app.guard import report
from app.quote import refer
from index.encoder import SILENCE
from ingest.errors import QuestionRefused
from ingest.types import Corpus

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.server import Ask

TITLE = "What does the guidance say?"
LEAD = (
    "Ask in everyday words. The answer is the guidance itself, word for word, "
    "with the standards behind it and where to check them."
)
PRIVATE = "Your question is not stored or logged, and goes nowhere but to the server of this page."
EXAMPLES = {  # by document, so that none is offered that the documents at hand do not answer
    "social-media-2021": (
        "Can I accept a friend request from a patient on Facebook?",
        "Can I post a photo of someone I treated?",
        "Can my employer see my private account?",
        "Do I have to say that a post is sponsored?",
    )
}
AT_ONCE = 8  # questions answered side by side; Gradio's own limit is one
FAILED = "The answer could not be made. Try again; if it stays so, tell whoever runs this page."
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # of which it would keep times, 10,000 of them,
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),  # and draw up statistics of all at every question
}
TO_RESULTS = """() => {
  const status = document.getElementById("status"), top = status.getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) status.scrollIntoView();
}"""

Shown = tuple[Any, Any]
"""What the status line and the results become."""


def mount_page(app: FastAPI, ask: Ask, corpus: Corpus) -> FastAPI:
    """The app with the page at /."""
    os.environ.update(SILENCE | QUIET)  # read when Gradio is imported
    import gradio as gr

    fonts = ["system-ui", "sans-serif"]
    gr.mount_gradio_app(
        app,
        build_page(ask, corpus),
        path="/",
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        run_history=False,  # on by default: it keeps questions in the browser
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    mounted = next(route for route in app.routes if isinstance(route, Mount))
    mounted.app = Framed(mounted.app, partial(frame, corpus=corpus))
    return app


def build_page(ask: Ask, corpus: Corpus) -> gr.Blocks:
    import gradio as gr

    plain = {"js_on_load": None, "apply_default_css": False}
    quiet = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "always_last"}
    with gr.Blocks(title=TITLE, analytics_enabled=False) as blocks:
        with gr.Column(elem_id="asking"):
            question = gr.Textbox(label="Your question", lines=1, max_lines=6, elem_id="question")
            button = gr.Button("Ask", variant="primary", elem_id="ask")
        status = gr.HTML(status_html(""), elem_id="status", **plain)
        results = gr.HTML("", elem_id="results", **plain)
        with gr.Column(elem_id="examples", visible=bool(offered := examples(corpus))):
            gr.HTML("<p>Or try one of these:</p>", **plain)
            buttons = [gr.Button(text) for text in offered]
        gr.on([question.submit, button.click], partial(show, ask), question, [status, results], **quiet).then(
            None, js=TO_RESULTS
        )
        for example in buttons:
            example.click(None, example, question, js="text => text")
            example.click(partial(show, ask), example, [status, results], **quiet).then(None, js=TO_RESULTS)
    return blocks.queue(api_open=False, default_concurrency_limit=AT_ONCE)


def examples(corpus: Corpus) -> list[str]:
    return [text for document in corpus.documents for text in EXAMPLES.get(document.source.id, ())]


def show(ask: Ask, question: str) -> Iterator[Shown]:
    """First that the guidance is being searched, then what was found."""
    import gradio as gr

    yield status_html("Searching the guidance …", "busy"), gr.skip()
    yield answered(ask, question or "")


def answered(ask: Ask, question: str) -> Shown:
    try:
        answer = ask(question, PASSAGES)
    except QuestionRefused as error:
        return status_html(f"{error.reason} {error.do}", "refused"), ""
    except Exception as error:
        report(error)  # Gradio would print the whole of it, question included
        return status_html(FAILED, "refused"), ""
    return status_html(status_text(answer)), answer_html(answer)


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
    html = html.replace("<script", f'<script nonce="{nonce}"')
    html = html.replace("</head>", f"{head()}</head>", 1)
    html = html.replace("<gradio-app", f"{header()}<gradio-app", 1)
    return html.replace("</gradio-app>", f"</gradio-app>{footer(corpus)}", 1)


def head() -> str:
    return (
        f'<title>{TITLE}</title><meta name="description" content="{escape(LEAD)}">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="./icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="./page.css">'
    )


def header() -> str:
    return (
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
        f'<footer class="foot"><div class="measure"><h2>What is searched</h2><ul>{documents}</ul>'
        f"<p>{escape(PRIVATE)}</p></div></footer>"
    )
