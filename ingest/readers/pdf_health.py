"""Whether the text that was found on a page can be what the page shows, as far as the text itself tells."""

from __future__ import annotations

import re
from itertools import pairwise

FEWEST_LETTERS = 60  # on a page: of fewer a share says nothing
FEWEST_SPACES, MOST_SPACES = 0.06, 0.35  # of letters and spaces; English prose has 0.17, in words of 2 letters 0.33
LONGEST_WORD = 30  # letters
WORD = re.compile(r"[^\W\d_]+")
ADDRESS = re.compile(r"[/@]|www\.")
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


def fault(text: str) -> str | None:
    """What is wrong with the text of a page, None if nothing is."""
    if DOUBTFUL.search(text) and (lost := LOST.search(text)):
        around = text[max(lost.start() - 15, 0) : lost.end() + 15]
        return f"has letters that cannot be told ({around!a})"
    tokens = text.casefold().split()
    if ADDRESS.search(text):
        tokens = [token for token in tokens if not ADDRESS.search(token)]
    words = WORD.findall(" ".join(tokens))
    if broken := BROKEN_WORDS.intersection(words) or set(map(" ".join, BROKEN_PAIRS.intersection(pairwise(words)))):
        return f"has lost the letters ff, fi or fl ('{min(broken)}')"
    if run_together := next((word for word in words if len(word) >= LONGEST_WORD), None):
        return f"has lost the spaces between words ('{run_together[:LONGEST_WORD]}')"
    letters = sum(map(len, words))
    worded = sum(map(bool, map(WORD.search, tokens)))
    share = worded / (worded + letters or 1)
    if letters >= FEWEST_LETTERS and not FEWEST_SPACES <= share <= MOST_SPACES:
        return f"has too {'few' if share < FEWEST_SPACES else 'many'} spaces for the words of a language"
    return None
