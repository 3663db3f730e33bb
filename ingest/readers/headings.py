"""Whether words can be a heading, where a format says nothing of it but how they look."""

from __future__ import annotations

import re

from ingest.readers.text import A_RULE, LEADS_ON

CLOSED = re.compile(r"[.:;,…][\"'”’)\]]*$")
LONGEST = 100  # characters


def can_head(text: str, before: str, longest: int = LONGEST) -> bool:
    """Words that do not end as a sentence does, state no rule, and that no lead-in introduces."""
    if len(text) > longest or CLOSED.search(text[-8:]) or not any(map(str.isalpha, text)):
        return False
    return not (A_RULE.match(text) or LEADS_ON.search(text) or before.endswith(":"))
