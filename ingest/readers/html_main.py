"""Which element of an HTML page is its main content, and the way through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ingest.readers.html_furniture import HEADINGS, holds_content, is_left_out, opened_ids

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    LeftOut = Callable[[LexborNode], bool]

AROUND = frozenset({"aside", "footer", "header"})
"""Furniture where nothing marks the main content; inside marked main content they belong to it."""
RUNNING = frozenset("address blockquote caption dd dt figcaption li p pre td th".split()) | HEADINGS
NESTING = frozenset("article center div form section table tbody td tr".split())
MOST = 0.9  # of a page's words outside links: the smallest element that holds as many is its main content
OUTSIDE = 0.25  # what a word counts that stands in no paragraph, list, table or heading


def main_contents(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, LeftOut]]:
    """The elements that may be the main content, the likeliest first, each with what is left out of it."""
    left_out = partial(is_left_out, opened=opened_ids(tree))
    for marks in ("main, [role=main]", "article"):
        sizes = [(words(node, left_out), node) for node in tree.css(marks)]
        most, node = max(sizes, key=lambda pair: pair[0], default=(0, None))
        # Several articles of a like size are a list of teasers.
        if node is not None and (marks != "article" or 2 * most >= sum(size for size, _ in sizes)):
            yield node, left_out
    if tree.body is not None:
        around = partial(is_around, left_out=left_out)
        yield densest(tree.body, around), around


def is_around(node: LexborNode, left_out: LeftOut) -> bool:
    return left_out(node) or (node.tag in AROUND and not holds_content(node))


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


def words(root: LexborNode, left_out: LeftOut) -> int:
    return sum(len((node.text_content or "").split()) for node, _ in walk(root, left_out) if node.tag == "-text")


def densest(body: LexborNode, left_out: LeftOut) -> LexborNode:
    """The smallest element that holds nearly all running text."""
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
    found = body
    while (inside := heaviest.get(found.mem_id)) and inside[0] >= MOST * weights[0] and inside[1].tag in NESTING:
        found = inside[1]
    return found


def note_heaviest(heaviest: dict[int, tuple[float, LexborNode]], node: LexborNode, weight: float) -> None:
    parent = node.parent
    if parent is not None and weight > heaviest.get(parent.mem_id, (0, node))[0]:
        heaviest[parent.mem_id] = weight, node
