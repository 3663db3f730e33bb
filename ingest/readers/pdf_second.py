"""A second reading of a page of a PDF, by PDFium, where pypdf loses letters or spaces."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
from pypdfium2 import raw

from ingest.readers.pdf_fonts import style_named
from ingest.readers.pdf_runs import Page, Run, upright

HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line


def read_again(data: bytes, page: Page) -> Page:
    """The same page as PDFium reads it; its marks, which PDFium does not tell, as they were."""
    document = pypdfium2.PdfDocument(data)
    try:
        loaded = document[page.number - 1]
        text_page = loaded.get_textpage()
        runs = list(read_runs(text_page.raw))
        return replace(upright(page.number, loaded.get_cropbox(), runs), marks=page.marks, picture=page.picture)
    finally:
        document.close()


def read_runs(text_page: Any) -> Iterator[Run]:
    """Runs of letters of one line and style. PDFium itself says where spaces are, and where lines end."""
    run: Run | None = None
    for i in range(raw.FPDFText_CountChars(text_page)):
        letter = letter_at(text_page, i)
        if raw.FPDFText_IsGenerated(text_page, i) == 1 and run:
            run = run._replace(text=run.text + " ")
            continue
        new = styled(text_page, i, letter)
        if run and run[3:] == new[3:] and abs(run.y - new.y) < 0.1 * new.size:
            run = run._replace(text=run.text + letter)
            continue
        if run:
            yield run
        run = new
    if run:
        yield run


def letter_at(text_page: Any, i: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, i)
    if code == HYPHEN:
        return "-"
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def styled(text_page: Any, i: int, letter: str) -> Run:
    x, y, matrix, flags = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX(), ctypes.c_int()
    raw.FPDFText_GetCharOrigin(text_page, i, x, y)
    raw.FPDFText_GetMatrix(text_page, i, matrix)
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, i, name, 128, flags)
    size = raw.FPDFText_GetFontSize(text_page, i) * math.hypot(matrix.c, matrix.d)
    style = style_named(name.value.decode("latin-1"))
    style = style._replace(bold=style.bold or raw.FPDFText_GetFontWeight(text_page, i) >= 600)
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a)))
    return Run(letter, x.value, y.value, round(size, 1), style, angle)
