"""What axe-core finds wrong with the widget and /embed, in every state however people set their screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.web.live import Live, make_library
from index.types import Index
from tests.e2e.hosts import Site, Visit, holding, serving, site, visiting
from tests.e2e.test_page import QUESTION
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "320 pixels": {"viewport": NARROW},
    "text at 200 %": {"viewport": {"width": 640, "height": 800}},
}
DARK = "<style>@media (prefers-color-scheme: dark) { html { background: #111; color: #eee } }</style>"
FOUND = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map(node => node.target + " " + node.failureSummary).join("; ")}`))"""
CUT_OFF = """() => [document, ...[...document.querySelectorAll("hcpc-guidance")].map(node => node.shadowRoot)].flatMap(
  root => [...root.querySelectorAll("body *:not(.unseen), section *:not(.unseen)")].filter(
    node => node.getBoundingClientRect().right > innerWidth + 0.5).map(node => node.outerHTML))"""


@pytest.fixture(scope="module")
def guidance(index: Index, encoder: HashEncoder, intranet: Site) -> Iterator[str]:
    with serving(Live(make_library(index, encoder)).ask, intranet.origin) as url:
        intranet.pages["/plain"] = holding(url, 'examples="1.7|Can I post a photo?"', head=DARK)
        yield url


@pytest.fixture(scope="module")
def intranet() -> Iterator[Site]:
    with site() as one:
        yield one


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("where", ["widget", "embed"])
def test_axe_finds_nothing_wrong_and_nothing_is_cut_off(
    browser: Browser, intranet: Site, guidance: str, where: str, screen: str
) -> None:
    with visiting(browser, **SCREENS[screen]) as visit:
        if screen.startswith("text"):
            enlarge = {"fontSizes": {"standard": 32, "fixed": 26}}
            visit.page.context.new_cdp_session(visit.page).send("Page.setFontSizes", enlarge)
        visit.page.goto(f"{guidance}/embed?examples=1.7" if where == "embed" else f"{intranet.origin}/plain")
        visit.page.evaluate(Axe().axe_script)
        assert problems(visit) == []
        for question in (QUESTION, "9.9", "how do I fix a puncture on my bike", " "):
            visit.ask(question)
            if question == QUESTION:
                visit.widget.locator("summary").first.click()
            assert problems(visit) == []


def problems(visit: Visit) -> list[str]:
    return [*visit.page.evaluate(FOUND), *visit.page.evaluate(CUT_OFF)]


def test_axe_finds_what_is_wrong(visit_of_wrong: Visit) -> None:
    """Rejects a judge that sees nothing inside the widget."""
    visit_of_wrong.widget.evaluate("node => { node.shadowRoot.querySelector('label').remove() }")
    assert any(found.startswith("label") for found in problems(visit_of_wrong))


def test_text_at_200_percent_is_twice_as_large(visit_of_wrong: Visit) -> None:
    """Rejects sizes that do not follow the reader's setting."""
    size = "node => parseFloat(getComputedStyle(node.shadowRoot.querySelector('label')).fontSize)"
    before = visit_of_wrong.widget.evaluate(size)
    enlarge = {"fontSizes": {"standard": 32, "fixed": 26}}
    visit_of_wrong.page.context.new_cdp_session(visit_of_wrong.page).send("Page.setFontSizes", enlarge)
    assert visit_of_wrong.widget.evaluate(size) == 2 * before


@pytest.fixture
def visit_of_wrong(browser: Browser, guidance: str) -> Iterator[Visit]:
    with visiting(browser) as visit:
        visit.page.goto(f"{guidance}/embed")
        visit.page.evaluate(Axe().axe_script)
        yield visit
