"""Questions to try: those that the documents at hand answer."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

from ingest.types import Corpus

FILE = Path(__file__).parents[1] / "data" / "examples.toml"
OFFERED = "Or try one of these"


def examples(corpus: Corpus) -> tuple[str, ...]:
    by_document: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(text for document in corpus.documents for text in by_document.get(document.source.id, ()))


def examples_html(corpus: Corpus) -> str:
    """A list of buttons, each of which asks its own text; nothing if there is no example."""
    buttons = "".join(f"<li>{question_button(text)}</li>" for text in examples(corpus))
    return f'<h2 class="offer">{OFFERED}</h2><ul>{buttons}</ul>' if buttons else ""


def question_button(text: str) -> str:
    """A button that asks what stands on it: see static/page.js."""
    return f'<button type="button" class="question">{escape(text)}</button>'
