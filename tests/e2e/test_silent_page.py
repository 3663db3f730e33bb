"""Fifty questions in each of two browsers with fresh profiles: nobody but the server is asked for anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.web.frame import TITLE
from tests.e2e.conftest import new_tab
from tests.quality.development import SOCIAL_MEDIA

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

COUNT = 50
OPENED = """() => [location.href, document.referrer, document.cookie, ...history.state ? ["state"] : [],
  ...performance.getEntriesByType("resource").map(entry => entry.name)].join(" ")"""


@pytest.mark.parametrize("start", ["first", "last"])
def test_fifty_questions_are_asked_of_nobody_else_and_stand_in_no_address(
    browser: Browser, served: str, start: str
) -> None:
    """Rejects a font, a script, a picture or a statistic from elsewhere, and a question in an address."""
    lines = SOCIAL_MEDIA.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in (lines[:COUNT] if start == "first" else lines[-COUNT:])]
    assert len(set(questions)) == COUNT
    asked: list[str] = []
    with new_tab(browser) as tab:
        tab.page.context.on("request", lambda request: asked.append(request.url))
        tab.page.context.on("page", lambda page: asked.append(f"a window: {page.url}"))
        tab.page.goto(served)
        for question in questions:
            tab.ask(question)
        tab.page.get_by_role("tab", name="Check a quotation").click()
        tab.check(questions[0])
        kept = tab.page.evaluate(OPENED)
        assert tab.page.title() == TITLE
    assert sum("/queue/join" in url for url in asked) > COUNT
    assert [url for url in asked if not url.startswith((f"{served}/", "data:"))] == []
    words = {word for question in questions for word in question.lower().split() if len(word) > 7}
    assert [word for word in words if word in " ".join([*asked, kept]).lower()] == []
