"""A quotation as it was typed or pasted, made ready to be looked up."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from app.question import NOT_TEXT
from ingest.errors import QuestionRefused
from ingest.normalise import Words, split_words

LONGEST_QUOTATION = 10_000  # code points
# At the start of a line a dash or a star may be a list marker, and may be a dash: both readings are tried.
DASH_MARKER = re.compile(r"^(?:[^\S\n]*[-–—−*][^\S\n]+)+", re.MULTILINE)
NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+")
OPENING = frozenset("\"'")
CLOSING = OPENING | {"."}


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between the outermost quotation marks and full stops.

    `bare` is those words without a rule's number in front of them (`lead`) or in brackets behind them (`trail`);
    `joined` is the same with the numbers, but without the punctuation between: “...” (5.1).
    """

    text: str
    words: Words
    bare: Words
    joined: Words
    lead: str | None
    trail: str | None


def read_quotation(text: str) -> tuple[Quotation, ...]:
    """The ways to read what was typed, one or two; an error if it cannot be looked up."""
    check_quotation(text)
    unmarked = DASH_MARKER.sub(lambda match: " " * len(match.group()), text)
    readings = [cut_quotation(text, split_words(way)) for way in dict.fromkeys((text, unmarked))]
    return tuple(reading for reading in readings if reading.words.words)


def check_quotation(text: str) -> None:
    if not text.strip():
        raise QuestionRefused("The quotation is empty.", do="Give the words to look for.")
    if len(text) > LONGEST_QUOTATION:
        raise QuestionRefused(
            f"The quotation has {len(text):,} characters; at most {LONGEST_QUOTATION:,} are read.",
            do="Check it in parts.",
        )
    if NOT_TEXT.search(text):
        raise QuestionRefused("The quotation holds characters that are not text.", do="Type it again as plain text.")


def check_edition(edition: str | None) -> None:
    if edition is not None and (not edition.strip() or NOT_TEXT.search(edition)):
        raise QuestionRefused("The edition is not text.", do="Give it as in 2016, or none.")


def cut_quotation(text: str, words: Words) -> Quotation:
    words = core(words)
    lead_end, lead = leading_number(words.words)
    trail_start, trail = trailing_number(words.words)
    bare = core(words.cut(lead_end, trail_start)) if lead_end < trail_start else words.cut(0, 0)
    joined = join(number_only(words.cut(0, lead_end)), bare, words.cut(trail_start, len(words.words)))
    return Quotation(text, words, bare, joined, lead, trail)


def unnumbered(words: Words) -> Quotation:
    """A quotation of words that are known to be without a number around them."""
    return Quotation("", words, words, words, None, None)


def number_only(words: Words) -> Words:
    return words.cut(0, len(words.words) - (words.words[-1:] in ((".",), (":",))))


def join(*pieces: Words) -> Words:
    return Words(
        tuple(chain.from_iterable(piece.words for piece in pieces)),
        array("I", chain.from_iterable(piece.starts for piece in pieces)),
        array("I", chain.from_iterable(piece.ends for piece in pieces)),
    )


def core(words: Words) -> Words:
    """The words without quotation marks and full stops around them."""
    return words.cut(*core_range(words.words))


def core_range(words: Sequence[str]) -> tuple[int, int]:
    start, end = 0, len(words)
    while start < end and words[start] in CLOSING:
        start += 1
    while end > start and words[end - 1] in CLOSING:
        end -= 1
    return start, end


def leading_number(words: Sequence[str]) -> tuple[int, str | None]:
    """Where the words begin after a number such as 5.1, (5.1) or 5.1: in front of them, and the number."""
    bracketed = words[:1] == ("(",) and words[2:3] == (")",)
    number, end = (words[1], 3) if bracketed else ("".join(words[:1]), 1)
    if not NUMBER.fullmatch(number):
        return 0, None
    return end + (words[end : end + 1] in ((".",), (":",))), number


def trailing_number(words: Sequence[str]) -> tuple[int, str | None]:
    """Where the words end before a number in brackets behind them, and the number."""
    end = len(words)
    if end > 3 and words[-3] == "(" and words[-1] == ")" and NUMBER.fullmatch(words[-2]):
        return end - 3, words[-2]
    return end, None
