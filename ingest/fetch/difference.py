"""What two versions of a document say differently: paragraphs, lists and tables, each whole, and standards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from ingest.fetch.types import Difference
from ingest.standards import find_standards
from ingest.types import Document, Span
from ingest.wholes import Group, whole_groups

ALIKE = 0.5  # share of words from which two texts are one that was changed


def differences(before: Document, after: Document) -> Difference:
    """White space apart; what only moved is no difference.

    It is told in the smallest wholes, and not in passages: a change to one changes which are shown together.
    """
    old, new = groups_of(before), groups_of(after)
    removed, added, changed = text_differences(texts(before, old), texts(after, new))
    were, are = rules(before, old), rules(after, new)
    return Difference(
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        standards_added=tuple(number for number in are if number not in were),
        standards_removed=tuple(number for number in were if number not in are),
        standards_changed=tuple(number for number in are if number in were and are[number] != were[number]),
    )


def text_differences(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Texts that are gone, texts that are new, and pairs of a text before and after."""
    gone, fresh = Counter(old) - Counter(new), Counter(new) - Counter(old)
    removed: list[str] = []
    added: list[str] = []
    changed: list[tuple[str, str]] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        here = taken(old[i:i_end], gone)
        for text in taken(new[j:j_end], fresh):
            earlier = next((other for other in here if alike(other, text)), None)
            if earlier is None:
                added.append(text)
            else:
                here.remove(earlier)
                changed.append((earlier, text))
        removed += here
    return removed, added, changed


def taken(texts: Sequence[str], wanted: Counter[str]) -> list[str]:
    """The texts that are wanted, each as often as it is."""
    found = []
    for text in texts:
        if wanted[text]:
            wanted[text] -= 1
            found.append(text)
    return found


def alike(one: str, other: str) -> bool:
    first, second = Counter(one.casefold().split()), Counter(other.casefold().split())
    return (first & second).total() >= ALIKE * max(first.total(), second.total())


def groups_of(document: Document) -> list[Group]:
    return [group for _, group in whole_groups(document)]


def texts(document: Document, groups: Sequence[Group]) -> list[str]:
    return [folded(document, Span(group[0].span.start, group[-1].span.end)) for group in groups]


def rules(document: Document, groups: Sequence[Group]) -> dict[str, list[str]]:
    """The words of each standard, wherever the document has it."""
    found: dict[str, list[str]] = {}
    for standard in find_standards(document, groups):
        found.setdefault(standard.number, []).append(folded(document, standard.span))
    return found


def folded(document: Document, span: Span) -> str:
    return " ".join(document.slice(span).split())
