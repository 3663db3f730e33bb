"""HTML bytes to markup: the declared encoding, strictly, and limits on what a parser is given."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from ingest.errors import UnreadableDocument
from ingest.types import Source

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DECLARED = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)|^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']+)""",
    re.IGNORECASE,
)
DECLARED_WITHIN = 4096  # bytes; browsers look at the first 1,024
# The names of encodings as Python normalises them, with the encoding that browsers take each for.
ENCODINGS = {
    "utf-8": "utf-8",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
    "iso8859-14": "iso8859-14",
    "iso8859-15": "iso8859-15",
}
BROKEN = re.compile("[\ufffd\x80-\x9f]|â€")
"""What a text holds once it was read in a wrong encoding and saved: its letters are lost."""
SAVE_AGAIN = "Open the page in a browser and save it again, as UTF-8."

VALUE = r"""=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?"""
ATTRIBUTE = re.compile(rf"(?:{VALUE}|[\s/])*+([^\s/>=]++)")
TAG = re.compile(
    rf"""<!--.*?(?:-->|\Z) | <(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z) |
    <(?P<closes>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{VALUE}|[^\s/>=]++)*+)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
NOT_NESTING = frozenset(
    "area base body br caption col colgroup dd dt embed head hr html img input li link meta option optgroup p param rp "
    "rt source tbody td tfoot th thead tr track wbr".split()
)
"""Elements that are empty, or that the next of their kind closes."""
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
"""Elements that a parser opens again in every block until they are closed."""
MOST_CHARACTERS = 20_000_000  # of markup; a parser needs some twenty bytes for each
MOST_NESTED = 100  # elements in one another, closed or not
MOST_ELEMENTS = 100_000  # seconds of work
MOST_ATTRIBUTES = 100  # of one element


def decode_html(data: bytes, source: Source) -> str:
    """The markup in the encoding that its first bytes declare, or UTF-8; refused where the bytes are not in it."""

    def refuse(reason: str, do: str = SAVE_AGAIN) -> UnreadableDocument:
        return UnreadableDocument(reason, do=do, path=source.file)

    if not data.strip():
        raise refuse("the file is empty.", "Put the published page there.")
    encoding = encoding_of(data)
    if encoding not in {*ENCODINGS.values(), *BOMS.values()}:
        raise refuse(f"its encoding, {encoding!r}, is not one that can be read.")
    try:
        markup = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(f"not {encoding} text (byte {error.start}).") from None
    if "\0" in markup:
        raise refuse("holds NUL characters, so it is no HTML page.", "Check the file and its media type.")
    if encoding.startswith(("cp", "iso")) and not data.isascii() and is_utf8(data):
        raise refuse(f"declares its encoding as {encoding}, but is written in UTF-8.")
    return markup


def encoding_of(data: bytes) -> str:
    """By the byte order mark, or else as declared; UTF-8 where nothing is."""
    for bom, encoding in BOMS.items():
        if data.startswith(bom):
            return encoding
    declared = DECLARED.search(data[:DECLARED_WITHIN])
    if declared is None:
        return "utf-8"
    name = (declared[1] or declared[2]).decode("ascii", "replace")
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return name
    return ENCODINGS.get(known, known)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def check_markup(markup: str, source: Source) -> None:
    """Refuses what a parser would take minutes or gigabytes for, and what has no elements at all."""
    unclosed: Counter[str] = Counter()
    nested = formatting = elements = 0
    check_limit(len(markup), MOST_CHARACTERS, "characters", source)
    for match in TAG.finditer(markup):
        closes, name, attributes = match["closes"], (match["name"] or "").lower(), match["attributes"]
        if name and not closes:
            elements += 1 + formatting
            check_limit(elements, MOST_ELEMENTS, "elements", source)
            if len(attributes) > MOST_ATTRIBUTES:
                check_limit(len(ATTRIBUTE.findall(attributes)), MOST_ATTRIBUTES, "attributes in one element", source)
        if not name or name in NOT_NESTING or (closes and not unclosed[name]):
            continue
        step = -1 if closes else 1
        unclosed[name] += step
        nested += step
        formatting += step * (name in FORMATTING)
        check_limit(nested, MOST_NESTED, "elements inside one another", source)
    if not elements:
        raise UnreadableDocument(
            "holds no HTML at all.", do="Name it .txt if it is plain text, or fetch the page again.", path=source.file
        )


def check_limit(count: int, most: int, of: str, source: Source) -> None:
    if count > most:
        raise UnreadableDocument(
            f"has more than {most:,} {of}, as no page of guidance has.",
            do="Check where the file comes from.",
            path=source.file,
        )
