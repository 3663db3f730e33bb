"""A document in other formats, as other programs write them: made from its blocks, and never checked in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from ingest.markers import ITEM_MARKER
from ingest.types import Block, Document

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from reportlab.pdfgen.canvas import Canvas

INDENT = 18  # points for each list
SMALL = '<div style="font-size: 9px; width: 100%; margin: 0 1cm; text-align: {}">{}</div>'


def with_depths(document: Document) -> Iterator[tuple[Block, str, int]]:
    """Each block with its text, without a marker, and how many lists it stands in."""
    items: list[int] = []
    for block in document.blocks:
        text = document.slice(block.span)
        while items and (block.kind == "heading" or items[-1] >= block.level):
            items.pop()
        if block.kind == "item":
            items.append(block.level)
            text = ITEM_MARKER.sub("", text, count=1)
        yield block, text, len(items)


def as_html(document: Document) -> bytes:
    title = escape(document.source.title)
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"]
    parts.append("<style>ul { list-style: disc } td { padding: 0 1em }</style><main>")
    open_lists = 0
    for is_table, blocks in groupby(with_depths(document), lambda one: one[0].kind == "row"):
        parts += ["<table>"] * is_table
        for block, text, depth in blocks:
            parts += ["</li></ul>"] * (open_lists - depth)
            if block.kind == "item":
                parts.append("</li><li>" if open_lists >= depth else "<ul><li>")
            parts.append(element(block, text))
            open_lists = depth
        parts += ["</table>"] * is_table
    return "\n".join([*parts, *["</li></ul>"] * open_lists, "</main>"]).encode()


def element(block: Block, text: str) -> str:
    if block.kind == "row":
        return f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells(text))}</tr>"
    tag = f"h{block.level}" if block.kind == "heading" else "p"
    return f"<{tag}>{escape(text)}</{tag}>"


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in f" {text}".split(" | ")]


def as_markdown(document: Document) -> bytes:
    """As people write it by hand: a heading is a line with signs in front, what belongs to an item is indented."""
    parts = []
    for block, text, depth in with_depths(document):
        if block.kind == "heading":
            parts.append(f"{'#' * block.level} {text}")
        elif block.kind == "item":
            parts.append(f"{'  ' * (depth - 1)}- {text}")
        else:
            parts.append("  " * depth + text)
    return "\n\n".join(parts).encode()


def as_docx(document: Document) -> bytes:
    """With the styles that Word has for headings, lists and what belongs to an item of a list."""
    written = docx.Document()
    for block, text, depth in with_depths(document):
        nth = f" {depth}" if depth > 1 else ""
        if block.kind == "heading":
            written.add_heading(text, block.level)
        elif block.kind == "row":
            row = written.add_table(1, len(cells(text))).rows[0]
            for cell, words in zip(row.cells, cells(text), strict=True):
                cell.text = words
        elif depth:
            written.add_paragraph(text, f"List {'Bullet' if block.kind == 'item' else 'Continue'}{nth}")
        else:
            written.add_paragraph(text)
    written.sections[0].header.paragraphs[0].text = document.source.title
    data = io.BytesIO()
    written.save(data)
    return data.getvalue()


def printed(html: bytes, title: str, browser: Browser) -> bytes:
    """What a browser prints, with a running header, and with page numbers at the foot."""
    page = browser.new_page()
    page.set_content(html.decode())
    data = page.pdf(
        format="A4",
        display_header_footer=True,
        header_template=SMALL.format("left", escape(title)),
        footer_template=SMALL.format("center", "<span class=pageNumber></span> of <span class=totalPages></span>"),
        margin=dict.fromkeys(("top", "bottom", "left", "right"), "2cm"),  # type: ignore[arg-type]
    )
    page.close()
    return data


def typeset(document: Document) -> bytes:
    """What ReportLab makes, as a publisher would set it: headers and page numbers mirrored on left and right pages."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for block, text, depth in with_depths(document):
        if block.kind == "heading":
            flow.append(Paragraph(escape(text), styles[f"Heading{block.level}"]))
            continue
        if block.kind == "row":
            row = [Paragraph(escape(cell), styles["BodyText"]) for cell in cells(text)]
            flow.append(Table([row], colWidths=430 / len(row)))
            continue
        style = ParagraphStyle("", styles["BodyText"], leftIndent=INDENT * depth, bulletIndent=INDENT * (depth - 0.6))
        flow.append(Paragraph(escape(text), style, bulletText="•" if block.kind == "item" else None))
    title = document.source.title

    def draw_edges(canvas: Canvas, template: SimpleDocTemplate) -> None:
        page, (width, height) = canvas.getPageNumber(), A4
        canvas.setFont("Helvetica", 8)
        if page % 2:
            canvas.drawRightString(width - 72, height - 40, title)
            canvas.drawRightString(width - 72, 40, f"{title} {page}")
        else:
            canvas.drawString(72, height - 40, title)
            canvas.drawString(72, 40, f"{page} {title}")

    data = io.BytesIO()
    SimpleDocTemplate(data, pagesize=A4).build(flow, onFirstPage=draw_edges, onLaterPages=draw_edges)
    return data.getvalue()
