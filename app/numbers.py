"""Whether a question asks for standards by number, and which: decided before anything is searched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

DECIMAL = r"\d{1,2}(?:\.\d{1,2}){1,3}(?!\d|[./:,]\d)"
NUMBER = rf"(?<![\d.,/:£$€-]){DECIMAL}"
UNIT = (
    r"\s*(?:%|°|(?:per\s?cent|percent|hours?|hrs?|h|days?|weeks?|months?|years?|yrs?|minutes?|mins?|seconds?|mcg|mg|kg|g|ml|"
    r"l|litres?|mm|cm|km|m|miles?|metres?|feet|ft|stone|pounds?|p|k|million|billion|thousand|am|pm|degrees?|mmol|times|"
    r"stars?|out of|mb|gb|ghz)\b)"
)
JOINT = r"\s*(?:,\s*and|,|and|&|or|;|/)\s*(?:standards?\s+)?"
TO = r"\s*(?:to|until|through|-)\s*"
ONE = rf"{NUMBER}(?:{TO}{DECIMAL})?"
CLUSTER = re.compile(rf"{ONE}(?:{JOINT}{ONE})*(?!{UNIT})")
RANGE = re.compile(rf"({NUMBER})(?:{TO}({DECIMAL}))?")
CUE = re.compile(r"(?:\b(?:standards?|stds?|scpe|rules?|numbers?|nos?\.?)|§+)\s*(?:numbers?|nos?\.?|#)?\s*:?\s*$")
CUE_BEHIND = re.compile(r"\s*(?:of|in|from)\s+(?:the\s+|our\s+|your\s+)?(?:hcpc\s+)?(?:standards|scpe)\b")
# "standard 5", but not "standard 12 lead": what follows must end the phrase or speak of the standard.
CHAPTERS = re.compile(
    r"\b(?:standards?|scpe)\s+(?:numbers?\s+)?(\d{1,2}(?:(?:\s*,\s*|\s+and\s+|\s+or\s+|\s*&\s*)\d{1,2})*)(?![\d.]*\d)"
    r"(?=\s*(?:$|[?!.,;:()]|(?:about|and|are|covers?|does|in|is|means?|of|on|or|please|requires?|says?|standards?)\b))"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FOLD = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "\u00a0": " ", "\u202f": " "})
# What a question about a number is made of besides the number. If nothing else is left, it asks for the standard.
FILLER = frozenset(
    """
    a about and are be became become becomes been by called can change changed changes cite content could
    current d define did do does edition exact exactly exist exists explain find for force from full get give
    had happened has hcpc help how i in is it its know latest let like ll look looking m me mean meaning means
    more my need new no nos now number numbered numbers of old on one or our para paragraph part please point
    provide put quote quoted re read recite regarding replace replaced replaces reproduce require required
    requirement requirements requires rule rules s say saying says scpe section see show since standard
    standards state stated states std stds still tell text that the their them there they this title to up us
    ve verbatim version want was we what whats where which with word worded wording words would write written
    you your
    """.split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Numbers in the order asked: "5.1" for a standard, "5" for all of standard 5."""

    numbers: tuple[str, ...]
    edition: str | None
    titles: tuple[str, ...]
    """Of the sets of standards that the question names; empty if it names none."""


def asked_numbers(question: str, editions: Collection[str] = (), titles: Collection[str] = ()) -> Asked | None:
    """The standards that a question asks for by number, or None if it is to be searched.

    A number counts if a word such as "standard" stands at it, or if the question holds nothing else of substance;
    a quantity, a date or a score in an everyday question does not.
    """
    folded = question.translate(FOLD).casefold()
    clusters, chapters = list(CLUSTER.finditer(folded)), list(CHAPTERS.finditer(folded))
    if not clusters and not chapters:
        return None
    named = tuple(title for title in titles if names(folded, title))
    edition = next((year for year in YEAR.findall(folded) if year in editions), None)
    only = not residue(folded, titles)
    spans = [c for c in clusters if only or CUE.search(folded[: c.start()]) or CUE_BEHIND.match(folded, c.end())]
    found = [(c.start(), number) for c in spans for number in expand(c.group())]
    found += [(match.start(), number) for match in chapters for number in re.findall(r"\d+", match[1])]
    numbers = tuple(dict.fromkeys(number for _, number in sorted(found, key=lambda pair: pair[0])))
    return Asked(numbers, edition, named) if numbers else None


def expand(cluster: str) -> Iterator[str]:
    """1.8, 1.9 and 1.10 for "1.8 to 1.10"; a range that does not rise is taken as its two ends."""
    for first, last in RANGE.findall(cluster):
        chapter, start = first.rsplit(".", 1)
        if last and last.rsplit(".", 1)[0] == chapter and int(start) < int(last.rsplit(".", 1)[1]):
            yield from (f"{chapter}.{n}" for n in range(int(start), int(last.rsplit(".", 1)[1]) + 1))
        else:
            yield from filter(None, (first, last))


def residue(folded: str, titles: Collection[str]) -> set[str]:
    """The words of a question that are neither numbers nor what a question about a number is made of."""
    words = set(re.findall(r"[^\W\d_]+", folded))
    return words - FILLER - {word for title in titles for word in (*title_words(title), initials(title))}


def names(folded: str, title: str) -> bool:
    """Whether a question names a set of standards: by its title, without the profession it is for, or by SCPE."""
    kind = re.split(r":|\bfor\b", title.casefold())[0].strip()
    return kind in folded or initials(title) in re.findall(r"[^\W\d_]+", folded)


def initials(title: str) -> str:
    """SCPE; of "Standards of proficiency: occupational therapists" only what stands before the profession: not SPOT."""
    return "".join(word[0] for word in title_words(title.partition(":")[0]) if word not in {"and", "for", "of", "the"})


def title_words(title: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", title.casefold())
