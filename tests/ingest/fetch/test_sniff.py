"""What kind of document bytes are, whatever a server says."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.fetch.sniff import DOCX, is_of_kind, kind_of


def archive(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><title>A", "text/html"),
        (b"\xef\xbb\xbf\r\n <!-- %PDF-1.4 --> <HTML lang=en>", "text/html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "">', "text/html"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00\x01junk before it\n%PDF-1.4", "application/pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), DOCX),
        (archive("xl/workbook.xml"), "application/zip"),
        (b"PK\x03\x04 and no more", "application/zip"),
        (b"# Policy\n\nAbout <html> pages.", "text/plain"),
        (b"", "text/plain"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "application/octet-stream"),
    ],
)
def test_bytes_are_known_by_what_they_begin_with(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "media_type", "same"),
    [(b"# A", "text/markdown", True), (b"# A", "text/html", False), (b"<html>", "text/markdown", False)],
)
def test_markdown_is_plain_text_as_far_as_bytes_can_tell(data: bytes, media_type: str, same: bool) -> None:
    assert is_of_kind(data, media_type) == same
