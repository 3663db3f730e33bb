"""Why there is no passage, in words that a person can use: what to try, where to look, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from app.types import Elsewhere
from index.terms import tokenise

TOO_LITTLE = "These words alone say too little to look up. Say in a sentence what you want to do or know."
OUTSIDE = "Nothing in these documents answers this."
WHOM_TO_ASK = (
    "Ask the HCPC’s policy team (https://www.hcpc-uk.org/contact-us/policy), "
    "your professional body, your union or your employer."
)


def reason(question: str, elsewhere: Sequence[Elsewhere]) -> str:
    """Why nothing is shown for a question that was searched, where the answer may be, and whom to ask."""
    if not tokenise(question):
        return TOO_LITTLE
    pointers = [f"“{document.title}”" + (f" ({document.url})" if document.url else "") for document in elsewhere]
    likely = f" It may be in {' or in '.join(pointers)}, not held here." if pointers else ""
    return f"{OUTSIDE}{likely} {WHOM_TO_ASK}"
