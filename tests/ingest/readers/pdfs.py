"""PDFs drawn for tests, each word at a known place."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

UNICODE = "Vera"  # a font with ligatures, soft hyphens and no-break spaces
BODY, BOLD = "Helvetica", "Helvetica-Bold"
LEFT, TOP, STEP = 72, 700, 12
FULL = "and so it goes on and on to the end of the line, as long as it takes to fill it up wholly"


class Text(NamedTuple):
    """Words to be drawn from x on; `down` is how far below what was drawn before, in points."""

    words: str
    x: float = LEFT
    down: float = STEP
    font: str = BODY
    size: float = 10


Drawing = Callable[[Canvas], object]


def lines(*words: str | Text) -> Drawing:
    """Lines from the top of a page down."""

    def draw(canvas: Canvas) -> None:
        y: float = TOP
        for line in (Text(each) if isinstance(each, str) else each for each in words):
            y -= line.down
            canvas.setFont(line.font, line.size)
            canvas.drawString(line.x, y, line.words)

    return draw


def at(x: float, y: float, words: str, font: str = BODY, size: float = 10) -> Drawing:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        canvas.drawString(x, y, words)

    return draw


def pdf(*pages: Drawing | Sequence[Drawing], **options: object) -> bytes:
    """A PDF of pages, each with what is drawn on it; the same bytes every time."""
    if UNICODE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(UNICODE, Path(reportlab.__file__).parent / "fonts" / f"{UNICODE}.ttf"))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4, invariant=1, **options)
    for page in pages:
        for draw in [page] if callable(page) else page:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return data.getvalue()
