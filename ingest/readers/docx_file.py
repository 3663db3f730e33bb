"""A Word document that has been opened, whole and readable, or refused by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableDocument
from ingest.types import Source

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
NOTES = ("footnote", "endnote")
MOST_FILES = 10_000
MOST_UNPACKED, MOST_XML = 200_000_000, 40_000_000  # bytes; a thousand pages of text have 10 million of XML
FROM, MOST_PRESSED = 1_000_000, 150  # bytes, and how many of them may come from one; text gives up to 30
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {"xl/workbook.xml": "a spreadsheet", "ppt/presentation.xml": "a presentation", "mimetype": "an OpenDocument"}
SAVE_AGAIN = "Open it in Word and save it as a Word document (.docx) again."
ACCEPT = "Accept or reject all changes in Word (Review), save it, and build again."
IN_TEXT = "Put its words into the text itself, or save the document as a PDF and read that."
# What holds words that are no part of the running text, or of which it is not settled whether they are.
NOT_READ = {
    **dict.fromkeys(
        (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo", f"{W}cellIns", f"{W}cellDel"),
        ("has tracked changes: it is not settled what its text is.", ACCEPT),
    ),
    f"{W}txbxContent": ("has text boxes, whose place in the text is not known.", IN_TEXT),
    f"{DIAGRAM}relIds": ("has a diagram with words in it.", IN_TEXT),
    f"{MATH}oMath": ("has a formula.", IN_TEXT),
    f"{W}object": ("has a file of another program embedded in it.", IN_TEXT),
    f"{W}altChunk": ("has another file embedded in it.", SAVE_AGAIN),
    f"{W}subDoc": ("is a master document: its text is in other files.", "Insert the other files into it in Word."),
}


def refusal(source: Source, reason: str, do: str) -> UnreadableDocument:
    return UnreadableDocument(reason, do=do, path=source.file)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a document that its text is made of."""

    body: Any
    styles: Any
    numbering: Any
    """None in a document without lists."""
    notes: Mapping[str, Any]
    """The texts of its footnotes and endnotes, by "footnote" and "endnote"."""


def open_docx(data: bytes, source: Source) -> Parts:
    """The document, opened. What is not plainly text of it in its order is a refusal."""
    check_archive(data, source)
    try:
        import docx

        document = docx.Document(io.BytesIO(data))
        found = related(document)
        body, styles = document.element.body, document.styles.element
    except Exception as error:  # of any type: python-docx checks nothing of what it opens
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise refusal(source, f"is damaged, or no Word document ({reason}).", SAVE_AGAIN) from None
    if body is None:
        raise refusal(source, "has no text.", "Check that the file is the whole document.")
    notes = {kind: found[f"{kind}s"] for kind in NOTES if f"{kind}s" in found}
    for part in (body, *found.values()):
        check_content(part, source)
    check_notes(body, notes, source)
    return Parts(body, styles, found.get("numbering"), notes)


def related(document: Document) -> dict[str, Any]:
    """The parts beside the main one that hold text or markers of it, by their kinds."""
    from docx.oxml import parse_xml

    relationships = [one for one in document.part.rels.values() if not one.is_external]
    kinds = {one.reltype.rsplit("/", 1)[-1]: one.target_part for one in relationships}
    return {
        kind: parse_xml(part.blob) for kind, part in kinds.items() if kind in ("footnotes", "endnotes", "numbering")
    }


def check_archive(data: bytes, source: Source) -> None:
    """Refuses what is no archive of a Word document, or unpacks to more than any has."""
    if not data.strip():
        raise refusal(source, "the file is empty.", "Put the published document there.")
    if data.startswith(OLE):
        raise refusal(source, "is an older Word document (.doc), or has a password.", SAVE_AGAIN)
    if not data.startswith(b"PK"):
        raise refusal(source, "is not a Word document (.docx).", "Check what was saved under this name.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_files(archive, source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise refusal(source, f"is not whole, or damaged ({error}).", "Fetch it again.") from None


def check_files(archive: zipfile.ZipFile, source: Source) -> None:
    files = archive.infolist()
    pressed = any(file.file_size > FROM and file.file_size > MOST_PRESSED * file.compress_size for file in files)
    xml = sum(file.file_size for file in files if file.filename.lower().endswith((".xml", ".rels")))
    if pressed or len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED or xml > MOST_XML:
        raise refusal(source, "unpacks to far more than a document has.", "Check where it comes from.")
    if any(file.flag_bits & 1 for file in files):
        raise refusal(source, "is encrypted.", "Save it without a password.")
    names = {file.filename for file in files}
    if other := next((kind for name, kind in OTHERS.items() if name in names), None):
        raise refusal(source, f"is {other}, not a Word document.", "Save its text as a Word document, or as a PDF.")


def check_content(part: Any, source: Source) -> None:
    if part.getroottree().docinfo.doctype:
        raise refusal(source, "has entities of its own, which no Word document has.", SAVE_AGAIN)
    for element in part.iter():
        if element.tag in NOT_READ and holds_something(element):
            raise refusal(source, *NOT_READ[element.tag])
        if element.tag == f"{W}vanish" and is_on(element) and hides_text(element):
            raise refusal(source, "has hidden text.", "Show it in Word (Font, Hidden) or delete it, and build again.")


def check_notes(body: Any, notes: Mapping[str, Any], source: Source) -> None:
    """Refuses a document that refers to a note which it does not hold."""
    for kind in NOTES:
        held = {note.get(f"{W}id") for note in notes[kind].iterchildren("*")} if kind in notes else set()
        if any(reference.get(f"{W}id") not in held for reference in body.iter(f"{W}{kind}Reference")):
            raise refusal(source, f"refers to a {kind} that it does not hold.", SAVE_AGAIN)


def holds_something(element: Any) -> bool:
    return element.tag != f"{W}txbxContent" or any(text.text for text in element.iter(f"{W}t"))


def is_on(element: Any) -> bool:
    """Whether a switch of a format is on: it is unless it says that it is not."""
    return element.get(f"{W}val", "true") not in ("0", "false", "off")


def hides_text(vanish: Any) -> bool:
    run = next(vanish.iterancestors(f"{W}r"), None)
    return run is not None and any(text.text for text in run.iter(f"{W}t"))
