"""Word documents made for tests, by python-docx and, for what it cannot write, by markup of Word's own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

Write = Callable[[Any], object]


def word(*writes: Write) -> bytes:
    """A document, empty at first, on which each of the functions writes."""
    document = docx.Document(io.BytesIO(empty()))
    for write in writes:
        write(document)
    return saved(document)


@cache
def empty() -> bytes:
    """Python-docx's own without the styles of tables, most of what would be read and packed for every test."""
    document = docx.Document()
    for style in [style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE]:
        style.delete()
    relations = document.part.rels
    for id in [id for id, relation in relations.items() if relation.reltype.endswith("/stylesWithEffects")]:
        del relations[id]
    return saved(document)


def saved(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def paragraph(text: str, style: str | None = None) -> Write:
    return lambda document: document.add_paragraph(text, style)


def markup(inner: str, prefixes: str = "w") -> Write:
    """A paragraph of the markup that Word writes."""
    names = nsdecls(*prefixes.split())
    return lambda document: document.element.body.insert(-1, parse_xml(f"<w:p {names}>{inner}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def repacked(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The document with its files changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_part(name: str, kind: str, content: str) -> Callable[[dict[str, bytes]], None]:
    """Adds a part, such as that with the footnotes, to the files of a document."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def add(files: dict[str, bytes]) -> None:
        files[f"word/{name}"] = content.replace(">", f" {nsdecls('w')}>", 1).encode()
        insert(
            files, "word/_rels/document.xml.rels", f'<Relationship Id="n" Type="{relations}/{kind}" Target="{name}"/>'
        )
        insert(files, "[Content_Types].xml", f'<Override PartName="/word/{name}" ContentType="{types}.{kind}+xml"/>')

    return add


def insert(files: dict[str, bytes], name: str, element: str) -> None:
    start, end = files[name].rsplit(b"</", 1)
    files[name] = start + element.encode() + b"</" + end
