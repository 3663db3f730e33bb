"""Whether the text that was found on a page can be what the page shows, as far as the text itself tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

FEWEST_LETTERS = 60  # on a page: of fewer a share says nothing
FEWEST_SPACES, MOST_SPACES = 0.06, 0.35  # of words and letters; English prose has 0.17, words of 2 letters 0.33
LONGEST_WORD = 30  # letters
WORD = re.compile(r"[^\W\d_]+")
ADDRESS = ("/", "@", "www.")  # what is part of addresses, which hold no words
DOUBTFUL = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")
# A glyph of a font's own may be an arrow or a tick, but not in the middle of a word.
LOST = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]|[^\W\d_][\ue000-\uf8ff]|[\ue000-\uf8ff][^\W\d_]")
LIGATURE = re.compile("ffi|ffl|ff|fi|fl")
COMMON = """
    confidential confidentially confidentiality confident confidence specific specifically specified identified
    identifiable identification defined definition benefits beneficial officer officers official sufficient
    sufficiently efficient difficult difficulty difficulties significant significantly scientific qualified
    qualification qualifications certificate certificates satisfied clarified classified financial conflict conflicts
    reflect reflects reflection influence flexible effective effectively different difference differences affected
    briefing justified notified modified
""".split()
# "condentiality" and "con dentiality" are no words, nor is any other of these.
BROKEN_WORDS = {LIGATURE.sub("", word) for word in COMMON}
BROKEN_PAIRS = {tuple(LIGATURE.split(word)) for word in COMMON}
SECOND_HALVES = {pair[1] for pair in BROKEN_PAIRS}  # few of them are words, unlike the first: "in uence"


def fault(text: str) -> str | None:
    """What is wrong with the text of a page, None if nothing is."""
    if DOUBTFUL.search(text) and (lost := LOST.search(text)):
        around = text[max(lost.start() - 15, 0) : lost.end() + 15]
        return f"has letters that cannot be told ({around!a})"
    prose = text.casefold()
    if any(sign in prose for sign in ADDRESS):
        prose = " ".join(token for token in prose.split() if not any(sign in token for sign in ADDRESS))
    words = WORD.findall(prose)
    if broken := BROKEN_WORDS.intersection(words) or broken_pairs(words):
        return f"has lost the letters ff, fi or fl ('{min(broken)}')"
    longest = max(words, key=len, default="")
    if len(longest) >= LONGEST_WORD:
        return f"has lost the spaces between words ('{longest[:LONGEST_WORD]}')"
    letters = sum(map(len, words))
    share = len(words) / (len(words) + letters or 1)
    if letters >= FEWEST_LETTERS and not FEWEST_SPACES <= share <= MOST_SPACES:
        return f"has too {'few' if share < FEWEST_SPACES else 'many'} spaces for the words of a language"
    return None


def broken_pairs(words: Sequence[str]) -> set[str]:
    if SECOND_HALVES.isdisjoint(words):
        return set()
    return {" ".join(pair) for pair in pairwise(words) if pair in BROKEN_PAIRS}
