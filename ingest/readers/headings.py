"""Whether words can be a heading, where a format says nothing of it but how they look."""

from __future__ import annotations

import re

from ingest.readers.text import A_RULE, LEADS_ON

CLOSED = re.compile(r"[.:;,…][\"'”’)\]]*$")
LONGEST = 100  # characters


def can_head(text: str, before: str) -> bool:
    """Words that do not end as a sentence does, state no rule, and that no lead-in introduces."""
    return is_short(text, LONGEST) and not (LEADS_ON.search(text) or before.endswith(":"))


def is_short(text: str, longest: int) -> bool:
    """Words, not too many of them, that do not end as a sentence does and state no rule."""
    if len(text) > longest or CLOSED.search(text[-8:]) or A_RULE.match(text):
        return False
    return any(map(str.isalpha, text))
