"""What was changed, word by word, and how grave it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Literal

from app.verification.quotation import NUMBER
from app.verification.verdict import Change, Operation, Weight
from ingest.normalise import Words

Step = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

NEGATIONS = frozenset("no not never none nothing nobody nor neither without cannot non".split())
MODALS = frozenset(
    """must should shall may might can could will would ought need needs needed require requires required
    recommend recommends recommended advise advised expect expects expected""".split()
)
CONDITIONS = frozenset(
    """only unless if except excepting until till when whenever whether provided providing where wherever while
    before after once otherwise always""".split()
)
NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve hundred thousand once twice half
    first second third""".split()
)
PARTIES = frozenset(
    """user users carer carers colleague colleagues registrant registrants employer employers patient patients
    client clients professional professionals student students supervisor supervisors public people person
    profession regulator union unions you your yours we our us they their them""".split()
)
KINDS: tuple[tuple[Weight, Callable[[str], bool]], ...] = (
    ("negation", lambda word: word in NEGATIONS or word.endswith("n't")),
    ("modal", MODALS.__contains__),
    ("condition", CONDITIONS.__contains__),
    ("standard number", lambda word: bool(NUMBER.fullmatch(word))),
    ("number", lambda word: word in NUMBERS or any(map(str.isdigit, word))),
    ("party", PARTIES.__contains__),
)


def steps(source: Sequence[str], quotation: Sequence[str]) -> list[Step]:
    """The operations that lead from the source's words to the quotation's; its first letter may have either case."""
    other = quotation[0][0].swapcase() + quotation[0][1:]
    if quotation[0] not in source and other in source:
        quotation = [other, *quotation[1:]]
    return SequenceMatcher(None, source, quotation, autojunk=False).get_opcodes()


def changed_words(found: Sequence[Step]) -> int:
    return sum(b - a + d - c for kind, a, b, c, d in found if kind != "equal")


def operations(found: Sequence[Step], source: str, s: Words, quotation: str, q: Words) -> tuple[Operation, ...]:
    """Each step with the letters it is made of; what stands between two words goes with the first of them."""
    s_cuts, q_cuts = cuts(s), cuts(q)
    return tuple(
        Operation(kind, quotation[q_cuts[c] : q_cuts[d]], source[s_cuts[a] : s_cuts[b]]) for kind, a, b, c, d in found
    )


def cuts(words: Words) -> list[int]:
    """The offset at which each word's stretch of text begins, and at last the end of the text."""
    return [*words.starts, words.ends[-1]]


def changes(found: Sequence[Step], source: str, s: Words, quotation: str, q: Words) -> tuple[Change, ...]:
    return tuple(
        Change(weigh(q.words[c:d], s.words[a:b]), phrase(quotation, q.cut(c, d)), phrase(source, s.cut(a, b)))
        for kind, a, b, c, d in found
        if kind != "equal"
    )


def phrase(text: str, words: Words) -> str:
    return text[words.starts[0] : words.ends[-1]] if words.words else ""


def weigh(quotation: Sequence[str], source: Sequence[str]) -> Weight:
    """The gravest kind of word among those that only one side has; where only capitals differ, none is grave."""
    quoted, said = [word.lower() for word in quotation], [word.lower() for word in source]
    if quoted == said:
        return "word"
    here, there = Counter(quoted), Counter(said)
    words = set(chain(here - there, there - here)) or set(here)
    for weight, held in KINDS:
        if any(held(word) for word in words):
            return weight
    return "word" if any(map(str.isalnum, "".join(words))) else "punctuation"
