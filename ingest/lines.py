"""Where in a TOML file an entry or a key begins. The parser does not say, so it is asked about ever longer pieces."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

Keys = Sequence[str | int]


def line_of_entry(text: str, table: str, entry: int, keys: Keys = ()) -> int:
    """The line, from 1, on which a key of an entry begins; of a key that is not there, the line of what lacks it."""
    found = list(entries(text, table))
    if entry >= len(found):
        return line_of_name(text, table)
    first, lines = found[entry]
    for length in range(len(keys), 0, -1):
        if (line := line_of_key(lines, (table, 0, *keys[:length]))) is not None:
            return first + line
    return first


def line_of_name(text: str, name: str) -> int:
    """The line of a top-level table or key."""
    match = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def entries(text: str, table: str) -> Iterator[tuple[int, list[str]]]:
    """Each [[table]] with the number of its first line. What looks like its header in a long string is none."""
    lines = text.split("\n")
    header = re.compile(rf"[ \t]*\[\[[ \t]*[\"']?{re.escape(table)}[\"']?[ \t]*\]\]")
    starts = [i for i, line in enumerate(lines) if header.match(line)]
    begin = None
    for start, end in pairwise([*starts, len(lines)]):
        begin = start if begin is None else begin
        if parsed("\n".join(lines[begin:end])) is not None:
            yield begin + 1, lines[begin:end]
            begin = None


def line_of_key(lines: Sequence[str], keys: Keys) -> int | None:
    """How many lines stand before the one on which a key, or an item of a list, begins."""
    before = 0
    for count, piece in enumerate(accumulate(lines, "{}\n{}".format), 1):
        # A list that is not closed yet holds the items so far.
        data = parsed(piece) or parsed(f"{piece}\n]")
        if data is not None and holds(data, keys):
            return before
        if data is not None:
            before = count
    return None


def parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def holds(data: Any, keys: Keys) -> bool:
    try:
        for key in keys:
            data = data[key]
    except (LookupError, TypeError):
        return False
    return True
