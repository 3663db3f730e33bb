"""Text to terms: lower case, stemmed, stop words out, a standard's number kept whole."""

from __future__ import annotations

import re

import Stemmer

TERM = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
POSSESSIVE = re.compile(r"['’](?:s\b)?")
# Words that carry no topic. Modals and negations are among them: they decide what a rule means, not which rule it is.
STOP_WORDS = frozenset(
    """
    a about am an and any are as at be been being but by can could did do does doing don dont for from had has
    have having he her here hers him his how i if im in into is isn isnt it its ive just ll me my myself no
    nor not of off on or our ours out over own s shall she should so some such t than that the their them then
    there these they this those to too under until up ve very was we were what when where which while who whom
    whose why will with would you your yours
    """.split()
)


def tokenise(text: str) -> list[str]:
    """The terms of a text, in order, repeated as they stand."""
    return stemmed([word for word in words_of(text) if word not in STOP_WORDS])


def stems(text: str) -> list[str]:
    """The stem of every word of a text, stop words too."""
    return stemmed(words_of(text))


def words_of(text: str) -> list[str]:
    return TERM.findall(POSSESSIVE.sub("", text.casefold()))


def stemmed(words: list[str]) -> list[str]:
    # A stemmer is not safe to share between threads, and costs a microsecond to make.
    found: list[str] = Stemmer.Stemmer("english", 0).stemWords(words)
    return found
