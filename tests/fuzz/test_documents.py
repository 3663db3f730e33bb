"""The fuzz command itself: the same damage for the same seed, and a verdict on each file."""

from __future__ import annotations

import pytest

from tests.fuzz import documents
from tests.fuzz.documents import damaged, judge
from tests.fuzz.seeds import seeds

pytestmark = pytest.mark.slow


def test_a_few_damaged_files_of_each_kind_are_read_or_refused() -> None:
    files = seeds()
    outcomes = [judge(number, "test", files) for number in range(3 * len(files))]
    assert {outcome.became for outcome in outcomes} == {"read", "refused"}, [outcome.trace for outcome in outcomes]
    assert {outcome.kind for outcome in outcomes} == {file.media_type for file in files}


def test_the_same_seed_does_the_same_damage() -> None:
    files = seeds()
    assert damaged(3, "test", files) == damaged(3, "test", files)
    assert damaged(3, "test", files) != damaged(3, "other", files)


def test_any_other_exception_is_a_failure_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "document_of", lambda *_: 1 // 0)
    outcome = judge(0, "test", seeds())
    assert outcome.became == "ZeroDivisionError"
    assert "1 // 0" in outcome.trace
