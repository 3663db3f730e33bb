"""What reading a PDF costs beside pypdf's own plain extraction of it: `python -m tests.bench.read_pdf`.

Each is timed in turn, and the processor's time is what counts: other programs on the machine do not.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

from ingest.corpus import SHIPPED, read_corpus
from ingest.readers.pdf import read_pdf
from ingest.types import Source

MOST = 1.5  # times pypdf's own
SOURCE = Source(id="x", title="X", file="x.pdf", media_type="application/pdf")


def long_pdf(pages: int) -> bytes:
    """A guidance of that many full pages, each with a heading, paragraphs and a list of the shipped page's words."""
    page = read_corpus(SHIPPED).documents[0]
    words = [page.slice(block.span) for block in page.blocks if block.kind == "paragraph" and block.span.end > 400]
    styles = getSampleStyleSheet()
    item = ParagraphStyle("item", styles["BodyText"], leftIndent=18, bulletIndent=6)
    flow: list[Flowable] = []
    for number in range(1, pages + 1):
        flow.append(Paragraph(f"{number}. How to go about it", styles["Heading2"]))
        texts = [words[(number + i) % len(words)] for i in range(12)]
        flow += [Paragraph(text[:700], styles["BodyText"]) for text in texts[:7]]
        flow += [Paragraph(text[:90], item, bulletText="•") for text in texts[7:]]
        flow.append(PageBreak())
    data = io.BytesIO()
    SimpleDocTemplate(data, pagesize=A4, topMargin=60, bottomMargin=60).build(flow)
    return data.getvalue()


def extract_plainly(data: bytes) -> None:
    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text()


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    data = long_pdf(asked.pages)
    pages = len(PdfReader(io.BytesIO(data)).pages)
    ratios = []
    for _ in range(asked.rounds):
        plain, ours = seconds(lambda: extract_plainly(data)), seconds(lambda: read_pdf(data, SOURCE))
        ratios.append(ours / plain)
        sys.stdout.write(f"{pages} pages: pypdf {plain:.2f} s, read_pdf {ours:.2f} s, {ratios[-1]:.2f} times\n")
    median = statistics.median(ratios)
    sys.stdout.write(f"median {median:.2f} times, at most {MOST}\n")
    sys.exit(median > MOST)


if __name__ == "__main__":
    main()
