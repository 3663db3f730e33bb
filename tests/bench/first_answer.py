"""What a first answer takes on a cold page, in the widget and on the Gradio page: `python -m tests.bench.first_answer`.

Each time a browser profile without anything kept opens the page, asks as soon as it can, and stops when the first
passage is there. The two take turns, on one server, with the hashing encoder: the answers cost both the same. It fails
if the median of the widget is over a fifth of that of the page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from app.web.server import create_app
from index.build import build_index
from ingest.corpus import SHIPPED, read_corpus
from tests.conftest import ARGUMENTS, command
from tests.e2e.conftest import running
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTION = "decline friend requests"
MOST = 1 / 5
# In the page itself, as soon as there is something to type in: to ask or to look from outside would cost more than the
# widget.
ASK = """question => {
  const find = selector => {
    const widget = document.querySelector("hcpc-guidance");
    return (widget ? widget.shadowRoot : document)?.querySelector(selector);
  };
  const ask = () => {
    const box = find("textarea");
    if (!box || !find("button.ask, #ask")) return requestAnimationFrame(ask);
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (!find("#ask")) return find("button.ask").click();
    // Gradio reads what was typed a little later, and shows the box a little before it listens.
    setTimeout(() => find("#ask").click());
    setTimeout(() => find("#status [role=status]")?.textContent || ask(), 50);
  };
  const look = () => find("article") ? console.log("answered", performance.now()) : requestAnimationFrame(look);
  ask();
  look();
}"""


def first_answer(browser: Browser, url: str) -> float:
    """Milliseconds from the start of the navigation to the first passage."""
    context = browser.new_context()
    context.add_init_script(f"addEventListener('DOMContentLoaded', () => ({ASK})({QUESTION!r}))")
    page = context.new_page()
    with page.expect_console_message(lambda message: message.text.startswith("answered"), timeout=60_000) as said:
        page.goto(url)
    context.close()
    return float(said.value.text.split()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    asked = parser.parse_args()
    encoder = HashEncoder()
    index = build_index(read_corpus(SHIPPED), encoder)
    taken: dict[str, list[float]] = {"/embed": [], "/": []}
    with running(partial(create_app, index, encoder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command("chromium"), args=ARGUMENTS)
        for path in taken:  # once each, so that the server has loaded what it needs
            first_answer(browser, url + path)
        for _ in range(asked.times):
            for path, times in taken.items():
                times.append(first_answer(browser, url + path))
        browser.close()
    widget, page = (statistics.median(times) for times in taken.values())
    for name, times in (("widget", taken["/embed"]), ("page", taken["/"])):
        sys.stdout.write(
            f"{name}: median {statistics.median(times):,.0f} ms, {min(times):,.0f} to {max(times):,.0f}, "
            f"of {len(times)}\n"
        )
    sys.stdout.write(f"the widget takes {widget / page:.2f} of the page's time, at most {MOST:.2f}\n")
    sys.exit(widget / page > MOST)


if __name__ == "__main__":
    main()
