"""What of an HTML page is not quoted: what a browser does not draw, and what a website prints around its guidance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    Attributes = Mapping[str, str | None]

NOT_SHOWN = frozenset(
    "-comment -doctype annotation annotation-xml audio canvas datalist embed head iframe img input label legend "
    "listing map nav noembed noframes noscript object plaintext progress rp script select style svg template textarea "
    "title video xmp".split()
)
STRUCK = frozenset({"del", "s", "strike"})
"""Words that the page has crossed out: a plain quotation would say that they hold."""
ROLES = frozenset(
    "alertdialog banner contentinfo dialog menu menubar navigation search tablist toolbar tooltip".split()
)
FURNITURE = re.compile(
    r"""(?:(?:govuk|nhsuk|gem-c|app|site|page|block|region|js|c|m|o)[-_]+)?
    (?: breadcrumbs? | contents-list | cookies?-?(?:banner|bar|consent|message|notice|popup)
      | (?:emergency|phase|service|survey)-banner | feedback-form | page-tools | pagination | pager
      | print-(?:link|page|this-page) | related-(?:content|items|links|navigation|pages) | (?:back|return)-to-top
      | share-(?:buttons|links) | skip-?(?:to-content|(?:link|nav|navigation)s?) | social-(?:links|share) )
    (?:[-_]+(?:wrapper|container|block|section|list))? | (?:gem-c|page|site)-(?:feedback|share)""",
    re.VERBOSE | re.IGNORECASE,
)
UNSEEN = re.compile(
    r"(?:[\w-]+-)?(?:visually-?hidden|sr-only|screen-reader(?:-text|-only)?|element-invisible|show-for-sr)"
    r"(?:-focusable)?|hidden|d-none|off-?screen",
    re.IGNORECASE,
)
NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
ON_WIDE_SCREENS = re.compile(r"(?:\w+:|d-\w+-)(?:block|flex|grid|inline\S*|table\S*)")
ACCORDION = r"(?:[\w-]*[-_])?(?:accordion|collapsible|expander|tabs)"
PANEL = re.compile(rf"{ACCORDION}(?:[-_]+(?:body|collapse|content|group|item|pane|panel|section))*", re.IGNORECASE)
PANEL_TITLE = re.compile(
    rf"{ACCORDION}(?:[-_]+[a-z0-9]+)*[-_]+(?:button|header|heading|title|toggle|trigger)", re.IGNORECASE
)
LEADS_AWAY = re.compile(
    r"(?:related (?:content|documents|information|links|pages)|(?:on|in) this (?:page|section)|contents|see also):?",
    re.IGNORECASE,
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})
INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd mark q small span strong sub sup time u var".split())
BY_CONTENT = HEADINGS | LISTS | {"button", "dialog", "form"}
"""Elements that may be furniture without an attribute that says so."""
LONGEST_CLASS = 100  # characters of a class's name that is looked at
MOST_OF_FORM = 500  # characters in a form to fill in; one that holds more wraps the page


def is_left_out(node: LexborNode, opened: frozenset[str]) -> bool:
    """Whether nothing of a node is quoted. `opened` are the ids of what a control of the page shows when pressed."""
    tag = node.tag or "-comment"
    if tag == "-text":
        return False
    if tag in NOT_SHOWN or tag in STRUCK:
        return True
    attributes = node.attributes
    if not attributes and tag not in BY_CONTENT:
        return False
    classes = class_names(attributes)
    if tag == "button":
        return not (is_panel_title(classes) or in_heading(node))
    if is_hidden(node, attributes, classes):
        return not (attributes.get("id") in opened or is_panel(attributes, classes))
    if attributes.get("role") in ROLES or any(map(FURNITURE.fullmatch, classes)):
        return not holds_content(node)
    return (tag == "form" and is_filled_in(node)) or leads_away(node, tag)


def class_names(attributes: Attributes) -> list[str]:
    return [name for name in (attributes.get("class") or "").split() if len(name) <= LONGEST_CLASS]


def opened_ids(tree: LexborHTMLParser) -> frozenset[str]:
    """The elements that a control of the page opens: hidden at first, and yet part of what it says."""
    ids: set[str] = set()
    for node in tree.css("[aria-controls], [data-toggle], [data-bs-toggle]"):
        attributes = node.attributes
        for name in ("aria-controls", "href", "data-target", "data-bs-target"):
            ids.update(word.removeprefix("#") for word in (attributes.get(name) or "").split())
    return frozenset(ids)


def is_hidden(node: LexborNode, attributes: Attributes, classes: Sequence[str]) -> bool:
    if ("hidden" in attributes and attributes["hidden"] != "until-found") or NO_DISPLAY.search(
        attributes.get("style") or ""
    ):
        return True
    if any(map(UNSEEN.fullmatch, classes)):
        return not any(map(ON_WIDE_SCREENS.fullmatch, classes))
    return attributes.get("aria-hidden") == "true" or (node.tag == "dialog" and "open" not in attributes)


def is_panel(attributes: Attributes, classes: Sequence[str]) -> bool:
    """Whether an element is a panel of an accordion, or of tabs."""
    return attributes.get("role") == "tabpanel" or any(map(PANEL.fullmatch, classes))


def is_panel_title(classes: Sequence[str]) -> bool:
    return any(map(PANEL_TITLE.fullmatch, classes))


def in_heading(button: LexborNode) -> bool:
    above = button.parent
    while above is not None and above.tag in INLINE:
        above = above.parent
    return above is not None and above.tag in HEADINGS


def holds_content(node: LexborNode) -> bool:
    """Whether an element that looks like furniture wraps the page's content."""
    return node.css_first("h1, main") is not None


def is_filled_in(form: LexborNode) -> bool:
    asks = form.css_first("input:not([type=hidden]), select, textarea, button") is not None
    return asks and not holds_content(form) and len(form.text()) <= MOST_OF_FORM


def leads_away(node: LexborNode, tag: str) -> bool:
    """Whether a list, or the heading over it, only leads to other places: on this page, or related ones."""
    if tag in HEADINGS:
        return bool(LEADS_AWAY.fullmatch(node.text().strip())) and bool(links_alone(neighbour(node, "next")))
    if tag not in LISTS or not (links := links_alone(node)):
        return False
    above = neighbour(node, "prev")
    headed = above is not None and above.tag in HEADINGS and LEADS_AWAY.fullmatch(above.text().strip())
    return bool(headed) or all(link.startswith("#") for link in links)


def links_alone(node: LexborNode | None) -> list[str]:
    """The addresses of a list of nothing but links."""
    if node is None or node.tag not in LISTS or (node.parent is not None and node.parent.tag in LISTS | {"li"}):
        return []
    links = node.css("a[href]")
    if sum(len(link.text().split()) for link in links) < len(node.text(separator=" ").split()):
        return []
    return [link.attributes.get("href") or "" for link in links]


def neighbour(node: LexborNode, side: Literal["next", "prev"]) -> LexborNode | None:
    """The element before or after an element."""
    found: LexborNode | None = getattr(node, side)
    while found is not None and (found.tag or "-").startswith("-"):
        found = getattr(found, side)
    return found
