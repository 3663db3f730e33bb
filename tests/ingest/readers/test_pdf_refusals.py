"""PDFs that cannot be quoted are refused by name, with the page and what to do; and no page is half read."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, StreamObject
from reportlab.lib.utils import ImageReader

from ingest.errors import UnreadableDocument
from ingest.readers import pdf_file, pdf_runs
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_health import fault
from ingest.types import Document, Source
from tests.ingest.readers.pdfs import FULL, LEFT, TOP, Drawing, at, lines, pdf

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SOURCE = Source(id="x", title="X", file="policy.pdf", media_type="application/pdf")
PLAIN = pdf(lines("Be kind.", FULL, "and ends."), lines("Ask first."), pageCompression=1)


def refused(data: bytes, *reasons: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(data, SOURCE)
    message = str(caught.value)
    assert message.startswith("policy.pdf: ")
    assert all(reason in message for reason in reasons), message
    assert caught.value.do


def changed(change: Callable[[PdfWriter], object], data: bytes = PLAIN) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def root(key: str, value: object) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.root_object.__setitem__(NameObject(key), value)


HIDDEN = DictionaryObject({NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([DictionaryObject()])})})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><p>Not found", "not a PDF"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (PLAIN[: len(PLAIN) // 2], "not whole"),
        (PLAIN[:-1100], "not whole"),
        (PLAIN[200:], "not a PDF"),
        (changed(lambda writer: writer.encrypt("secret", algorithm="AES-256")), "password"),
        (changed(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), "password"),
        (changed(root("/Collection", DictionaryObject())), "portfolio"),
        (changed(root("/NeedsRendering", BooleanObject(True))), "form"),
        (changed(root("/OCProperties", HIDDEN)), "layers"),
    ],
)
def test_a_file_that_is_no_whole_readable_pdf(data: bytes, reason: str) -> None:
    refused(data, reason)


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_is_only_protected_against_changes_is_read(algorithm: str) -> None:
    """As in every viewer, and without the library that pypdf needs for AES."""
    protected = changed(lambda writer: writer.encrypt("", "owner", algorithm=algorithm))
    assert read_pdf(protected, SOURCE) == read_pdf(PLAIN, SOURCE)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)


def logo(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 72, 700, 60, 80)


def test_scans_are_refused_with_the_advice_to_run_ocr() -> None:
    refused(pdf(scan, scan), "it has no text layer", "OCR")
    refused(pdf(lines("Be kind."), scan), "page 2 has no text layer", "OCR")
    numbered: list[Drawing] = [at(300, 40, "3")]
    refused(pdf(lines("Be kind."), lines("Ask."), [scan, *numbered]), "page 3 has no text layer")


def test_a_scan_with_a_text_layer_and_a_page_with_no_more_than_a_logo_are_read() -> None:
    assert "Be kind." in read_pdf(pdf([scan, lines("Be kind.")]), SOURCE).text
    assert len(read_pdf(pdf(lines("Be kind."), logo), SOURCE).pages) == 2


def words_apart(font: str, gap: int) -> Drawing:
    """Words that only the space between them parts, as wide as the gap, in thousandths of the font's size."""

    def draw(canvas: Canvas) -> None:
        words = "Guidance on conduct and ethics for students".split()
        text = canvas.beginText(LEFT, TOP)
        text.setFont(font, 10)
        text._code.append("[" + f" -{gap} ".join(f"({word})" for word in words) + "] TJ")
        canvas.drawText(text)

    return draw


def test_lost_spaces_are_found_again_by_another_library() -> None:
    reading = read_pdf(pdf(lines("Be kind."), words_apart("Courier", 200)), SOURCE)
    assert reading.text == "Be kind.\n\nGuidance on conduct and ethics for students"


def test_a_page_without_spaces_is_refused_with_its_number() -> None:
    refused(pdf(lines("Be kind."), words_apart("Helvetica", 90)), "page 2 has lost the spaces")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Con\ufffddentiality is essential.", "letters"),
        ("Con\x02dentiality is essential.", "letters"),
        ("Con\ue002dentiality is essential.", "letters"),
        ("Condentiality is essential.", "'condentiality'"),
        ("Con dentiality is essential.", "'con dentiality'"),
        ("Make sure it is sucient and ecient.", "'ecient'"),
        ("Seeguidanceonconductandethicsforstudents.", "spaces"),
        ("Someoftheissueswehave seeninthelastfiveyears haveledtothesechanges beingmadetothem", "too few spaces"),
        ("T h e s e a r e w o r d s " * 5, "too many spaces"),
    ],
)
def test_text_that_cannot_be_what_the_page_shows(text: str, reason: str) -> None:
    assert reason in str(fault(text))


def test_sound_text_has_no_fault(page: Document) -> None:
    assert fault(page.text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1.7 2.7 5.1",
        "See https://www.hcpc-uk.org/standards/standardsofconductperformanceandethics/revisedstandardsin2024",
        "Ysgrifennwch atom yn Gymraeg. Mae hawl gennych i ddefnyddio'r Gymraeg wrth ddelio gyda ni bob amser.",
        "Die Gesundheitsfachberufe unterliegen Verschwiegenheitspflichten gegenüber allen Leistungsberechtigten.",
        "Tick \uf0fc or cross \uf0fb this.",
    ],
)
def test_odd_but_sound_text_has_no_fault(text: str) -> None:
    assert fault(text) is None


def test_a_page_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "MOST_PAGES", 1)
    refused(PLAIN, "more than 1 pages")


def test_a_stream_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "MOST_UNPACKED", 3_000_000)
    refused(changed(lambda writer: writer._add_object(flate(b"\0" * 4_000_000))), "unpacks to over 3 MB")


@pytest.mark.parametrize("limit", ["CONTENT", "OPERATIONS"])
def test_a_drawing_bomb_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of few bytes may draw one content on any number of pages."""
    monkeypatch.setattr(pdf_runs, limit, 0)
    read_pdf(PLAIN, SOURCE)
    refused(changed(draw_again_and_again), "draws far more")


def draw_again_and_again(writer: PdfWriter) -> None:
    content = writer._add_object(flate(b"BT /F1 10 Tf 72 700 Td " + b"(Be kind.) Tj " * 3000 + b"ET"))
    for page in (*writer.pages, *(writer.add_page(writer.pages[0]) for _ in range(9))):
        page[NameObject("/Contents")] = content


def flate(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream._data = zlib.compress(data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream


def contents() -> list[range]:
    """Where in the bytes of a PDF the compressed contents of its pages stand."""
    found, start = [], 0
    while (start := FLAT.find(b"stream\n", start)) >= 0:
        end = FLAT.index(b"endstream", start)
        found.append(range(start + len(b"stream\n"), end))
        start = end + len(b"endstream")
    return found


def unencoded(writer: PdfWriter) -> None:
    for page in writer.pages:
        content = page.get_contents()
        assert content is not None
        page[NameObject("/Contents")] = writer._add_object(flate(content.get_data()))
    writer.compress_identical_objects(remove_unreferenced=True)


FLAT = changed(unencoded)


@given(st.data())
def test_a_single_damaged_byte_of_a_content_never_changes_the_text(data: st.DataObject) -> None:
    """Rejects a reader that makes what it can of a damaged stream: pypdf drops its checksum, and its end."""
    place = data.draw(st.sampled_from([i for content in contents() for i in content]))
    damaged = FLAT[:place] + bytes([data.draw(st.integers(0, 255))]) + FLAT[place + 1 :]
    try:
        assert read_pdf(damaged, SOURCE) == read_pdf(FLAT, SOURCE)
    except UnreadableDocument as refusal:
        assert "damaged" in str(refusal)


@given(st.integers(min_value=0, max_value=len(PLAIN) - 7))
def test_no_beginning_of_a_pdf_is_read_as_a_whole_one(length: int) -> None:
    refused(PLAIN[:length])
