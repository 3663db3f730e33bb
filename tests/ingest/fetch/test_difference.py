"""What two versions of a document say differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import document_of
from ingest.fetch.difference import differences, text_differences
from ingest.fetch.types import Difference
from ingest.types import Document, Source

SOURCE = Source("a", "Rules", standards="Rules", edition="1")


def document(*paragraphs: str) -> Document:
    return document_of("\n\n".join(["Rules", *paragraphs]).encode(), SOURCE)


FIRST = "1.1 You must keep your ladder away from doors."
SECOND = "1.2 You must greet everyone you meet."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((FIRST, SECOND), (FIRST, SECOND), Difference()),
        ((FIRST, SECOND), ("1.1 You must keep your\nladder away\u00a0from doors.", SECOND), Difference()),
        (("Be kind.", "Speak up."), ("Speak up.", "Be kind."), Difference()),
        (("Be kind.",), ("Be kind.", "Speak up."), Difference(added=("Speak up.",))),
        (("Be kind.", "Be kind."), ("Be kind.",), Difference(removed=("Be kind.",))),
        (
            ("Be kind to everyone you meet.",),
            ("Be kind to everyone.",),
            Difference(changed=(("Be kind to everyone you meet.", "Be kind to everyone."),)),
        ),
        (("Be kind to all.",), ("Speak up.",), Difference(added=("Speak up.",), removed=("Be kind to all.",))),
        (
            (FIRST,),
            (FIRST.replace("away from", "clear of"), SECOND),
            Difference(
                added=(SECOND,),
                changed=((FIRST, FIRST.replace("away from", "clear of")),),
                standards_added=("1.2",),
                standards_changed=("1.1",),
            ),
        ),
        ((FIRST, SECOND), (SECOND,), Difference(removed=(FIRST,), standards_removed=("1.1",))),
    ],
)
def test_the_difference_is_told_in_wholes_and_numbers(
    before: tuple[str, ...], after: tuple[str, ...], expected: Difference
) -> None:
    assert differences(document(*before), document(*after)) == expected


def test_a_long_insertion_does_not_make_what_stands_around_it_different() -> None:
    """Rejects a difference of passages: from the insertion on, others are shown together than before."""
    paragraphs = [
        f"{word} of the rules says what it says, at some length, to everyone who reads it." for word in "ABCDEF"
    ]
    added = "Write it down. " * 20
    expected = Difference(added=(added.strip(),))
    assert differences(document(*paragraphs), document(paragraphs[0], added, *paragraphs[1:])) == expected


TEXTS = st.lists(st.text("ab ", max_size=4), max_size=8)


@given(TEXTS, TEXTS)
def test_the_difference_turns_one_version_into_the_other(old: list[str], new: list[str]) -> None:
    """Whatever the order: what stays, less what is gone, with what is new, is the new version."""
    removed, added, changed = text_differences(old, new)
    gone, fresh = [*removed, *(a for a, _ in changed)], [*added, *(b for _, b in changed)]
    left = list(old)
    for text in gone:
        left.remove(text)
    assert sorted([*left, *fresh]) == sorted(new)
    assert not set(gone) & set(fresh)
