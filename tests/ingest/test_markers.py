"""The marks in front of list items: which they are, and that no words are taken for one."""

from __future__ import annotations

import pytest

from ingest.markers import ITEM_MARKER, MARKER


@pytest.mark.parametrize("marker", "• - 1. 12) (a) iv. 120. -1. A. ab. XXVIII. mmmcmxcix.".split())
def test_an_item_may_have_any_number(marker: str) -> None:
    assert ITEM_MARKER.sub("", f"{marker} Be kind. A. Smith said so.") == "Be kind. A. Smith said so."


WORDS = ["Be kind.", "1.1 You must", "See part a. below", "Co-operate. Always.", "Ask. Then post.", "1.", "-"]


@pytest.mark.parametrize("words", WORDS)
def test_words_are_no_marker(words: str) -> None:
    assert ITEM_MARKER.sub("", words, count=1) == words


@pytest.mark.parametrize("line", ["A. Smith said so.", "120. Street", "Ask. Then post."])
def test_a_line_of_plain_text_needs_a_plainer_marker(line: str) -> None:
    assert not MARKER.match(line)
