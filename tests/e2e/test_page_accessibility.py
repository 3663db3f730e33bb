"""The page for everybody: judged by axe-core, worked by keyboard alone, heard once, seen in any colours, printed."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from pypdf import PdfReader

from app.answer import answer
from app.types import Answer
from app.verification.concordance import make_concordance
from app.verification.verify import verify
from app.web.api import create_api
from app.web.page import FAILED, mount_page
from index.types import Index
from tests.app.test_widget import contrast
from tests.e2e.conftest import STATUS, WINDOW, Tab, new_tab, running
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUESTION = "decline friend requests"
MEANT = "accept friend requests"
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "more contrast, dark": {"contrast": "more", "color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
}
SIZES: dict[str, tuple[int, int]] = {"320 pixels": (320, 16), "text at 200 %": (640, 32)}  # width, and size of text
PLAIN: dict[str, Any] = {
    "color_scheme": "light",
    "forced_colors": "none",
    "contrast": "no-preference",
}
FOUND = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map(node => node.target + " " + node.failureSummary).join("; ")}`))"""
CUT_OFF = """() => [...document.querySelectorAll("body *:not(.unseen, .skip, .wide *)")].filter(
  node => node.getBoundingClientRect().right > innerWidth + 0.5).map(node => node.outerHTML.slice(0, 200))"""
LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
  node => node.checkVisibility()).map(node => Number(node.tagName[1]))"""
WATCH = """() => {
  window.said = [];
  new MutationObserver(changes => {
    for (const { target } of changes) {
      const live = (target.nodeType === 1 ? target : target.parentElement)?.closest(
        "[role=status], [role=alert], [aria-live]");
      if (live?.textContent) said.push(live.textContent);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
ACTIVE = "document.activeElement.innerText || document.activeElement.value || document.activeElement.tagName"
SHIFTED = """() => new Promise(done => new PerformanceObserver(list => done(
  list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift", buffered: true }))"""
RING = 8  # pixels around an element in which its ring of focus lies
BOX = """margin => {
  const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
  const x = Math.max(0, left - margin), y = Math.max(0, top - margin);
  return { x, y, width: Math.min(innerWidth, right + margin) - x, height: Math.min(innerHeight, bottom + margin) - y };
}"""
HIDE = "() => document.activeElement.style.setProperty('outline', 'none', 'important')"
SHOW = "() => document.activeElement.style.removeProperty('outline')"


@pytest.fixture(scope="module")
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture(scope="module")
def desk(index: Index, encoder: HashEncoder, gate: threading.Event) -> Iterator[str]:
    """A server that fails, waits and offers a spelling when it is asked to."""
    concordance = make_concordance(index.corpus)

    def ask(question: str, passages: int) -> Answer:
        if "slow" in question:
            gate.wait(20)
        if "fail" in question:
            raise ValueError(question)
        found = answer(question, index, encoder, passages)
        return replace(found, suggestion=MEANT) if "acept" in question else found

    def check(text: str, edition: str | None) -> Any:
        return verify(text, concordance, edition=edition)

    with running(lambda: mount_page(create_api(ask, check), ask, check, index.corpus)) as url:
        yield url


@pytest.fixture(scope="module")
def shared(browser: Browser, desk: str) -> Iterator[Tab]:
    with new_tab(browser) as tab:
        tab.page.emulate_media(reduced_motion="reduce")
        tab.page.goto(desk)
        tab.page.get_by_label("Your question").wait_for()
        tab.page.evaluate(Axe().axe_script)
        yield tab


@pytest.fixture
def desk_tab(shared: Tab) -> Iterator[Tab]:
    """The page, open since an earlier test, with nothing asked."""
    shared.show("Ask")
    shared.page.get_by_label("Your question").focus()
    shared.page.keyboard.press("Escape")
    shared.page.wait_for_function("document.querySelector('#results').innerText.trim() === ''")
    yield shared
    shared.page.set_viewport_size(WINDOW)
    shared.page.emulate_media(**PLAIN)
    shared.rest()


def nothing(tab: Tab) -> None: ...


def asked(question: str) -> Any:
    return lambda tab: tab.ask(question)


def checked(quotation: str) -> Any:
    def check(tab: Tab) -> None:
        tab.show("Check a quotation")
        tab.check(quotation)
        tab.page.locator("#verdict summary").first.click()

    return check


def reading(name: str, id: str) -> Any:
    def read(tab: Tab) -> None:
        tab.show(name)
        tab.page.locator(f"#{id} h2").wait_for()

    return read


def answered_and_opened(tab: Tab) -> None:
    tab.ask(f"{QUESTION}, I am jo@example.org")
    tab.page.locator("#results summary").first.click()


STATES = {
    "nothing asked": nothing,
    "an answer": answered_and_opened,
    "a standard": asked("1.7"),
    "no answer": asked("how do I fix a puncture on my bike"),
    "a spelling": asked("acept"),
    "a refusal": asked(" "),
    "an error": asked("fail"),
    "a quotation": checked("You should treat information about service users as confidential"),
    "standards": reading("Standards", "standards"),
    "sources": reading("Sources", "sources"),
    "about": reading("About", "about"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong_and_nothing_is_cut_off(desk_tab: Tab, state: str) -> None:
    """Rejects a page that is good only in its first state, or on the screen of whoever made it."""
    STATES[state](desk_tab)
    found = {}
    for name, screen in SCREENS.items():
        desk_tab.page.emulate_media(**PLAIN | screen)
        found[name] = desk_tab.page.evaluate(FOUND)
    desk_tab.page.emulate_media(**PLAIN)
    session = desk_tab.page.context.new_cdp_session(desk_tab.page)
    for name, (width, text) in SIZES.items():
        desk_tab.page.set_viewport_size({"width": width, "height": 800})
        session.send("Page.setFontSizes", {"fontSizes": {"standard": text, "fixed": text}})
        found[name] = [*desk_tab.page.evaluate(FOUND), *desk_tab.page.evaluate(CUT_OFF)]
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    levels = desk_tab.page.evaluate(LEVELS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_axe_and_the_measure_of_what_is_cut_off_find_what_is_wrong(desk_tab: Tab) -> None:
    """Rejects a judge that sees nothing."""
    label = desk_tab.page.locator("#question label")
    label.evaluate("node => { node.before(...node.childNodes) }")
    try:
        assert any(found.startswith("label") for found in desk_tab.page.evaluate(FOUND))
        desk_tab.page.locator("#ask").evaluate("node => { node.style.marginRight = '-999px' }")
        desk_tab.page.locator("h1").evaluate("node => { node.style.marginLeft = '1500px' }")
        assert desk_tab.page.evaluate(CUT_OFF)
    finally:
        desk_tab.page.reload()
        desk_tab.page.get_by_label("Your question").wait_for()
        desk_tab.page.evaluate(Axe().axe_script)


def test_the_page_has_its_landmarks_and_a_way_past_the_tabs(desk_tab: Tab) -> None:
    for role in ("banner", "main", "contentinfo"):
        assert desk_tab.page.get_by_role(role).count() == 1
    assert (
        desk_tab.page.get_by_role("tab").count() == desk_tab.page.get_by_role("tablist").locator("button").count() == 5
    )
    skip = desk_tab.page.get_by_role("link", name="Skip to the content")
    for name, reached in (("Ask", "TEXTAREA"), ("About", "About")):
        desk_tab.show(name)
        desk_tab.page.locator("#about h2").wait_for(state="visible" if name == "About" else "hidden")
        skip.focus()
        assert skip.evaluate("node => node.getBoundingClientRect().width") > 100
        desk_tab.page.keyboard.press("Enter")
        assert desk_tab.page.evaluate(ACTIVE) == reached


def test_the_arrow_keys_go_from_tab_to_tab(desk_tab: Tab) -> None:
    desk_tab.page.get_by_role("tab", name="Ask").focus()
    for key, name in (
        ("ArrowRight", "Check a quotation"),
        ("ArrowRight", "Standards"),
        ("ArrowLeft", "Check a quotation"),
        ("End", "About"),
        ("ArrowRight", "Ask"),
        ("ArrowLeft", "About"),
        ("Home", "Ask"),
    ):
        desk_tab.page.keyboard.press(key)
        assert desk_tab.page.evaluate(ACTIVE) == name
    assert desk_tab.page.get_by_role("tab", selected=True).inner_text() == "Ask"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_keyboard_alone_from_opening_to_the_copied_citation_and_every_stop_is_seen(
    browser: Browser, desk: str, http: httpx.Client, scheme: Any
) -> None:
    """Rejects focus that is lost or not seen, and a citation that only a mouse can copy."""
    with new_tab(browser) as tab:
        tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        tab.page.goto(desk)
        tab.page.get_by_label("Your question").wait_for()
        stops: dict[str, float] = {}

        def stop() -> str:
            name: str = tab.page.evaluate(ACTIVE)
            stops[name] = seen(tab)
            return name

        for _ in range(7):
            tab.page.keyboard.press("Tab")
            stop()
        tab.page.keyboard.type(QUESTION)
        tab.announced(lambda: tab.page.keyboard.press("Enter"))
        tab.page.wait_for_function("document.activeElement.tagName === 'H2'")
        assert stop() == "What the guidance says"
        for _ in range(5):
            tab.page.keyboard.press("Tab")
            if stop().startswith("Copy citation"):
                break
        tab.page.keyboard.press("Enter")
        tab.page.locator(".copied", has_text="Copied").wait_for()
        passages = http.post(f"{desk}/api/ask", json={"question": QUESTION}).json()["passages"]
        assert tab.page.evaluate("navigator.clipboard.readText()") == passages[0]["citation"]
        assert {"Skip to the content", "Ask", "About", "TEXTAREA", "What the guidance says"} <= stops.keys()
        assert {name: share for name, share in stops.items() if share < 1} == {}


def seen(tab: Tab) -> float:
    """How much of the ring of focus stands out by 3 to 1 from what is there without it: 1 is a line 2 pixels thick."""
    box = tab.page.evaluate(BOX, RING)
    pictures = []
    for act in ("() => 0", HIDE):
        tab.page.evaluate(act)
        pictures.append(Image.open(io.BytesIO(tab.page.screenshot(clip=box, caret="hide"))).convert("RGB"))
    tab.page.evaluate(SHOW)
    pixels = zip(*(picture.get_flattened_data() for picture in pictures), strict=True)
    out = sum(one != other and contrast(colour(one), colour(other)) >= 3 for one, other in pixels)
    return float(out / (2 * 2 * (box["width"] + box["height"] - 4 * RING)))


def colour(pixel: Any) -> str:
    return "{:02x}{:02x}{:02x}".format(*pixel)


def test_a_ring_that_cannot_be_seen_is_found(desk_tab: Tab) -> None:
    """Rejects a measure that takes any ring for one that is seen."""
    box = desk_tab.page.get_by_role("tab", name="Ask")
    desk_tab.page.keyboard.press("Tab")
    box.focus()
    assert seen(desk_tab) >= 1
    desk_tab.page.evaluate("document.documentElement.style.setProperty('--focus', '#ddd')")
    try:
        assert seen(desk_tab) < 0.5
    finally:
        desk_tab.page.evaluate("document.documentElement.style.removeProperty('--focus')")


def test_what_was_found_is_announced_once(desk_tab: Tab) -> None:
    """Rejects a page whose carrier announces beside it, and one that says the same thing twice."""
    status = desk_tab.page.locator(STATUS)
    status.evaluate("node => { node.kept = true }")
    desk_tab.page.evaluate(WATCH)
    for question in (QUESTION, "how do I fix a puncture on my bike"):
        desk_tab.page.evaluate("window.said = []")
        said = desk_tab.ask(question)
        desk_tab.page.wait_for_function("document.activeElement.tagName === 'H2'")
        assert [text for text in desk_tab.page.evaluate("window.said") if not text.startswith("Searching")] == [said]
    assert status.evaluate("node => node.kept")


def test_who_has_gone_on_is_not_called_back(desk_tab: Tab, gate: threading.Event) -> None:
    """Rejects a page that takes the focus from a person who reads something else meanwhile."""
    gate.clear()
    box = desk_tab.page.get_by_label("Your question")
    box.fill(f"slow {QUESTION}")
    box.press("Enter")
    desk_tab.page.locator("#status .busy").wait_for()
    desk_tab.page.get_by_role("tab", name="About").focus()
    gate.set()
    desk_tab.page.locator("#results article").first.wait_for()
    desk_tab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert desk_tab.page.evaluate(ACTIVE) == "About"


def test_escape_clears_the_question_the_answer_and_what_is_still_to_come(desk_tab: Tab, gate: threading.Event) -> None:
    box = desk_tab.page.get_by_label("Your question")
    desk_tab.ask(QUESTION)
    gate.clear()
    box.fill(f"slow {QUESTION}")
    box.press("Enter")
    desk_tab.page.locator("#status .busy").wait_for()
    desk_tab.page.keyboard.press("Escape")
    desk_tab.page.wait_for_function("document.querySelector('#results').innerText.trim() === ''")
    with desk_tab.page.expect_console_message(lambda message: message.text == "cleared"):
        desk_tab.page.evaluate("""() => {
          const was = window.arrived;
          window.arrived = name => { was(name); setTimeout(() => console.log("cleared"), 50); window.arrived = was };
        }""")
        gate.set()
    desk_tab.complaints.remove("cleared")
    assert box.input_value() == desk_tab.page.locator(STATUS).inner_text() == ""
    assert desk_tab.page.locator("#results article").count() == 0
    assert desk_tab.page.evaluate("document.activeElement === document.querySelector('#question textarea')")
    assert desk_tab.ask(QUESTION)
    assert desk_tab.page.locator("#results article").count() > 0


def test_a_spelling_that_is_offered_is_asked_when_pressed(desk_tab: Tab) -> None:
    desk_tab.ask("acept")
    button = desk_tab.page.get_by_role("button", name=MEANT)
    said = desk_tab.announced(button.click)
    assert desk_tab.page.get_by_label("Your question").input_value() == MEANT
    assert "found" in said
    desk_tab.page.wait_for_function("document.activeElement.tagName === 'H2'")


def test_without_a_clipboard_the_citation_is_selected_and_copied_the_old_way(desk_tab: Tab) -> None:
    """Rejects a button that does nothing on an intranet without TLS."""
    desk_tab.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    desk_tab.page.evaluate("addEventListener('copy', () => { window.copied = getSelection().toString() })")
    desk_tab.ask(QUESTION)
    desk_tab.page.get_by_role("button", name="Copy citation").first.click()
    desk_tab.page.locator(".copied", has_text="Copied").wait_for()
    citation = desk_tab.page.locator(".citation").first
    assert citation.is_visible()
    assert desk_tab.page.evaluate("window.copied") == citation.inner_text()
    desk_tab.page.evaluate("delete navigator.clipboard")


def test_on_paper_stand_the_question_the_answer_and_where_to_check_it(
    desk_tab: Tab, http: httpx.Client, desk: str
) -> None:
    """Rejects a print of buttons and boxes, and one from which nobody finds the source."""
    desk_tab.ask(QUESTION)
    passages = http.post(f"{desk}/api/ask", json={"question": QUESTION}).json()["passages"]
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(desk_tab.page.pdf())).pages)
    text = "".join(unicodedata.normalize("NFKC", printed).split())  # fonts have signs for ffi
    for passage in passages:
        source = "HCPC, updated 24 March 2021, superseded 1 September 2024"
        for wanted in (passage["text"], passage["url"], passage["headings"][0], source, f"You asked: {QUESTION}"):
            assert "".join(unicodedata.normalize("NFKC", wanted).split()) in text
    for button in ("Copycitation", "Checkaquotation", "Yourquestion", "Ortryoneofthese", "Skip"):
        assert button not in text


def test_nothing_jumps_when_the_page_opens(browser: Browser, desk: str) -> None:
    """Rejects a page whose footer or head moves under the reader's eyes; 0.1 is what counts as good."""
    with new_tab(browser) as tab:
        tab.page.goto(desk)
        tab.page.get_by_label("Your question").wait_for()
        tab.page.wait_for_load_state("networkidle")
        tab.page.evaluate("document.querySelector('.lead').style.marginTop = '1px'")  # so that there is one to report
        assert tab.page.evaluate(SHIFTED) < 0.1


def test_an_error_says_what_to_do(desk_tab: Tab) -> None:
    assert desk_tab.ask("fail") == FAILED
    assert desk_tab.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
