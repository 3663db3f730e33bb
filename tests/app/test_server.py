"""The HTTP door without the page: the answer of the core function, problems that tell no secrets, closed addresses."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from app.answer import answer
from app.types import Answer, to_json
from app.verification.concordance import Concordance, make_concordance
from app.verification.verdict import Verdict
from app.verification.verdict import to_json as verdict_json
from app.verification.verify import verify
from app.web.api import create_api
from app.web.guard import GRADIO, HEADERS, LARGEST_BODY, open_methods
from app.web.live import SIDE_BY_SIDE, Library, Live, make_library
from app.web.server import address, listen
from index.types import Index
from ingest.errors import AddressRefused
from tests.fakes import HashEncoder

QUESTION = "decline friend requests"
UNSAID = "zebra"
JSON = {"Content-Type": "application/json"}
HERE = "http://127.0.0.1:7860"


RULE = "You must treat information about service users as confidential"


def client_of(index: Index, encoder: HashEncoder) -> TestClient:
    live = Live(make_library(index, encoder))
    return TestClient(create_api(live.ask, live.check), base_url=HERE)


@pytest.fixture(scope="module")
def client(index: Index, encoder: HashEncoder) -> Iterator[TestClient]:
    """Opened once: otherwise every request starts an event loop of its own."""
    with client_of(index, encoder) as client:
        yield client


@pytest.fixture(scope="module")
def concordance(index: Index) -> Concordance:
    return make_concordance(index.corpus)


def test_the_answer_is_the_json_of_the_core_function(client: TestClient, index: Index, encoder: HashEncoder) -> None:
    """Rejects a door that shapes the answer itself."""
    reply = client.post("/api/ask", json={"question": f"  {QUESTION} ", "passages": 2})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.text == to_json(answer(QUESTION, index, encoder, 2))


def test_five_passages_at_most_unless_said_otherwise(client: TestClient) -> None:
    ask = {"question": "relationships with service users and carers"}  # which many passages deserve to answer
    assert len(client.post("/api/ask", json=ask).json()["passages"]) == 5
    assert len(client.post("/api/ask", json=ask | {"passages": 1}).json()["passages"]) == 1


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
    "nothing": (b"", 400),
}


def refused_verify() -> dict[str, tuple[bytes, int]]:
    """What cannot be asked cannot be checked either; and what only an edition can be wrong with."""
    asked = {k: v for k, v in REFUSED.items() if b"passages" not in v[0] and k != "a question that is too long"}
    return {name: (body.replace(b'"question"', b'"text"'), status) for name, (body, status) in asked.items()} | {
        "a quotation that is too long": (json.dumps({"text": "zebra " * 1667}).encode(), 422),
        "white space alone": (b'{"text": "\\n\\u00a0 "}', 422),
        "no text": (b'{"edition": "2016"}', 422),
        "the field of a question": (b'{"question": "zebra"}', 422),
        "an edition as a number": (b'{"text": "zebra", "edition": 2016}', 422),
        "an empty edition": (b'{"text": "zebra", "edition": ""}', 422),
        "a blank edition": (b'{"text": "zebra", "edition": " "}', 422),
        "editions": (b'{"text": "zebra", "edition": ["2016"]}', 422),
        "an edition of any length": (json.dumps({"text": "zebra", "edition": "2" * 101}).encode(), 422),
        "NUL in the edition": (b'{"text": "zebra", "edition": "2016\\u0000"}', 422),
        "a lone surrogate in the edition": (b'{"text": "zebra", "edition": "\\udfff"}', 422),
    }


REFUSALS = [("/api/ask", name, *pair) for name, pair in REFUSED.items()]
REFUSALS += [("/api/verify", name, *pair) for name, pair in refused_verify().items()]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [(path, body, status) for path, _, body, status in REFUSALS],
    ids=[f"{path} {name}" for path, name, _, _ in REFUSALS],
)
def test_a_body_that_cannot_be_looked_up_is_a_problem_that_repeats_no_word_of_it(
    client: TestClient, path: str, body: bytes, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects a door that answers 500, guesses, or tells others what was asked."""
    reply = client.post(path, content=body, headers=JSON)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    assert list(told) == ["type", "title", "status", "detail", "do"]
    assert told["status"] == status
    assert told["detail"]
    assert told["do"]
    assert UNSAID not in reply.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", [RULE, RULE.replace("must", "should"), "treat information", "Why? No idea at all."])
@pytest.mark.parametrize("edition", [None, "2016", "2024"])
def test_the_verdict_is_the_json_of_the_core_function(
    client: TestClient, concordance: Concordance, text: str, edition: str | None, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rejects a door that judges itself, forgets the edition, or keeps the quotation."""
    reply = client.post("/api/verify", json={"text": text, "edition": edition})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.text == verdict_json(verify(text, concordance, edition=edition))
    assert capfd.readouterr() == ("", "")


def test_a_quotation_of_the_greatest_length_is_read_and_no_edition_is_any(client: TestClient) -> None:
    """Rejects a limit of its own, below that of the core function."""
    longest = (RULE + ". " + "é" * 10_000)[:10_000]
    assert client.post("/api/verify", json={"text": longest}).json()["quotation"] == longest
    assert client.post("/api/verify", json={"text": RULE}).json()["edition"] is None


def test_each_door_says_what_it_takes(client: TestClient) -> None:
    """Rejects a problem that tells who checks a quotation how to ask a question."""
    for path, field in (("/api/ask", "question"), ("/api/verify", "text")):
        told = client.post(path, json={}).json()
        assert told["detail"] == f"`{field}` is missing."
        assert f'"{field}"' in told["do"]
        assert f'"{field}"' in client.post(path, content=b"{", headers=JSON).json()["do"]


def test_a_number_of_two_editions_comes_from_that_in_force_first_and_the_other_is_labelled(
    regulator: Index, encoder: HashEncoder
) -> None:
    """Rejects a door that drops or hides what the core function says of editions."""
    found = client_of(regulator, encoder).post("/api/ask", json={"question": "1.2"}).json()
    documents = [passage["document"] for passage in found["passages"][:4]]
    assert [(document["id"], document["status"]) for document in documents] == [
        ("conduct-2023", "in force"),
        ("shapes", "in force"),
        ("conduct-2018", "superseded"),
        ("ladders-2019", "superseded"),
    ]
    assert [passage["standards"][0]["edition"] for passage in found["passages"][:4]] == ["2023", "2023", "2018", "2018"]
    assert [notice["kind"] for notice in found["notices"]] == ["superseded", "superseded"]
    assert "superseded on 1 March 2023" in found["notices"][0]["text"]
    now = "From 1 March 2023: 1.3 and 1.4. In the 2023 edition, 1.2 is a different rule."
    assert [passage["standards"][0]["now"] and passage["standards"][0]["now"]["note"] for passage in found["passages"]][
        :4
    ] == [None, None, now, now]


def test_the_problem_names_the_field(client: TestClient) -> None:
    """Rejects one message for everything."""
    told = client.post("/api/ask", json={"question": "a", "passages": 21}).json()
    assert told["detail"] == "`passages` must be a whole number from 1 to 20."
    assert client.post("/api/ask", json={}).json()["detail"] == "`question` is missing."


@pytest.mark.parametrize(("path", "field"), [("/api/ask", "question"), ("/api/verify", "text")])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_that_another_site_could_send_unasked_is_refused(
    client: TestClient, path: str, field: str, kind: str
) -> None:
    """Rejects a door that reads a form or plain text as JSON, which a browser sends across sites without asking."""
    reply = client.post(path, content=json.dumps({field: "zebra"}), headers={"Content-Type": kind})
    assert reply.status_code == 415
    assert reply.headers["content-type"] == "application/problem+json"
    assert UNSAID not in reply.text


def test_a_body_over_the_limit_is_refused_also_in_chunks(client: TestClient) -> None:
    """Rejects a limit that only believes Content-Length."""
    chunks = (b" " * 1024 for _ in range(LARGEST_BODY // 1024 + 1))
    for path, body in (("/api/ask", b" " * (LARGEST_BODY + 1)), ("/api/verify", chunks)):
        reply = client.post(path, content=body, headers=JSON)
        assert reply.status_code == 413
        assert reply.headers["content-type"] == "application/problem+json"
    whole = b'{"question": "decline friend requests"}'.ljust(LARGEST_BODY)
    assert client.post("/api/ask", content=whole, headers=JSON).status_code == 200


def test_a_failure_nobody_foresaw_tells_its_kind_and_place_and_no_more(capfd: pytest.CaptureFixture[str]) -> None:
    def fail(question: str, passages: int) -> Answer:
        raise ValueError(question)

    def fail_too(text: str, edition: str | None) -> Verdict:
        raise ValueError(text)

    client = TestClient(create_api(fail, fail_too), base_url=HERE)
    for path, body in (("/api/ask", {"question": UNSAID}), ("/api/verify", {"text": UNSAID})):
        reply = client.post(path, json=body)
        assert reply.status_code == 500
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["x-content-type-options"] == "nosniff"
        output, errors = capfd.readouterr()
        assert json.loads(errors.splitlines()[0]).items() >= {("event", "failure"), ("error", "ValueError")}
        assert '"at": "test_server.py:' in errors
        assert UNSAID not in reply.text + output + errors


def test_another_method_is_405_and_says_which(client: TestClient) -> None:
    for path in ("/api/ask", "/api/verify"):
        reply = client.get(path)
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
        "/api/verify/",
        "//api/ask",
    ],
)
def test_what_is_not_on_the_list_is_closed(client: TestClient, path: str) -> None:
    """Rejects a guard that matches by prefix."""
    for method in ("GET", "POST", "HEAD", "OPTIONS", "BREW"):
        reply = client.request(method, HERE + path)
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
    assert {(name.lower(), value) for name, value in reply.headers.raw} >= set(HEADERS)
    assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_the_openapi_document_states_the_answer_and_the_problems(client: TestClient) -> None:
    """Rejects a document that leaves clients to guess."""
    document = client.get("/openapi.json").json()
    for path, name in (("/api/ask", "Answer"), ("/api/verify", "Verdict")):
        replies = document["paths"][path]["post"]["responses"]
        assert replies["200"]["content"] == {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        for status in ("400", "413", "415", "422", "500"):
            content = replies[status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert set(document["paths"]) == {"/api/ask", "/api/verify", "/healthz", "/readyz", "/metrics"}
    assert document["components"]["schemas"]["Verdict"]["required"] == ["verdict", "quotation", "edition"]
    assert not [name for name in document["components"]["schemas"] if "__" in name or name == "HTTPValidationError"]


def test_a_port_in_use_is_an_error_that_names_it() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert address(taken) == f"http://127.0.0.1:{port}"
        with pytest.raises(AddressRefused, match=f"127.0.0.1, port {port}, .* in use.*--port"):
            listen("127.0.0.1", port)


def test_a_reply_goes_out_at_once() -> None:
    """Rejects a body that waits until the client says that it has the head, which costs 40 ms."""
    with listen("127.0.0.1", 0) as bound, socket.create_connection(bound.getsockname()):
        taken, _ = bound.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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


def test_questions_are_answered_while_quotations_wait_for_the_concordance(index: Index, encoder: HashEncoder) -> None:
    """Rejects quotations that take the threads of questions: with many documents a concordance takes its time."""
    made: Future[Concordance] = Future()
    live = Live(Library(index, encoder, made))
    with (
        TestClient(create_api(live.ask, live.check), base_url=HERE) as client,
        ThreadPoolExecutor(2 * SIDE_BY_SIDE) as pool,
    ):
        waiting = [pool.submit(client.post, "/api/verify", json={"text": RULE}) for _ in range(2 * SIDE_BY_SIDE)]
        assert client.post("/api/ask", json={"question": QUESTION}).json()["kind"] == "passages"
        assert not any(one.done() for one in waiting)
        made.set_result(make_concordance(index.corpus))
        assert {one.result().json()["verdict"] for one in waiting} == {"exact"}
