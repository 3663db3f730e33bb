"""One reader a format; each turns a document's bytes into a Reading, or refuses them by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ingest.types import Reading, Source

Reader = Callable[[bytes, Source], Reading]
# A reader is imported when the first document of its kind is met: some need heavy libraries.
READERS = {
    "text/plain": "text.read_text",
    "text/html": "html.read_html",
    "text/markdown": "markdown.read_markdown",
    "application/pdf": "pdf.read_pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx.read_docx",
}
SUFFIXES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def reader_of(media_type: str) -> Reader:
    module, function = READERS[media_type].split(".")
    reader: Reader = getattr(import_module(f"ingest.readers.{module}"), function)
    return reader
