"""A PDF file that has been opened, whole and readable, or refused by name."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableDocument
from ingest.types import Source

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

EDGE = 1024  # bytes at each end of a file in which viewers look for its header and its end
MOST_PAGES = 2000
MOST_UNPACKED = 200_000_000  # bytes, of all streams but images
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 50_000_000,
    "zlib_maximum_recovery_input_length": 0,  # what is made of a damaged stream would be a guess
    "array_based_stream_maximum_output_length": 50_000_000,
    "lzw_maximum_output_length": 50_000_000,
    "run_length_maximum_output_length": 50_000_000,
    "stream_decoding_work_maximum_length": 100_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "page_tree_maximum_entries": 2 * MOST_PAGES,
    "page_tree_maximum_page_entries": 100 * MOST_PAGES,
    "xform_maximum_invocations_per_extraction": 1000,
}
# What pypdf says of files that keep all their text: faults of form that every viewer passes over.
HARMLESS = re.compile(
    r"Multiple definitions in dictionary|Ignoring wrong pointing object|Superfluous whitespace|Xref table not zero|"
    r"EOF marker not at start|Duplicate %%EOF|/Prev=0|Illegal character in NameObject|fontTools is required|"
    r"Ignoring non-boolean"
)
SAVE_AGAIN = "Fetch it again; if that does not help, open it in a PDF viewer and save it as a new PDF."


class Fault(Exception):
    """What pypdf reports when it goes on with what it could make of a file."""


class FaultLog(logging.Handler):
    """Stops pypdf at the first fault; keeps it, too, since pypdf may catch it and go on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not HARMLESS.match(message):
            self.faults.append(message)
            raise Fault(message)


def refusal(source: Source, reason: str, do: str) -> UnreadableDocument:
    return UnreadableDocument(reason, do=do, path=source.file)


@contextmanager
def opened(data: bytes, source: Source) -> Iterator[PdfReader]:
    """The file, opened. What goes wrong with it inside the block, or is reported there, is a refusal."""
    from pypdf import PdfReader, apply_configuration

    check_ends(data, source)
    try:
        with fault_log() as log, apply_configuration(**LIMITS):
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                reader = PdfReader(io.BytesIO(unlocked(data, source)))
            check_catalog(reader, source)
            check_streams(reader, source)
            yield reader
            for fault in log.faults:
                raise Fault(fault)
    except UnreadableDocument:
        raise
    except Exception as error:  # of any type: pypdf says of itself that broken files may cause others than its own
        reason = f"is damaged, or no PDF that can be read whole ({in_short(error)})."
        raise refusal(source, reason, SAVE_AGAIN) from None


@contextmanager
def fault_log() -> Iterator[FaultLog]:
    """What pypdf reports in the meantime, kept from everybody else's log."""
    logger, log = logging.getLogger("pypdf"), FaultLog()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(log)
    try:
        yield log
    finally:
        logger.removeHandler(log)
        logger.propagate = propagate


def in_short(fault: object) -> str:
    return (" ".join(str(fault).split())[:120] or type(fault).__name__).rstrip(".")


def check_ends(data: bytes, source: Source) -> None:
    if not data.strip():
        raise refusal(source, "the file is empty.", "Put the published document there.")
    if b"%PDF-" not in data[:EDGE]:
        raise refusal(source, "is not a PDF.", "Check what was saved under this name: it may be a web page.")
    if b"%%EOF" not in data[-EDGE:]:
        raise refusal(source, "is not whole: its end is missing.", "Fetch it again.")


def unlocked(data: bytes, source: Source) -> bytes:
    """The bytes of an encrypted PDF that opens without a password, as every viewer opens it, without encryption."""
    from pypdfium2 import PdfDocument, PdfiumError, raw

    plain = io.BytesIO()
    try:
        document = PdfDocument(data)
    except PdfiumError:
        raise refusal(
            source,
            "is encrypted, and opens only with a password.",
            "Open it with its password, save it without one, and build again.",
        ) from None
    try:
        document.save(plain, flags=raw.FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return plain.getvalue()


def check_catalog(reader: PdfReader, source: Source) -> None:
    """Refuses what does not show its text as pages that are read from first to last."""
    root = reader.root_object
    if len(reader.pages) > MOST_PAGES:
        raise refusal(source, f"has more than {MOST_PAGES} pages.", "Split it into documents of fewer pages.")
    if not reader.pages:
        raise refusal(source, "has no pages.", "Fetch it again.")
    if "/Collection" in root:
        raise refusal(
            source, "is a portfolio: its documents are files inside it.", "Save each of them as a document of its own."
        )
    if root.get("/NeedsRendering"):
        raise refusal(source, "is a form whose text is made while it is open.", "Print it to a new PDF.")
    layers = root.get("/OCProperties", {}).get_object() if "/OCProperties" in root else {}
    if layers and layers.get("/D", {}).get("/OFF"):
        raise refusal(source, "has layers that are not shown.", "Print what it shows to a new PDF.")


def check_streams(reader: PdfReader, source: Source) -> None:
    """Unpacks every stream that has a checksum: pypdf passes over a checksum that fails, and over a missing end."""
    from pypdf.generic import IndirectObject, StreamObject

    room = MOST_UNPACKED
    for generation, offsets in reader.xref.items():
        for number in offsets:
            stream = reader.get_object(IndirectObject(number, generation, reader))
            if isinstance(stream, StreamObject) and stream.get("/Subtype") != "/Image" and is_deflated(stream):
                room -= unpacked_length(stream, room, source)


def is_deflated(stream: StreamObject) -> bool:
    filters = stream.get("/Filter")
    return filters == "/FlateDecode" or (isinstance(filters, list) and list(filters[:1]) == ["/FlateDecode"])


def unpacked_length(stream: StreamObject, room: int, source: Source) -> int:
    packed, length = zlib.decompressobj(), 0
    data = bytes(stream._data)  # as it stands in the file, for which pypdf has no other name
    try:
        while not packed.eof:
            unpacked = packed.decompress(data, 1 << 20)
            data, length = packed.unconsumed_tail, length + len(unpacked)
            if length > room:
                raise refusal(source, f"unpacks to over {MOST_UNPACKED // 10**6} MB.", "Check where it comes from.")
            if not unpacked and not data:
                raise refusal(source, "is damaged: a part of it ends too early.", SAVE_AGAIN)
    except zlib.error as error:
        raise refusal(source, f"is damaged ({in_short(error)}).", SAVE_AGAIN) from None
    return length
