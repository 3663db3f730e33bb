"""Pictures of the page as it is: `python -m tests.e2e.screenshots`, and `--all FOLDER` for every state of it.

The two beside this file are for the README: an answer, and an answer in the dark. Taken with the model.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright

from app.web.server import create_app
from index.build import build_index
from index.encoder import load_encoder
from ingest.corpus import SHIPPED, read_corpus
from tests.conftest import ARGUMENTS, command
from tests.e2e.conftest import Tab, new_tab, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).with_name("screenshots")
QUESTION = "Can I accept a friend request from a patient on Facebook?"
UNANSWERED = "Do I have to declare a driving conviction?"
ALTERED = "You should treat information about service users as confidential (5.1)"
WIDE, NARROW = (1000, 1150), (320, 640)
State = tuple[str, Callable[[Tab], Any], dict[str, Any]]
KEPT: tuple[State, ...] = (
    ("answer", lambda tab: tab.ask(QUESTION), {}),
    ("no-answer-dark", lambda tab: tab.ask(UNANSWERED), {"color_scheme": "dark"}),
)


def check(tab: Tab) -> None:
    tab.show("Check a quotation")
    tab.check(ALTERED)


def show(tab: Tab, name: str) -> None:
    tab.show(name)
    tab.settle()


def states() -> Iterator[State]:
    yield from KEPT
    yield "initial", lambda tab: None, {}
    yield "answer-dark", lambda tab: tab.ask(QUESTION), {"color_scheme": "dark"}
    yield "answer-more-contrast", lambda tab: tab.ask(QUESTION), {"contrast": "more"}
    yield "answer-forced-colours", lambda tab: tab.ask(QUESTION), {"forced_colors": "active"}
    yield "no-answer", lambda tab: tab.ask(UNANSWERED), {}
    yield "spelling", lambda tab: tab.ask("Can I acept a freind request from a patient?"), {}
    yield "personal-details", lambda tab: tab.ask(f"{QUESTION} I am jo@example.org"), {}
    yield "refusal", lambda tab: tab.ask(" "), {}
    yield "quotation", check, {}
    for name in ("Standards", "Sources", "About"):
        yield name.lower(), partial(show, name=name), {}


def picture(browser: Browser, url: str, state: State, size: tuple[int, int], full: bool) -> Image.Image:
    _, act, screen = state
    with new_tab(browser) as tab:
        tab.page.set_viewport_size({"width": size[0], "height": size[1]})
        tab.page.emulate_media(reduced_motion="reduce", **screen)
        tab.page.goto(url)
        tab.page.get_by_label("Your question").wait_for()
        act(tab)
        tab.page.wait_for_load_state("networkidle")
        return Image.open(io.BytesIO(tab.page.screenshot(full_page=full)))


def save(picture: Image.Image, folder: Path, name: str) -> None:
    """With as many colours as a page of text has: a third of the bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every state, wide and at 320 pixels")
    asked = parser.parse_args()
    encoder = load_encoder()
    index = build_index(read_corpus(SHIPPED), encoder)
    with running(partial(create_app, index, encoder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command("chromium"), args=ARGUMENTS)
        for state in KEPT:
            save(picture(browser, url, state, WIDE, full=False), FOLDER, state[0])
        for state in states() if asked.all else ():
            save(picture(browser, url, state, WIDE, full=True), asked.all, state[0])
            save(picture(browser, url, state, NARROW, full=True), asked.all, f"{state[0]}-320")
        browser.close()


if __name__ == "__main__":
    main()
