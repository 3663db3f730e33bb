"""Whether a site lets programs fetch an address: its robots.txt, asked for once."""

from __future__ import annotations

from urllib.parse import urlsplit

from ingest.errors import FetchFailed
from ingest.fetch.client import AGENT
from ingest.fetch.get import Allowed, Getter, get, named
from ingest.fetch.retry import with_retries
from ingest.fetch.robots import MOST_BYTES, may_fetch


def permission(getter: Getter) -> Allowed:
    """Raises for an address that its site does not want fetched, or of which that cannot be known."""
    known: dict[str, str | FetchFailed] = {}

    def allowed(url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in known:
            known[site] = robots_of(site, getter)
        robots = known[site]
        if isinstance(robots, FetchFailed):
            raise FetchFailed(
                f"the site's robots.txt, which is to be read first, {robots.reason}",
                do=robots.do,
                path=url,
            )
        if not may_fetch(robots, AGENT, url):
            raise FetchFailed(
                "may not be fetched by programs, its site's robots.txt says.",
                do="Save it from your browser into a corpus folder of your own.",
                path=url,
            )

    return allowed


def robots_of(site: str, getter: Getter) -> str | FetchFailed:
    """A site's robots.txt; one that it does not have (4xx) forbids nothing, one that cannot be read everything."""
    try:
        reply = with_retries(getter, lambda: get(getter, f"{site}/robots.txt", {}, free, silent, MOST_BYTES))
    except FetchFailed as error:
        return error
    if reply.status == 200:
        return reply.body.decode("utf-8", errors="replace")
    if 400 <= reply.status < 500:
        return ""
    return FetchFailed(f"answers {named(reply.status)}.", do="Try again later.")


def free(url: str) -> None:
    """Any address: robots.txt itself may always be asked for."""


def silent(done: int, total: int) -> None:
    """No progress report."""
