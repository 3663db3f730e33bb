"""What a script that someone smuggled into a page can do: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import REPORT_VIOLATIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

INJECT = """async () => {
  const script = document.createElement("script");
  script.textContent = "window.ran = 'script'";
  const other = Object.assign(document.createElement("script"), {src: "http://127.0.0.1:9/evil.js"});
  document.head.append(script, other);
  const holder = document.createElement("div");
  document.body.append(holder);
  holder.innerHTML = `<img src="data:," onerror="window.ran = 'handler'">
    <a href="javascript:window.ran = 'link'">x</a>`;
  holder.querySelector("a").click();
  document.body.append(Object.assign(document.createElement("iframe"), {srcdoc: "<script>parent.ran = 1</script>"}));
  await fetch("http://127.0.0.1:9/").catch(() => {});
  await new Promise(done => setTimeout(done, 500));
  return [window.ran ?? null, [...new Set(window.directives)].sort()];
}"""
TELL = (
    "window.directives = []; addEventListener('securitypolicyviolation', e => directives.push(e.effectiveDirective));"
)


def test_an_injected_script_handler_link_frame_or_request_is_blocked(served: str, browser: Browser) -> None:
    """Rejects a policy that allows inline scripts or other hosts, in the page or in a frame of its own."""
    context = browser.new_context()
    context.add_init_script(REPORT_VIOLATIONS + TELL)
    page = context.new_page()
    page.goto(served)
    page.get_by_label("Your question").wait_for()
    assert page.evaluate("window.violations") == []
    ran, directives = page.evaluate(INJECT)
    assert ran is None
    assert {"connect-src", "script-src-attr", "script-src-elem"} <= set(directives)
    assert context.cookies() == []
    context.close()
