"""Fixed words and addresses for a person who says that they are in distress, or that a concern is raised about them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.types import Notice
from ingest.normalise import fold

FILE = Path(__file__).parent / "data" / "pointers.toml"
SAID_BY_OTHERS = re.compile(r"\"[^\"]*\"|(?<!\w)'.*?'(?!\w)")
SHORT = {"can't": "can not", "cant": "can not", "cannot": "can not", "dont": "do not", "im": "i am", "ive": "i have"}
ENDINGS = {"n't": "not", "'m": "am", "'ve": "have", "'d": "would"}
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.?!;:]")
SMALL = frozenset(
    """
    a actually all already also an anonymously completely constantly currently even falsely formally honestly just
    literally maliciously now only quite really recently seriously simply so still the totally unfairly very
    wrongly
    """.split()
)


@dataclass(frozen=True, slots=True)
class Pointer:
    notice: Notice
    said: re.Pattern[str]


def notices_for(question: str) -> tuple[Notice, ...]:
    """The pointers that a question calls for, in the order of their file; nothing for most questions.

    Only what is said in the first person counts, and nothing in quotation marks. In doubt a pointer is shown: one too
    many costs a line.
    """
    words = plain(SAID_BY_OTHERS.sub(" ", fold(question).text))
    return tuple(pointer.notice for pointer in pointers() if pointer.said.search(words))


def plain(text: str) -> str:
    """The words in small letters, each with a space behind it; short forms in full, small words left out.

    The end of a sentence is a word too, so that nothing is found across it.
    """
    words = " ".join(map(in_full, WORD.findall(text.casefold()))).split()
    return "".join(f"{word} " for word in words if word not in SMALL)


def in_full(word: str) -> str:
    if word in SHORT:
        return SHORT[word]
    return next((f"{word.removesuffix(end)} {full}" for end, full in ENDINGS.items() if word.endswith(end)), word)


@cache
def pointers() -> tuple[Pointer, ...]:
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["pointer"]
    return tuple(
        Pointer(
            Notice(entry["kind"], entry["text"]), re.compile(rf"(?<!\S)(?:{'|'.join(map(pattern, entry['said']))})")
        )
        for entry in entries
    )


def pattern(said: str) -> str:
    """What finds "I am|was very? lost" in plain words: each word, or one of its alternatives, or with "?" none."""
    return "".join(f"(?:{one_of(word.removesuffix('?'))}){'?' * word.endswith('?')}" for word in said.split())


def one_of(words: str) -> str:
    return "|".join(map(re.escape, map(plain, words.split("|"))))
