"""Who may come in: under which names the server answers, and to the pages of which origins."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

import pytest
from starlette.testclient import TestClient

from app import cli
from app.web.access import LOCAL_HOSTS, Access, read_access, read_host, read_origin
from app.web.api import create_api
from app.web.live import Live, make_library
from index.types import Index
from ingest.errors import AddressRefused
from tests.fakes import HashEncoder

INTRANET, ELSEWHERE = "https://intranet.example", "https://evil.example"
ASK, CHECK = {"question": "decline friend requests"}, {"text": "You must"}
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def client_of(index: Index, encoder: HashEncoder, access: Access) -> TestClient:
    live = Live(make_library(index, encoder))
    return TestClient(create_api(live.ask, live.check, access), base_url="http://127.0.0.1:7860")


@pytest.fixture(scope="module")
def closed(index: Index, encoder: HashEncoder) -> Iterator[TestClient]:
    with client_of(index, encoder, Access()) as client:
        yield client


@pytest.fixture(scope="module")
def shared(index: Index, encoder: HashEncoder) -> Iterator[TestClient]:
    access = Access(hosts=("guidance.example", *LOCAL_HOSTS), origins=(INTRANET, "http://other.example:8080"))
    with client_of(index, encoder, access) as client:
        yield client


def cors(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "LocalHost", "[::1]:80", "guidance.example:443"])
def test_it_answers_to_its_names_at_any_port(shared: TestClient, host: str) -> None:
    """Rejects a check that a proxy or another port of the same server would fail."""
    assert shared.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "localhost, evil.example",
        "[::1].evil.example",
        "localhost:7860:7860",
        "2130706433",
        "",
    ],
)
def test_under_any_other_name_it_says_nothing(shared: TestClient, host: str) -> None:
    """Rejects a check by beginning or end, and one that lets a page elsewhere rebind its name."""
    for method, path in (("GET", "/healthz"), ("POST", "/api/ask"), ("GET", "/"), ("OPTIONS", "/api/ask")):
        reply = shared.request(method, path, headers={"Host": host})
        assert reply.status_code == 421
        assert reply.headers["content-type"] == "application/problem+json"
        assert "evil" not in reply.text


def test_a_forwarded_host_is_not_believed(shared: TestClient) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert shared.get("/healthz", headers=forged).status_code == 421


@pytest.mark.parametrize(("path", "body"), [("/api/ask", ASK), ("/api/verify", CHECK)])
def test_pages_of_a_named_origin_may_ask_and_of_no_other(shared: TestClient, path: str, body: dict[str, str]) -> None:
    """Rejects a server that reflects any origin, or lets it send what it keeps for a site."""
    for origin in (INTRANET, "http://other.example:8080"):
        before = shared.options(path, headers={"Origin": origin, **PREFLIGHT})
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == origin
        assert before.headers["access-control-allow-methods"] == "POST"
        after = shared.post(path, json=body, headers={"Origin": origin})
        assert after.status_code == 200
        assert cors(after.headers) == {"access-control-allow-origin": origin}
        assert "Origin" in after.headers["vary"]
    for origin in (ELSEWHERE, "http://intranet.example", f"{INTRANET}:8443", f"{INTRANET}.evil.example", "null"):
        before = shared.options(path, headers={"Origin": origin, **PREFLIGHT})
        assert before.status_code == 400
        assert "access-control-allow-origin" not in before.headers
        assert cors(shared.post(path, json=body, headers={"Origin": origin}).headers) == {}


def test_a_refusal_can_be_read_by_the_page_that_asked(shared: TestClient) -> None:
    """Rejects problems without the header: the widget could only say that something went wrong."""
    reply = shared.post("/api/ask", json={"question": " "}, headers={"Origin": INTRANET})
    assert reply.status_code == 422
    assert reply.headers["access-control-allow-origin"] == INTRANET


def test_unless_told_no_other_page_may_read_anything(closed: TestClient) -> None:
    for path in ("/api/ask", "/api/verify", "/healthz", "/widget.js", "/embed", "/openapi.json"):
        for method in ("GET", "POST", "OPTIONS"):
            reply = closed.request(method, path, headers={"Origin": INTRANET, **PREFLIGHT})
            assert "access-control-allow-origin" not in reply.headers
    assert "frame-ancestors 'none'" in closed.get("/embed").headers["content-security-policy"]


def test_when_told_only_what_the_widget_needs_is_for_all(shared: TestClient) -> None:
    """Rejects one rule for every address."""
    for path in ("/healthz", "/widget.js"):
        assert cors(shared.get(path, headers={"Origin": ELSEWHERE}).headers) == {"access-control-allow-origin": "*"}
    for path in ("/openapi.json", "/embed", "/page.css"):
        assert cors(shared.get(path, headers={"Origin": INTRANET}).headers) == {}


def test_only_named_origins_may_frame_it(shared: TestClient) -> None:
    framed = shared.get("/embed").headers["content-security-policy"]
    assert f"frame-ancestors {INTRANET} http://other.example:8080" in framed
    assert "frame-ancestors 'none'" in shared.get("/healthz").headers["content-security-policy"]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://intranet.example", "https://intranet.example"),
        (" HTTPS://Intranet.Example/ ", "https://intranet.example"),
        ("https://intranet.example:443", "https://intranet.example"),
        ("http://intranet.example:80", "http://intranet.example"),
        ("http://intranet.example:443", "http://intranet.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://192.0.2.7", "http://192.0.2.7"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(text: str, origin: str) -> None:
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "null",
        "",
        "intranet.example",
        "https://",
        "https://*.example",
        "https://intranet.example/page",
        "https://intranet.example?x",
        "https://intranet.example#x",
        "https://user@intranet.example",
        "https://intranet.example:port",
        "https://intranet.example:99999",
        "ftp://intranet.example",
        "javascript:alert(1)",
        "https://a.example https://b.example",
        "https://a.example; script-src *",
        "https://a.example'",
        "https://münchen.example",
    ],
)
def test_what_is_no_origin_is_an_error_that_says_how_to_write_one(text: str) -> None:
    """Rejects a value that would go into a policy, or match nothing without a word."""
    with pytest.raises(AddressRefused, match=re.escape(f"“{text}” is ") + ".*https://intranet.example "):
        read_origin(text)


@pytest.mark.parametrize("text", ["", "*", "http://guidance.example", "guidance.example:80", "a b", "*.example", "a/"])
def test_what_is_no_host_is_an_error_that_says_how_to_write_one(text: str) -> None:
    with pytest.raises(AddressRefused, match=r"is not the name of a host\. Write the name"):
        read_host(text)


def test_an_address_of_version_6_is_known_with_or_without_its_brackets() -> None:
    assert read_host("::1") == read_host("[::1]") == "[::1]"


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_every_address_needs_the_names_that_it_is_asked_by(host: str) -> None:
    """Rejects a server that is open under any name because nobody thought of it."""
    with pytest.raises(AddressRefused, match=f"--host {host} listens on every address.*--allow-host guidance.example"):
        read_access(host, (), ())
    assert read_access(host, ["Guidance.example"], ()).hosts == ("guidance.example", *LOCAL_HOSTS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "::"), "--host :: listens on every address"),
        (("--allow-origin", "*"), "“*” is not an origin"),
        (("--allow-host", "http://guidance.example"), "“http://guidance.example” is not the name of a host."),
    ],
)
def test_serve_refuses_before_it_loads_anything(
    arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setattr(cli, "opened", lambda *_: pytest.fail("loaded"))
    monkeypatch.setattr(sys, "argv", ["hcpc-guidance", "serve", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith(f"hcpc-guidance: {said}")


def test_a_host_that_is_listened_on_is_a_name_of_the_server() -> None:
    assert read_access("192.0.2.7", (), ()) == Access(hosts=("192.0.2.7", *LOCAL_HOSTS))
    assert read_access("127.0.0.1", (), [INTRANET, INTRANET]) == Access(origins=(INTRANET,))


@pytest.mark.parametrize("text", ["127.0.0.1", " ::1 ", "10.0.0.0/8", "2001:db8::/32"])
def test_a_proxy_is_an_address_or_a_network(text: str) -> None:
    assert read_access("127.0.0.1", (), (), [text]).proxies == (text.strip(),)


@pytest.mark.parametrize("text", ["*", "", "proxy.example", "10.0.0.1/8", "127.0.0.1:80", "0x7f.1"])
def test_what_is_no_proxy_is_an_error_and_trusts_nobody(text: str) -> None:
    """Rejects a star, which would believe everyone, and a name, which would match nobody without a word."""
    with pytest.raises(AddressRefused, match=re.escape(f"“{text}” is neither") + ".*--trusted-proxy"):
        read_access("127.0.0.1", (), (), [text])


@pytest.mark.parametrize(("text", "root"), [("", ""), ("/", ""), ("/guidance", "/guidance"), (" /a/b-c/ ", "/a/b-c")])
def test_a_root_path_has_no_slash_at_its_end(text: str, root: str) -> None:
    assert read_access("127.0.0.1", (), (), root=text).root == root


@pytest.mark.parametrize("text", ["guidance", "https://intranet.example/guidance", "//evil.example", "/a/../b", "/a b"])
def test_what_is_no_root_path_is_an_error(text: str) -> None:
    """Rejects a root that would send the page's requests to another host."""
    with pytest.raises(AddressRefused, match="is not a path"):
        read_access("127.0.0.1", (), (), root=text)
