"""What whoever runs a server learns of it: whether it answers, from which index, how much and how fast. No words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.web.api import create_api
from app.web.live import Live, make_library
from app.web.log import tell
from index.types import Index
from tests.fakes import HashEncoder

QUESTION = "decline friend requests zebra"


@pytest.fixture
def live(index: Index, encoder: HashEncoder) -> Live:
    live = Live()
    live.take(make_library(index, encoder))
    return live


@pytest.fixture
def client(live: Live) -> Iterator[TestClient]:
    with TestClient(create_api(live.ask, live.check, live=live, told=tell), base_url="http://localhost") as client:
        yield client


def counted(client: TestClient, name: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(value for _, value in sorted(sample.labels.items())): sample.value for sample in samples}


def test_ready_says_which_index_answers(client: TestClient, live: Live, index: Index) -> None:
    told = client.get("/readyz").json()
    assert told["documents"] == ["social-media-2021"]
    assert told["passages"] == len(index.passages)
    assert told["model"] == "hash"
    assert re.fullmatch("[0-9a-f]{16}", told["identity"])
    assert counted(client, "hcpc_guidance_index") == {(told["identity"], "hash"): 1.0}


def test_another_index_has_another_identity(
    client: TestClient, live: Live, regulator: Index, encoder: HashEncoder
) -> None:
    """Rejects a probe that says what was loaded first."""
    before = client.get("/readyz").json()
    live.take(make_library(regulator, encoder))
    after = client.get("/readyz").json()
    assert after["identity"] != before["identity"]
    assert after["documents"] != before["documents"]
    assert list(counted(client, "hcpc_guidance_index")) == [(after["identity"], "hash")]


def test_without_an_index_it_is_alive_and_not_ready() -> None:
    live = Live()
    with TestClient(create_api(live.ask, live.check, live=live), base_url="http://localhost") as client:
        reply = client.get("/readyz")
        assert reply.status_code == 503
        assert reply.headers["retry-after"] == "2"
        assert reply.headers["content-type"] == "application/problem+json"
        assert client.get("/healthz").status_code == 200


def test_requests_and_answers_are_counted_by_kind(client: TestClient) -> None:
    """Rejects one count for all, and a time that is taken of nothing."""
    for question in (QUESTION, QUESTION, "how do I fix a puncture on my bike", "1.7", " "):
        client.post("/api/ask", json={"question": question})
    client.post("/api/verify", json={"text": "Why? No idea at all."})
    client.get("/api/ask")
    assert counted(client, "hcpc_guidance_answer_seconds_count") == {
        ("none",): 1,
        ("not found",): 1,
        ("passages",): 2,
        ("refused",): 1,
        ("standard",): 1,
    }
    requests = counted(client, "hcpc_guidance_requests_total")
    assert requests["POST", "/api/ask", "200"] == 4
    assert requests["POST", "/api/ask", "422"] == 1
    assert requests["GET", "/api/ask", "405"] == 1
    assert all(value > 0 for value in counted(client, "hcpc_guidance_answer_seconds_sum").values())


def test_two_servers_in_one_process_do_not_add_up(client: TestClient) -> None:
    """Rejects counts of the process."""
    client.get("/healthz")
    other = TestClient(create_api(Live().ask, Live().check), base_url="http://localhost")
    assert counted(other, "hcpc_guidance_requests_total") == {}


def test_what_someone_typed_is_in_no_metric_and_no_line(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    """Rejects a log of addresses: unknown ones, queries and headers may hold a question."""
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/verify", json={"text": QUESTION})
    client.post("/api/ask", json={"question": QUESTION, "zebra": "zebra"})
    client.get("/zebra")
    client.get("/healthz?zebra=zebra", headers={"User-Agent": "zebra", "Referer": "http://zebra/", "Cookie": "zebra=1"})
    client.get("/assets/zebra.js")
    client.get("/gradio_api/0/queue/data?session_hash=zebra")
    client.request("ZEBRA", "/healthz")
    assert "zebra" not in client.get("/metrics").text.lower()
    output, errors = capfd.readouterr()
    assert "zebra" not in (output + errors).lower()
    lines = [json.loads(line) for line in errors.splitlines()]
    assert len(lines) == 9
    assert all(list(line) == ["time", "event", "method", "route", "status", "ms"] for line in lines)
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/ask", 200),
        ("POST", "/api/verify", 200),
        ("POST", "/api/ask", 422),
        ("GET", "other", 404),
        ("GET", "/healthz", 200),
        ("GET", "/assets", 404),
        ("GET", "/gradio_api/queue/data", 404),
        ("other", "/healthz", 405),
        ("GET", "/metrics", 200),
    ]


def test_a_person_at_a_terminal_reads_words_and_no_line_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    tell("request", route="/", ms=1.5)
    tell("serving", "Serving at http://127.0.0.1:7860", address="http://127.0.0.1:7860")
    assert terminal.getvalue() == "Serving at http://127.0.0.1:7860\n"
