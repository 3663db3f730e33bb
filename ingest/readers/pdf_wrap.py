"""What parts the end of a line of a PDF from the words that follow it: a space, a hyphen, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.readers.pdf_runs import SOFT_HYPHEN

HYPHENATED = re.compile(r"\w[-‐‑]$")
UNBROKEN = re.compile(r"\S[—/]$")
SUSPENDED = re.compile(r"(?:and|or|to)\b")  # "short- and long-term"


def end_of_line(text: str, following: str) -> tuple[str, str]:
    """The text before the end of a line, and what parts it from the words behind.

    A hyphen that is written there is kept: it may be the word's own. A soft hyphen is the program's, and goes.
    """
    if text.endswith(SOFT_HYPHEN):
        return text[:-1], ""
    hyphenated = HYPHENATED.search(text[-2:]) and not SUSPENDED.match(following)
    return text, "" if hyphenated or UNBROKEN.search(text[-2:]) else " "


def wrapped(texts: Iterable[str]) -> str:
    """The text of lines."""
    whole = ""
    for text in texts:
        whole, gap = end_of_line(whole, text) if whole else ("", "")
        whole += gap + text
    return whole.replace(SOFT_HYPHEN, "-")
