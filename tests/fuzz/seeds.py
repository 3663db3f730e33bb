"""Whole files of each format, with as much of the format in them as the readers look at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypdf import PdfWriter

from ingest.corpus import SHIPPED, read_corpus
from ingest.readers import SUFFIXES
from tests.ingest.formats import as_docx, as_html, typeset
from tests.ingest.readers.docxs import markup, paragraph, repacked, run, with_part, word
from tests.ingest.readers.pdfs import FULL, Text, at, lines, pdf

if TYPE_CHECKING:
    from docx.document import Document as Word
    from reportlab.pdfgen.canvas import Canvas

NOTES = '<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>The Act of 2001.</w:t></w:r></w:p></w:footnote></w:footnotes>'
REFERENCE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
PAGE = """<!doctype html><html lang="en-GB"><head><title>Consent</title><link rel="canonical" href="https://x.example/">
</head><body><a href="#main">Skip navigation</a><main id="main"><h1>Consent &amp; records</h1><p>Before <b>all</b> else:
<ol start="3" type="a"><li>ask;<li>listen: <ul><li>twice</ul></ol><details><summary>More</summary><blockquote>You must
ask (5.1)</blockquote></details><table><tr><th>Old<th>New<tr><td rowspan=2>1.7<td>1.8<tr><td>1.9</table><dl><dt>Carer
<dd>Anyone who cares.</dl><script>var x = "<p>";</script><pre>a  b</pre></main><footer>Top</footer></body></html>"""


@dataclass(frozen=True, slots=True)
class Seed:
    media_type: str
    data: bytes


def seeds() -> list[Seed]:
    page = read_corpus(SHIPPED).documents[0]
    first = [lines("Be kind.", FULL, Text("ends.", down=20)), at(300, 40, "1")]
    plain = pdf(first, [form, show, bullet], pageCompression=0)
    files = {
        ".pdf": [plain, plain, packed(plain), encrypted(plain), typeset(page)],
        ".html": [PAGE.encode(), as_html(page)],
        ".docx": [as_docx(page), word_document()],
    }
    return [Seed(SUFFIXES[suffix], data) for suffix, some in files.items() for data in some]


def form(canvas: Canvas) -> None:
    canvas.beginForm("form")
    lines("Ask first.", FULL)(canvas)
    canvas.endForm()


def show(canvas: Canvas) -> None:
    canvas.translate(10, -24)
    canvas.doForm("form")


def bullet(canvas: Canvas) -> None:
    canvas.circle(60, 300, 2, fill=1)
    at(72, 298, "Then go.")(canvas)


def packed(data: bytes) -> bytes:
    """With its objects in a compressed stream, as programs write PDFs today."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        page.compress_content_streams()
    return written(writer)


def encrypted(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("", "owner", algorithm="RC4-128")
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def word_document() -> bytes:
    data = word(
        paragraph("Policy", "Title"),
        paragraph("Consent", "Heading 1"),
        markup(run("You may if") + REFERENCE + run(":", "<w:b/>")),
        paragraph("they know;", "List Number"),
        paragraph("by name", "List Bullet 2"),
        table,
    )
    return repacked(data, with_part("footnotes.xml", "footnotes", NOTES))


def table(document: Word) -> None:
    cells = document.add_table(2, 2)
    cells.cell(0, 0).merge(cells.cell(1, 0)).text = "Both"
    cells.cell(0, 1).text = "one"
