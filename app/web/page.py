"""The page: ask, check a quotation, read what it is all from; carried by Gradio in a frame of our own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from app.question import PASSAGES
from app.web.about import about_html
from app.web.cards import answer_html, status_text
from app.web.examples import examples_html
from app.web.frame import TITLE, Framed, frame
from app.web.guard import report
from app.web.markup import status_html
from app.web.sources_list import sources_html
from app.web.standards_list import standards_html
from app.web.verdict_cards import verdict_html, verdict_kind, verdict_status
from index.encoder import SILENCE
from ingest.errors import QuestionRefused
from ingest.types import Corpus

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from app.web.api import Ask, Check

HINT = "Paste the words as you found them. Kinds of quotation marks, dashes and spaces make no difference; words do."
SAID_TO_BE = "Said to be from"
ANY_EDITION = "Any edition"
SEARCHING = "Searching the guidance …"
CHECKING = "Comparing with the documents …"
AT_ONCE = 8  # questions answered side by side; Gradio's own limit is one
FAILED = "The answer could not be made. Try again; if it stays so, tell whoever runs this page."
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # of which it would keep times, 10,000 of them,
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),  # and draw up statistics of all at every question
}
ARRIVED = "() => arrived('%s')"  # of static/page.js
# Gradio gives each radio button a name of its own, so that arrow keys stop at it, and their group none.
NAME_EDITIONS = f"""() => requestAnimationFrame(() => {{
  const group = document.getElementById("edition");
  group?.setAttribute("aria-label", "{SAID_TO_BE}");
  group?.querySelectorAll("input").forEach(input => {{ input.name = "edition"; }});
}})"""
PLAIN = {"js_on_load": None, "apply_default_css": False}
STILL = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "always_last"}

Shown = tuple[Any, Any]
"""What the status line and the results become."""


def mount_page(app: FastAPI, ask: Ask, check: Check, corpus: Corpus) -> FastAPI:
    """The app with the page at /."""
    os.environ.update(SILENCE | QUIET)  # read when Gradio is imported
    import gradio as gr

    fonts = ["system-ui", "sans-serif"]
    gr.mount_gradio_app(
        app,
        build_page(ask, check, corpus),
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


def build_page(ask: Ask, check: Check, corpus: Corpus) -> gr.Blocks:
    import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False) as blocks, gr.Tabs(overflow_behavior="wrap", elem_id="tabs"):
        with gr.Tab("Ask", elem_id="ask-tab"):
            ask_tab(ask, corpus)
        with gr.Tab("Check a quotation", elem_id="check-tab") as checking:
            check_tab(check, corpus)
        checking.select(None, js=NAME_EDITIONS)
        reading_tab("Standards", "standards", partial(standards_html, corpus))
        reading_tab("Sources", "sources", partial(sources_html, corpus))
        reading_tab("About", "about", about_html)
    return blocks.queue(api_open=False, default_concurrency_limit=AT_ONCE)


def reading_tab(name: str, id: str, made: Callable[[], str]) -> None:
    """A tab with something to read, sent only to those who look."""
    import gradio as gr

    with gr.Tab(name, elem_id=f"{id}-tab") as tab:
        shown = gr.HTML("", elem_id=id, elem_classes="reading", **PLAIN)
    tab.select(made, None, shown, **STILL)


def ask_tab(ask: Ask, corpus: Corpus) -> None:
    import gradio as gr

    with gr.Column(elem_id="asking"):
        question = gr.Textbox(label="Your question", lines=1, max_lines=6, elem_id="question")
        button = gr.Button("Ask", variant="primary", elem_id="ask")
        clear = gr.Button("Clear", visible="hidden", elem_id="clear")  # pressed by Escape
    status = gr.HTML(status_html(""), elem_id="status", **PLAIN)
    results = gr.HTML("", elem_id="results", **PLAIN)
    gr.HTML(examples_html(corpus), elem_id="examples", **PLAIN)
    shown = partial(show, SEARCHING, partial(answered, ask))
    asked = gr.on([question.submit, button.click], shown, question, [status, results], **STILL)
    asked.then(None, js=ARRIVED % "results")
    clear.click(None, None, [question, status, results], js=f"() => ['', {status_html('')!r}, '']")


def check_tab(check: Check, corpus: Corpus) -> None:
    import gradio as gr

    editions = sorted({d.source.edition for d in corpus.documents if d.source.edition})
    choices = [(ANY_EDITION, ""), *((f"{edition} edition", edition) for edition in editions)]
    with gr.Column(elem_id="checking"):
        text = gr.Textbox(label="The quotation", info=HINT, lines=4, max_lines=12, elem_id="quotation")
        edition = gr.Radio(
            choices, value="", label=SAID_TO_BE, visible=len(editions) > 1, elem_id="edition"
        )  # one edition is no choice
        button = gr.Button("Check", variant="primary", elem_id="check")
    status = gr.HTML(status_html(""), elem_id="verdict-status", **PLAIN)
    verdict = gr.HTML("", elem_id="verdict", **PLAIN)
    shown = partial(show, CHECKING, partial(checked, check))
    button.click(shown, [text, edition], [status, verdict], **STILL).then(None, js=ARRIVED % "verdict")


def show(busy: str, made: Callable[..., Shown], *typed: str) -> Iterator[Shown]:
    """First that it is being looked up, then what was found, or why that cannot be."""
    import gradio as gr

    yield status_html(busy, "busy"), gr.skip()
    try:
        yield made(*typed)
    except QuestionRefused as error:
        yield status_html(f"{error.reason} {error.do}", "refused"), ""
    except Exception as error:
        report(error)  # Gradio would print the whole of it, question included
        yield status_html(FAILED, "refused"), ""


def answered(ask: Ask, question: str | None) -> Shown:
    answer = ask(question or "", PASSAGES)
    return status_html(status_text(answer), "said" if answer.passages else "none"), answer_html(answer)


def checked(check: Check, text: str | None, edition: str | None) -> Shown:
    verdict = check(text or "", edition or None)
    return status_html(verdict_status(verdict), f"verdict {verdict_kind(verdict)}"), verdict_html(verdict)
