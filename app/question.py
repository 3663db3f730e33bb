"""What can be asked: text, of a bounded length."""

from __future__ import annotations

import re

from ingest.errors import QuestionRefused

LONGEST_QUESTION = 2000  # code points
PASSAGES, MOST_PASSAGES = 5, 20  # shown unless asked otherwise, and at most
NOT_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL and lone surrogates, which some doors could not carry


def check_question(question: str) -> str:
    """The question without the white space around it; an error, which does not repeat it, if it cannot be asked."""
    question = question.strip()
    if not question:
        raise QuestionRefused("The question is empty.", do="Ask in a few everyday words.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionRefused(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read.", do="Shorten it."
        )
    if NOT_TEXT.search(question):
        raise QuestionRefused("The question holds characters that are not text.", do="Type it again as plain text.")
    return question
