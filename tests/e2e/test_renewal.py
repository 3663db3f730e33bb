"""A build under a running server: the new index takes over between two questions, a bad one is refused."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.web import keep
from app.web.live import Renewal
from app.web.log import tell
from app.web.server import create_site
from index.build import build_index
from index.store import CURRENT, save_index
from ingest.corpus import read_corpus
from tests.e2e.conftest import running
from tests.fakes import HashEncoder

pytestmark = pytest.mark.slow

OLD, NEW = "Keep your ladder away from doors.", "Keep your ladder away from windows."
QUESTION = "ladder away from doors windows"
ENCODER = HashEncoder()


@dataclass
class Served:
    url: str
    corpus: Path
    index: Path
    http: httpx.Client

    def build(self, encoder: HashEncoder = ENCODER) -> None:
        save_index(build_index(read_corpus(self.corpus), encoder), self.index)

    def change(self, old: str = OLD, new: str = NEW) -> None:
        path = self.corpus / "ladders.txt"
        path.write_text(path.read_text().replace(old, new))

    def ask(self) -> str:
        """The first passage of the answer."""
        reply = self.http.post(f"{self.url}/api/ask", json={"question": QUESTION})
        assert reply.status_code == 200
        return str(reply.json()["passages"][0]["text"])

    def identity(self) -> str:
        return str(self.http.get(f"{self.url}/readyz").json()["identity"])

    def sources(self) -> str:
        return self.http.get(f"{self.url}/").text


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(keep, "LOOK", 0.05)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "corpus.toml").write_text('[[document]]\nid = "ladders"\ntitle = "Ladders"\nfile = "ladders.txt"\n')
    (corpus / "ladders.txt").write_text(f"Ladders\n\n{OLD}\n")
    save_index(build_index(read_corpus(corpus), ENCODER), index)
    renewal = Renewal(corpus, index)
    opened = partial(read_built, corpus)
    with httpx.Client(timeout=60) as http, running(partial(create_site, opened, renew=renewal, told=tell)) as url:
        served = Served(url, corpus, index, http)
        assert served.ask() == OLD
        yield served


def read_built(corpus: Path) -> Any:
    return build_index(read_corpus(corpus), ENCODER), ENCODER


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def said(capfd: pytest.CaptureFixture[str], event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def test_a_build_takes_over_without_a_question_lost(served: Served) -> None:
    """Rejects a server that has to be started again, drops a question, or mixes two indexes in one answer."""
    before = served.identity()
    stop = False

    def keep_asking() -> list[str]:
        found = []
        while not stop:
            found.append(served.ask())
        return found

    with ThreadPoolExecutor(4) as askers:
        asking = [askers.submit(keep_asking) for _ in range(4)]
        try:
            served.change()
            served.build()
            until(lambda: served.identity() != before)
            assert served.ask() == NEW
        finally:
            stop = True
        answers = [asked.result() for asked in asking]
    for found in answers:
        assert set(found) <= {OLD, NEW}
        assert sorted(found, key=[OLD, NEW].index) == found  # never back to the old one


def test_the_page_shows_what_the_new_index_holds_and_a_page_opened_before_still_asks(served: Served) -> None:
    """Rejects answers from one index on a page that describes another, and an open page that is cut off."""
    assert "Ladders" in served.sources()
    assert '"api_prefix":"/gradio_api/0"' in served.sources()
    path = served.corpus / "corpus.toml"
    path.write_text(path.read_text().replace('"Ladders"', '"Ladders and steps"'))
    served.build()
    until(lambda: "Ladders and steps" in served.sources())
    assert '"api_prefix":"/gradio_api/1"' in served.sources()
    for page in (0, 1):
        events, session = f"{served.url}/gradio_api/{page}/queue", f"session{page}"
        body = {"data": [QUESTION], "fn_index": 0, "session_hash": session}
        assert served.http.post(f"{events}/join", json=body).status_code == 200
        assert "away from doors" in served.http.get(f"{events}/data", params={"session_hash": session}).text
    assert served.http.get(f"{served.url}/gradio_api/2/queue/data").status_code == 404


def test_a_damaged_index_is_refused_with_a_line_and_the_old_one_serves_on(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects a server that serves what it did not check, stops, or tries the same again every second."""
    before = served.identity()
    generation = (served.index / CURRENT).read_text()
    bad = f"{generation.split('-')[0]}-{'0' * 8}"
    shutil.copytree(served.index / generation, served.index / bad)
    (served.index / bad / "passages.json").write_text("[]")
    (served.index / CURRENT).write_text(bad)
    until(lambda: refused(served) == 1)
    time.sleep(0.3)
    assert refused(served) == 1
    assert (served.identity(), served.ask()) == (before, OLD)
    (told,) = said(capfd, "index-refused")
    assert "passages.json: this file was changed after it was written." in told["reason"]
    served.change()
    served.build()
    until(lambda: served.ask() == NEW)


def test_an_index_of_another_model_or_of_other_documents_is_refused(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects vectors of one model searched with another's, and quotations of documents that changed meanwhile."""
    served.build(HashEncoder(name="other", digest="1" * 64))
    until(lambda: refused(served) == 1)
    before = build_index(read_corpus(served.corpus), ENCODER)
    served.change()  # before it is published: afterwards the server may have taken it, rightly
    save_index(before, served.index)
    until(lambda: refused(served) == 2)
    first, second = said(capfd, "index-refused")
    assert "encoder" in first["reason"]
    assert "sources" in second["reason"]
    assert served.ask() == OLD


def refused(served: Served) -> float:
    text = served.http.get(f"{served.url}/metrics").text
    found = re.search(r'^hcpc_guidance_index_loads_total\{outcome="refused"\} (.*)$', text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_an_index_that_cannot_be_opened_at_the_start_is_told_to_whoever_started_it() -> None:
    """Rejects a server that keeps on being not ready."""
    errors: list[Exception | None] = []

    def fail() -> Any:
        raise OSError("no such disk")

    with running(partial(create_site, fail, started=errors.append)):
        until(lambda: bool(errors))
    assert isinstance(errors[0], OSError)
