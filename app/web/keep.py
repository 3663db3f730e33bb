"""Opening the index while the server already listens, and going over to each new one that a build puts in place."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.web.guard import report
from app.web.live import Library, Live, Renew, in_background, make_library
from app.web.log import Tell
from index.encoder import SILENCE
from index.types import Encoder, Index
from ingest.errors import GuidanceError

if TYPE_CHECKING:
    from app.web.pages import Pages

LOOK = 1  # seconds between two looks for a new index
T = TypeVar("T")
Opened = tuple[Index, Encoder]
Started = Callable[[Exception | None], None]
"""Told that the server answers, or why it cannot."""


async def keep(
    live: Live, pages: Pages, opened: Callable[[], Opened], renew: Renew, started: Started, told: Tell
) -> None:
    """Until it is cancelled, sees to it that there is an index that answers."""
    try:
        library = await aside(lambda: first_library(opened))
        await show(library, live, pages, told)
        started(None)
        while True:
            await asyncio.sleep(LOOK)
            library = await renewed(library, live, pages, renew, told)
    except Exception as error:
        started(error)
    finally:
        await pages.close_all()


def first_library(opened: Callable[[], Opened]) -> Library:
    from app.web.page import QUIET

    library = make_library(*opened())
    os.environ.update(SILENCE | QUIET)
    import gradio  # noqa: F401 (takes seconds, which no request should have to wait for)

    return library


async def renewed(library: Library, live: Live, pages: Pages, renew: Renew, told: Tell) -> Library:
    """The library that answers from now on: another, or, if there is none or it cannot be used, the same."""
    try:
        new = await aside(lambda: renew(library))
        if new is None:
            return library
        await show(new, live, pages, told)
    except Exception as error:
        live.metrics.loads.labels("refused").inc()
        if isinstance(error, GuidanceError):
            told("index-refused", f"A new index is refused, the old one serves on: {error}", reason=str(error))
        else:
            report(error)
        return library
    return new


async def show(library: Library, live: Live, pages: Pages, told: Tell) -> None:
    """First the page, then the answers: while there is no page for it, nothing has changed."""
    await pages.show(library)
    live.take(library)
    live.metrics.loads.labels("loaded").inc()
    ready = live.ready()
    told("index-loaded", index=ready and ready.identity, model=library.encoder.name)


async def aside(work: Callable[[], T]) -> T:
    """What the work gives; meanwhile the loop goes on."""
    return await asyncio.wrap_future(in_background(work))
