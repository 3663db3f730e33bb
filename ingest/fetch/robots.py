"""robots.txt as RFC 9309 has it: the groups that name us or those for everyone; in them the longest rule that fits.

The standard library's parser takes the first rule that matches instead, and knows no wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import punctuation
from urllib.parse import quote, urlsplit

MOST_BYTES = 500 * 1024  # what the RFC has a crawler read at least
ENCODED = re.compile(r"%([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Rule:
    allow: bool
    path: str

    def matches(self, path: str) -> bool:
        """Whether the rule's pieces, between its wildcards, stand in the path in their order."""
        first, *pieces = (self.path[:-1] if self.path.endswith("$") else f"{self.path}*").split("*")
        if not pieces:
            return path == first
        last = pieces.pop()
        if not path.startswith(first) or not path[len(first) :].endswith(last):
            return False
        at, end = len(first), len(path) - len(last)
        for piece in pieces:
            if (found := path.find(piece, at, end)) < 0:
                return False
            at = found + len(piece)
        return True


def may_fetch(robots: str, agent: str, url: str) -> bool:
    """Whether a robots.txt lets an agent fetch an address."""
    parts = urlsplit(url)
    path = normal(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
    matching = [rule for rule in rules_for(robots, agent) if rule.matches(path)]
    # Where an allowing and a forbidding rule are as long, the allowing one is to be used.
    best = max(matching, key=lambda rule: (len(rule.path), rule.allow), default=None)
    return best is None or best.allow


def rules_for(robots: str, agent: str) -> list[Rule]:
    """The rules of every group for the agent, or else of every group for "*"."""
    found: dict[str, list[Rule]] = {}
    for agents, rule in groups(robots):
        for name in agents:
            found.setdefault(name, []).extend(rule)
    return found.get(agent.casefold(), found.get("*", []))


def groups(robots: str) -> Iterator[tuple[list[str], list[Rule]]]:
    """Each group's agents and rules; the lines that are neither are passed over, as the RFC wants it."""
    agents: list[str] = []
    rules: list[Rule] | None = None
    for line in robots.removeprefix("\ufeff").splitlines():
        key, _, value = (part.strip() for part in line.split("#")[0].partition(":"))
        key = key.casefold()
        if key == "user-agent":
            if rules is not None:
                yield agents, rules
                agents, rules = [], None
            agents.append(re.split(r"[/\s]", value.casefold())[0])
        elif key in ("allow", "disallow") and agents:
            rules = [] if rules is None else rules
            if value:
                rules.append(Rule(key == "allow", normal(value)))
    if agents:
        yield agents, rules or []


def normal(path: str) -> str:
    """A path as it is compared: %7E and ~ are the same, and so are é and %C3%A9; %2F is not /."""
    return ENCODED.sub(plain, quote(path, safe=punctuation))


def plain(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else match[0].upper()
