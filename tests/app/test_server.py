"""The HTTP door without the page: the answer of the core function, problems that tell no secrets, closed addresses."""

from __future__ import annotations

import json
import socket
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.answer import answer
from app.guard import GRADIO, HEADERS, LARGEST_BODY, open_methods
from app.server import address, answer_with, create_api, listen
from app.types import Answer, to_json
from index.types import Index
from ingest.errors import AddressRefused
from tests.fakes import HashEncoder

QUESTION = "decline friend requests"
UNSAID = "zebra"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(index: Index, encoder: HashEncoder) -> TestClient:
    return TestClient(create_api(partial(answer_with, index, encoder)))


def test_the_answer_is_the_json_of_the_core_function(client: TestClient, index: Index, encoder: HashEncoder) -> None:
    """Rejects a door that shapes the answer itself."""
    reply = client.post("/api/ask", json={"question": f"  {QUESTION} ", "passages": 2})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.text == to_json(answer(QUESTION, index, encoder, 2))


def test_five_passages_at_most_unless_said_otherwise(client: TestClient) -> None:
    assert len(client.post("/api/ask", json={"question": QUESTION}).json()["passages"]) == 5
    assert len(client.post("/api/ask", json={"question": QUESTION, "passages": 1}).json()["passages"]) == 1


def test_no_answer_is_an_answer(client: TestClient) -> None:
    """Rejects a door that makes an error of it."""
    reply = client.post("/api/ask", json={"question": "how do I fix a puncture on my bike"})
    assert reply.status_code == 200
    assert reply.json()["kind"] == "none"
    assert reply.json()["reason"]


REFUSED = {
    "an empty question": (b'{"question": " "}', 422),
    "a question that is too long": (json.dumps({"question": "zebra " * 400}).encode(), 422),
    "NUL": (b'{"question": "zebra\\u0000"}', 422),
    "a lone surrogate": (b'{"question": "zebra \\ud800"}', 422),
    "a lone surrogate as bytes": (b'{"question": "zebra \xed\xa0\x80"}', 422),
    "no question": (b'{"passages": 3}', 422),
    "a question that is not text": (b'{"question": ["zebra"]}', 422),
    "null": (b'{"question": null}', 422),
    "a field that is not known": (b'{"question": "a", "zebra": "zebra"}', 422),
    "a count as text": (b'{"question": "zebra", "passages": "5"}', 422),
    "a count as truth": (b'{"question": "zebra", "passages": true}', 422),
    "no passages": (b'{"question": "zebra", "passages": 0}', 422),
    "too many passages": (b'{"question": "zebra", "passages": 21}', 422),
    "a huge count": (b'{"question": "zebra", "passages": 1' + b"0" * 4000 + b"}", 422),
    "a count that Python will not read": (b'{"question": "zebra", "passages": 1' + b"0" * 9000 + b"}", 400),
    "not a number": (b'{"question": "zebra", "passages": NaN}', 422),
    "infinity": (b'{"question": "zebra", "passages": Infinity}', 422),
    "text that is not JSON": (b"zebra", 400),
    "JSON cut short": (b'{"question": "zebra', 400),
    "bytes that are not UTF-8": (b'{"question": "zebra \xff"}', 400),
    "JSON too deep": (b"[" * 30_000 + b"]" * 30_000, 400),
    "a list": (b'["zebra"]', 422),
    "nothing": (b"", 422),
}


@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_body_that_cannot_be_asked_is_a_problem_that_repeats_no_word_of_it(
    client: TestClient, body: bytes, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = client.post("/api/ask", content=body, headers=JSON)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    assert list(told) == ["type", "title", "status", "detail", "do"]
    assert told["status"] == status
    assert told["detail"]
    assert told["do"]
    assert UNSAID not in reply.text
    assert capfd.readouterr() == ("", "")


def test_the_problem_names_the_field(client: TestClient) -> None:
    """Rejects one message for everything."""
    told = client.post("/api/ask", json={"question": "a", "passages": 21}).json()
    assert told["detail"] == "`passages` must be a whole number from 1 to 20."
    assert client.post("/api/ask", json={}).json()["detail"] == "`question` is missing."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_that_another_site_could_send_unasked_is_refused(client: TestClient, kind: str) -> None:
    """Rejects a door that reads a form or plain text as JSON, which a browser sends across sites without asking."""
    reply = client.post("/api/ask", content=b'{"question": "zebra"}', headers={"Content-Type": kind})
    assert reply.status_code == 415
    assert reply.headers["content-type"] == "application/problem+json"
    assert UNSAID not in reply.text


def test_a_body_over_the_limit_is_refused_also_in_chunks(client: TestClient) -> None:
    """Rejects a limit that only believes Content-Length."""
    chunks = (b" " * 1024 for _ in range(LARGEST_BODY // 1024 + 1))
    for body in (b" " * (LARGEST_BODY + 1), chunks):
        reply = client.post("/api/ask", content=body, headers=JSON)
        assert reply.status_code == 413
        assert reply.headers["content-type"] == "application/problem+json"
    whole = b'{"question": "decline friend requests"}'.ljust(LARGEST_BODY)
    assert client.post("/api/ask", content=whole, headers=JSON).status_code == 200


def test_a_failure_nobody_foresaw_tells_its_kind_and_place_and_no_more(capfd: pytest.CaptureFixture[str]) -> None:
    def fail(question: str, passages: int) -> Answer:
        raise ValueError(question)

    client = TestClient(create_api(fail))
    reply = client.post("/api/ask", json={"question": UNSAID})
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    output, errors = capfd.readouterr()
    assert errors.startswith("hcpc-guidance: ValueError at test_server.py:")
    assert UNSAID not in reply.text + output + errors


def test_another_method_is_405_and_says_which(client: TestClient) -> None:
    reply = client.get("/api/ask")
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert reply.headers["content-type"] == "application/problem+json"


def test_healthz(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/config",
        "/login",
        "/gradio_api/file=http://127.0.0.1/",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/upload",
        "/gradio_api/run/ask",
        "/gradio_api/call/ask",
        "/gradio_api/info",
        "/gradio_api/queue/data/..",
        "/assets/../config",
        "/assets/..%2f..%2fconfig",
        "/assets/a.js%0a",
        "/api/ask/",
        "//api/ask",
    ],
)
def test_what_is_not_on_the_list_is_closed(client: TestClient, path: str) -> None:
    """Rejects a guard that matches by prefix."""
    for method in ("GET", "POST", "HEAD", "OPTIONS", "BREW"):
        reply = client.request(method, f"http://testserver{path}")
        assert reply.status_code == 404
        assert reply.headers["content-type"] == "application/problem+json"


def test_the_page_needs_no_more_of_gradio_than_this() -> None:
    """Rejects a list that grew by a pattern too wide."""
    for path in ("/gradio_api/queue/join/", "/assets/a/b.js", "/assets/.env", "/assets/..", "/static/img/logo.svg", ""):
        assert open_methods(GRADIO, path) == []


def test_an_event_of_the_page_that_carries_an_object_does_not_reach_gradio(client: TestClient) -> None:
    """Rejects a guard that lets Gradio download what a made-up event points to."""
    file = {"path": "http://127.0.0.1:9/", "meta": {"_type": "gradio.FileData"}}
    for data in ([file], [[file]], {"0": "a"}, [1], None, "text"):
        body = {"data": data, "fn_index": 0, "session_hash": "a"}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 422


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/page.css", "/icon.svg"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    reply = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_the_openapi_document_states_the_answer_and_the_problems(client: TestClient) -> None:
    """Rejects a document that leaves clients to guess."""
    document = client.get("/openapi.json").json()
    replies = document["paths"]["/api/ask"]["post"]["responses"]
    assert replies["200"]["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
    for status in ("400", "413", "415", "422", "500"):
        content = replies[status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert set(document["paths"]) == {"/api/ask", "/healthz"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_a_port_in_use_is_an_error_that_names_it() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert address(taken) == f"http://127.0.0.1:{port}"
        with pytest.raises(AddressRefused, match=f"127.0.0.1, port {port}, .* in use.*--port"):
            listen("127.0.0.1", port)


def test_a_host_that_is_not_one_is_an_error() -> None:
    with pytest.raises(AddressRefused):
        listen("256.256.256.256.", 0)


def test_ipv6_is_listened_on() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        bound = listen("::1", 0)
    except AddressRefused:
        pytest.skip("no IPv6 here")
    with bound:
        assert address(bound).startswith("http://[::1]:")
