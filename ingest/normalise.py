"""Text as matching sees it, typography folded, with a map back to the offsets it came from. Never for display."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from ingest.types import Span

INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Greek ano teleia (U+0387) is canonically the middle dot.
BULLETS = "•◦▪▫■□●○‣⁃∙·\u0387"
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
UNIT = re.compile(
    rf"""
    (?P<gap>   (?: ^[{INVISIBLE}]*[{BULLETS}] | \s ) [\s{INVISIBLE}{BULLETS}]* ) |
    # Plain ASCII folds to itself; its last letter is left out where something follows that may combine with it.
    (?P<plain> (?: [!-_a-~] | [ ](?=[!-_a-~]) )+ (?![^\x00-\x7f]) ) |
    (?P<other> . [{ACCENTS}{INVISIBLE}]* )
    """,
    re.VERBOSE | re.DOTALL,
)
WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:'[^\W_]+)*|\S")
UNSEEN = re.compile(f"[{INVISIBLE}]")
FOLDS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛‹›′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑‒–—―⁃−﹘﹣－", "-"),
        **{ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"},
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is for matching; its character i stands for `starts[i]` to `ends[i]` of the text it was folded from."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> Span:
        """What the folded characters from `start` to `end` stand for: whole characters, a ligature too."""
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """White space and list bullets to one space, quotes and dashes to their plain forms, ligatures to letters.

    A bullet is one only after white space or at the start of the text. What nobody sees (soft hyphens, zero-width
    spaces) is left out; an accent is joined to its letter. Words, case, and letters that merely look alike are kept.
    """
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    for match in UNIT.finditer(text):
        start, end = match.span()
        if match.lastgroup == "plain":
            pieces.append(match.group())
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        letters = " " if match.lastgroup == "gap" else fold_letter(match.group())
        pieces.append(letters)
        starts.extend([start] * len(letters))
        ends.extend([end] * len(letters))
    return Folded("".join(pieces), starts, ends)


@lru_cache(maxsize=1024)
def fold_letter(letter: str) -> str:
    """One character with the accents that follow it."""
    composed = unicodedata.normalize("NFC", UNSEEN.sub("", letter))
    return unicodedata.normalize("NFC", composed.translate(FOLDS))


@dataclass(frozen=True, slots=True)
class Words:
    """The words and punctuation marks of a text in order, folded, with the offsets each of them came from."""

    words: tuple[str, ...]
    starts: array[int]
    ends: array[int]

    def cut(self, start: int, end: int) -> Words:
        return Words(self.words[start:end], self.starts[start:end], self.ends[start:end])


def split_words(text: str) -> Words:
    """Every word and mark. White space parts words, but its presence beside a mark makes no difference."""
    folded = fold(text)
    words: list[str] = []
    starts, ends = array("I"), array("I")
    for match in WORD.finditer(folded.text):
        words.append(match.group())
        starts.append(folded.starts[match.start()])
        ends.append(folded.ends[match.end() - 1])
    return Words(tuple(words), starts, ends)
