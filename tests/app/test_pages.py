"""How often Gradio looks for events of the page."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from app.web import pages
from app.web.live import Live
from app.web.pages import OFTEN, SELDOM, Pages

if TYPE_CHECKING:
    import pytest


def test_gradio_looks_for_events_often_only_while_somebody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejects a server that is woken a thousand times a second by a page that nobody has open."""
    monkeypatch.setattr(pages, "PRESENT", 0.01)
    queue = SimpleNamespace(sleep_when_free=SELDOM)

    async def page(*_: Any) -> None:
        pass

    async def visit() -> list[float]:
        shown = Pages(Live())
        shown.pages["0"], shown.made = (page, AsyncExitStack(), cast("Any", queue)), 1
        await shown({"path": "/"}, cast("Any", None), cast("Any", None))
        during = queue.sleep_when_free
        await asyncio.sleep(0.05)
        return [during, queue.sleep_when_free]

    assert asyncio.run(visit()) == [OFTEN, SELDOM]
