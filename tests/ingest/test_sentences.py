"""Where a sentence ends, and where a full stop does not end one."""

from __future__ import annotations

import pytest

from ingest.sentences import split_sentences
from ingest.types import Span


def split(*blocks: str, rules: tuple[int, ...] = ()) -> list[str]:
    text, spans = "", []
    for block in blocks:
        spans.append(Span(len(text), len(text) + len(block)))
        text += block + "\n\n"
    starts = {spans[i].start for i in rules}
    return [text[span.start : span.end] for span in split_sentences(text, spans, starts)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Think.", "Then post."],
        ["Is it true?", "“Yes.”", "Good!"],
        ["Ask Dr. Smith, e.g. by letter.", "Then wait."],
        ["Keep on posting!", "We know that registrants do."],
        ["Écoutez.", "Élargissez."],
        ["It costs 3.50 in all."],
        ["See 5.1. below"],
        ["8.1. You must be open.", "You must say so."],
        ["1. Carry a wick.", "A. Smith does."],
    ],
)
def test_sentences_end_where_a_reader_says_they_do(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_sentence_runs_through_the_list_it_introduces() -> None:
    assert split("Be kind. They must accept:", "• the risk;", "• the cost.", "Then post.") == [
        "Be kind.",
        "They must accept:\n\n• the risk;\n\n• the cost.",
        "Then post.",
    ]


def test_a_quoted_rule_is_a_sentence_of_its_own() -> None:
    assert split("Our standards say:", "You must be kind (5.1)", rules=(1,)) == [
        "Our standards say:",
        "You must be kind (5.1)",
    ]
