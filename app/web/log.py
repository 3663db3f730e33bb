"""What a running server says on standard error: a line of JSON for each event, or plain words to a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime

AS_IT_IS = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes another for every line
Tell = Callable[..., None]
"""tell, or silent."""


def tell(event: str, words: str = "", **fields: object) -> None:
    """One line of JSON with the time; at a terminal the words alone, and nothing where there are none.

    No field may hold what someone typed: no question, no path of an unknown address, no header.
    """
    if sys.stderr.isatty():
        if words:
            print(words, file=sys.stderr)
        return
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
    sys.stderr.write(f"{AS_IT_IS.encode(line)}\n")
    sys.stderr.flush()


def silent(event: str, words: str = "", **fields: object) -> None:
    """Nothing."""
