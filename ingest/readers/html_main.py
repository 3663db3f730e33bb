"""Which element of an HTML page is its main content, and the way through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ingest.readers.html_furniture import HEADINGS, holds_content, is_left_out, opened_ids

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    LeftOut = Callable[[LexborNode], bool]

AROUND = frozenset({"aside", "footer", "header"})
"""Furniture where nothing marks the main content; inside marked main content they belong to it."""
AROUND_IDS = re.compile(
    r"(?:(?:site|page|global|main|top|left|right|bottom)[-_]?)?"
    r"(?:header|footer|masthead|nav|navbar|navigation|menu|side[-_]?bar|topbar)(?:[-_]?(?:wrapper|container|inner))?",
    re.IGNORECASE,
)
"""The same of pages from before there were such elements. A class of such a name may be that of a part of the text."""
RUNNING = frozenset("address blockquote caption dd dt figcaption li p pre td th".split()) | HEADINGS
NESTING = frozenset("article center div form section table tbody td tr".split())
MOST = 0.9  # of a page's words outside links: the smallest element that holds as many is its main content
LONGEST_ID = 40  # characters of an element's id that are looked at
OUTSIDE = 0.25  # what a word counts that stands in no paragraph, list, table or heading


def main_contents(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, LeftOut]]:
    """The elements that may be the main content, the likeliest first, each with what is left out of it."""
    if tree.body is None:
        return
    left_out = partial(is_left_out, opened=opened_ids(tree))
    if mains := marked(tree.body, left_out, is_main):
        yield max(mains, key=lambda pair: pair[0])[1], left_out
    if articles := marked(tree.body, left_out, is_article):
        most, article = max(articles, key=lambda pair: pair[0])
        # Several articles of a like size are a list of teasers.
        if 2 * most > sum(size for size, _ in articles):
            yield article, left_out
    around = partial(is_around, left_out=left_out)
    yield densest(tree.body, around), around


def is_main(node: LexborNode) -> bool:
    return node.tag == "main" or node.attributes.get("role") == "main"


def is_article(node: LexborNode) -> bool:
    return node.tag == "article"


def marked(body: LexborNode, left_out: LeftOut, is_mark: Callable[[LexborNode], bool]) -> list[tuple[int, LexborNode]]:
    """The outermost elements that bear a mark, each with the number of words in it."""
    found: list[tuple[int, LexborNode]] = []
    count = 0
    inside: LexborNode | None = None
    for node, opens in walk(body, left_out):
        if node.tag == "-text":
            count += len((node.text_content or "").split()) if inside is not None else 0
        elif inside is None and opens and is_mark(node):
            inside, count = node, 0
        elif inside is not None and not opens and node.mem_id == inside.mem_id:
            found.append((count, node))
            inside = None
    return found


def is_around(node: LexborNode, left_out: LeftOut) -> bool:
    return left_out(node) or ((node.tag in AROUND or has_id_around(node)) and not holds_content(node))


def has_id_around(node: LexborNode) -> bool:
    return node.tag in NESTING and bool(AROUND_IDS.fullmatch((node.attributes.get("id") or "")[:LONGEST_ID]))


def walk(root: LexborNode, left_out: LeftOut) -> Iterator[tuple[LexborNode, bool]]:
    """What is quoted of an element and below it: each node when it opens (True), and elements when they close."""
    path: list[tuple[LexborNode, LexborNode | None]] = []
    node: LexborNode | None = root
    while node is not None or path:
        if node is None:
            parent, node = path.pop()
            yield parent, False
            continue
        after = node.next if path else None
        if left_out(node):
            node = after
            continue
        yield node, True
        if node.tag == "-text":
            node = after
        else:
            path.append((node, after))
            node = node.first_child


def densest(body: LexborNode, left_out: LeftOut) -> LexborNode:
    """The smallest element that holds nearly all running text, and a title if the page has one."""
    weights = [0.0]
    heaviest: dict[int, tuple[float, LexborNode]] = {}
    linked = running = 0
    for node, opens in walk(body, left_out):
        if node.tag == "-text":
            count = 0 if linked else len((node.text_content or "").split())
            weights[-1] += count if running else count * OUTSIDE
            continue
        step = 1 if opens else -1
        linked += step * (node.tag == "a")
        running += step * (node.tag in RUNNING)
        if opens:
            weights.append(0)
        else:
            weight = weights.pop()
            weights[-1] += weight
            note_heaviest(heaviest, node, weight)
    found, titled = body, holds_content(body)
    while inside := heaviest.get(found.mem_id):
        weight, node = inside
        if weight < MOST * weights[0] or node.tag not in NESTING or (titled and not holds_content(node)):
            break
        found = node
    return found


def note_heaviest(heaviest: dict[int, tuple[float, LexborNode]], node: LexborNode, weight: float) -> None:
    parent = node.parent
    if parent is not None and weight > heaviest.get(parent.mem_id, (0, node))[0]:
        heaviest[parent.mem_id] = weight, node
