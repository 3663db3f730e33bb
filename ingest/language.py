"""The language of a text, told by its commonest words: English, Welsh, or not known."""

from __future__ import annotations

import re

# Function words that are no words of the other language: not "a", "am", "at", "i", "o" or "on".
WORDS = {
    "en": frozenset(
        "and are be been but by can could for from has have if in is it its may must not of or should that the their "
        "there these they this to was we were when which who will with would you your".split()
    ),
    "cy": frozenset(
        "ac ar bod byddwch bydd chi chwi ddim dylech eich ei eu fod gael gall gallwch gan gellir gyda hefyd hon hwn "
        "hyn iawn mae maent n neu nid nad oes oedd os r rhaid rhai rydych sy sydd un wedi wrth y ydych ydyw yn yr "
        "yw".split()
    ),
}
WORD = re.compile(r"[^\W\d_]+")
ENOUGH = 5  # function words; a heading or an address holds fewer
SHARE = 0.15  # of all words; running text has .3 to .5 in its own language and next to none in another
SAMPLE = 100_000  # characters that are looked at
LEAD = 3  # times as many as the other language has


def detect(text: str) -> str | None:
    """The code "en" or "cy"; None where the text is too short, mixed, or in another language."""
    words = [word.casefold() for word in WORD.findall(text[:SAMPLE])]
    counts = {language: sum(word in known for word in words) for language, known in WORDS.items()}
    best, other = sorted(counts, key=lambda language: counts[language], reverse=True)
    found = counts[best]
    if found < ENOUGH or found < SHARE * len(words) or found < LEAD * counts[other]:
        return None
    return best
