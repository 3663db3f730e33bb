"""What kind of document bytes are, by what they begin with; what a server says of them is not asked."""

from __future__ import annotations

import io
import re
import zipfile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
SAME = {"text/markdown": "text/plain"}  # no byte tells them apart


def is_of_kind(data: bytes, media_type: str) -> bool:
    return kind_of(data) == SAME.get(media_type, media_type)


def kind_of(data: bytes) -> str:
    """A media type; application/octet-stream for bytes that are no document."""
    start = data[:4096]
    if HTML.match(start):
        return "text/html"
    if b"%PDF-" in start[:1024]:
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return DOCX if is_docx(data) else "application/zip"
    return "application/octet-stream" if b"\0" in start else "text/plain"


def is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
