"""What a robots.txt lets us fetch, by RFC 9309 and its own examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch.robots import Rule, may_fetch

EXAMPLE = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot

EOF
"""


@pytest.mark.parametrize(
    ("robots", "agent", "path", "allowed"),
    [
        (EXAMPLE, "foobot", "/example/page.html", True),
        (EXAMPLE, "foobot", "/other", False),
        (EXAMPLE, "barbot", "/example/page.html", False),
        (EXAMPLE, "BazBot", "/example/page.html", False),
        (EXAMPLE, "bazbot", "/example/other", True),
        (EXAMPLE, "quxbot", "/example/", True),
        (EXAMPLE, "somebody", "/example/page.html", False),
        (EXAMPLE, "somebody", "/a/b.gif", False),
        (EXAMPLE, "somebody", "/a/b.gif?size=2", True),
        (EXAMPLE, "somebody", "/publications/", True),
        # The RFC's example of the most specific match.
        ("User-Agent: a\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "a", "/example/page/x", True),
        (
            "User-Agent: a\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
            "a",
            "/example/page/disallowed.gif",
            False,
        ),
        ("User-Agent: a\nDisallow: /page\nAllow: /page", "a", "/page", True),
        ("User-Agent: a\nDisallow: /x\n\nUser-Agent: b\nDisallow: /\n\nUser-Agent: a\nDisallow: /y", "a", "/y", False),
        ("User-Agent: a\nDisallow: /x\n\nUser-Agent: b\nDisallow: /\n\nUser-Agent: a\nDisallow: /y", "a", "/z", True),
        ("User-Agent: a\nDisallow:\nUser-Agent: b\nDisallow: /", "a", "/", True),
        ("User-Agent: a # us\nDisallow: /x # and below", "a", "/x/y", False),
        ("\ufeffUser-agent: *\r\nDisallow: /", "a", "/", False),
        ("User-agent: *\nSitemap: https://a.example/map\nDisallow: /caf%c3%a9/%7ea", "a", "/caf\u00e9/~a", False),
        ("User-agent: *\nDisallow: /a%2fb", "a", "/a/b", True),
        ("User-agent: *\nDisallow: /a?b=*&c", "a", "/a?b=1&c=2", False),
        ("Disallow: /", "a", "/", True),
        ("<!doctype html><title>Not found</title>", "a", "/", True),
        ("", "a", "/", True),
    ],
)
def test_what_may_be_fetched(robots: str, agent: str, path: str, allowed: bool) -> None:
    assert may_fetch(robots, agent, f"https://a.example{path}") == allowed


def test_an_address_without_a_path_is_that_of_the_root() -> None:
    assert not may_fetch("User-agent: *\nDisallow: /$", "a", "https://a.example")


@given(st.text("ab*$", max_size=6), st.text("ab$", max_size=8))
def test_wildcards_match_as_a_regular_expression_would(rule: str, path: str) -> None:
    end = rule.endswith("$")
    pattern = ".*".join(map(re.escape, rule.removesuffix("$").split("*"))) + ("$" if end else "")
    assert Rule(False, rule).matches(path) == bool(re.match(pattern, path))
