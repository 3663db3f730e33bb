"""Numbered rules that a document states or quotes, and how far each of them governs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.types import Block, Document, Span, Standard

N = r"\d{1,2}\.\d{1,2}"
NUMBER_FIRST = re.compile(rf"(?:[•◦▪*–-]\s+)?({N})[.:]?\s+(?=\S)")
NUMBER_LAST = re.compile(rf"\(({N})\)[.”\"’']*$")
NUMBER_AND_STOP = re.compile(rf"\(({N})\)\.?$")
SENTENCE_START = re.compile(r"[.!?]\s+")
MUST = re.compile(r"\bmust\b")
SAID = re.compile(rf"\b[Ss]tandard\s+({N})\b[^.:‘“\"]*\bsays?:?\s*(?:‘[^’]+(?:’\w[^’]*)*’|“[^”]+”|\"[^\"]+\"|'[^']+')")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule before it is known how far it governs: blocks[first:after] hold it with its lead-in."""

    number: str
    span: Span
    first: int
    after: int


def find_standards(document: Document, groups: Sequence[Sequence[Block]]) -> tuple[Standard, ...]:
    """The rules in the blocks of a document's passages, in order.

    A rule governs what follows it in its section, up to the next rule; rules that stand one behind the other
    govern together what follows the last.
    """
    blocks = [block for group in groups for block in group]
    rules = [
        rule for start, group in zip(starts(groups), groups, strict=True) for rule in rules_in(document, group, start)
    ]
    found: list[Standard] = []
    end = 0
    for i in range(len(rules) - 1, -1, -1):
        rule, following = rules[i], rules[i + 1 : i + 2]
        stop = following[0].first if following else len(blocks)
        if not (following and stop <= rule.after and blocks[stop].section == blocks[rule.first].section):
            end = governed_end(blocks, rule, stop)
        scope = Span(blocks[rule.first].span.start, end)
        found.append(Standard(rule.number, document.source.standards, document.source.edition, rule.span, scope))
    return tuple(reversed(found))


def stated_in(standards: Sequence[Standard], span: Span) -> tuple[Standard, ...]:
    """Of a document's standards, in order, those whose words stand in a span."""
    first = bisect_left(standards, span.start, key=lambda standard: standard.span.start)
    return tuple(standards[first : bisect_left(standards, span.end, key=lambda standard: standard.span.start)])


def governing(standards: Sequence[Standard], span: Span) -> tuple[Standard, ...]:
    """Of a document's standards, in order, those that govern the whole of a span."""
    # Scopes both begin and end in order.
    first = bisect_left(standards, span.end, key=lambda standard: standard.scope.end)
    return tuple(standards[first : bisect_right(standards, span.start, key=lambda standard: standard.scope.start)])


def starts(groups: Sequence[Sequence[Block]]) -> Iterator[int]:
    place = 0
    for group in groups:
        yield place
        place += len(group)


def governed_end(blocks: Sequence[Block], rule: Rule, stop: int) -> int:
    """The end of the last block before `stop` in the rule's section."""
    last = rule.after
    while last < stop and blocks[last].section == blocks[rule.first].section:
        last += 1
    return blocks[last - 1].span.end


def rules_in(document: Document, group: Sequence[Block], start: int) -> Iterator[Rule]:
    """The rules of one passage, whose first block is number `start` of the document's.

    None in a document of which it is not known whose standards, and which edition, it quotes.
    """
    if not document.source.standards:
        return
    texts = [document.slice(block.span) for block in group]
    numbers = {i: match[1] for i, text in enumerate(texts) if (match := NUMBER_FIRST.match(text))}
    numbered = list(numbers)
    for i, after in zip(numbered, [*numbered[1:], len(group)], strict=False):
        lead_in = i - (i == numbered[0] and i > 0)
        span = Span(group[i].span.start, group[after - 1].span.end)
        yield Rule(numbers[i], span, start + lead_in, start + after)
    if not numbered:
        yield from (rule for i in range(len(group)) if (rule := quoted_rule(group, texts, i, start)))


def quoted_rule(group: Sequence[Block], texts: Sequence[str], i: int, start: int) -> Rule | None:
    """A rule with its number behind it, or in a sentence that says "Standard 6.3 ... says: '...'"."""
    block, text = group[i], texts[i]
    if i and texts[i - 1].endswith(":") and (match := NUMBER_LAST.search(text)):
        return Rule(match[1], block.span, start + i - 1, start + i + 1)
    if (match := NUMBER_AND_STOP.search(text)) and MUST.search(text, begin := last_sentence(text, match.start())):
        span = Span(block.span.start + begin, block.span.end)
    elif match := SAID.search(text):
        span = Span(block.span.start + match.start(), block.span.start + match.end())
    else:
        return None
    return Rule(match[1], span, start + i, start + i + 1)


def last_sentence(text: str, end: int) -> int:
    """Where the last sentence before an offset begins."""
    return max((match.end() for match in SENTENCE_START.finditer(text, 0, end)), default=0)
