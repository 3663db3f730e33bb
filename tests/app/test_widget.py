"""The widget as it is served, without a browser: small, the same at each address, and in the page's own words."""

from __future__ import annotations

import gzip
import hashlib
import re
import string
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.cite import UNOFFICIAL
from app.verification.verdict import Verdict
from app.web.access import Access
from app.web.api import create_api
from app.web.cards import REWORD
from app.web.embed import embed_html, embed_policy, scripts
from app.web.frame import PRIVATE, TITLE
from app.web.page import FAILED, SEARCHING
from app.web.widget import STATIC, snippet, widget, words
from tests.app.test_server import HERE

LARGEST = 6 * 1024  # bytes, packed


def never(*_: object) -> Verdict:
    raise AssertionError


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_api(never, never, Access()), base_url=HERE)  # type: ignore[arg-type]


def test_it_is_small(client: TestClient) -> None:
    """Rejects a widget that grew, and one that is sent unpacked."""
    script = widget()
    print(f"widget: {len(script.code):,} bytes, {len(script.packed):,} packed")
    assert len(script.packed) <= LARGEST
    assert gzip.decompress(script.packed) == script.code
    reply = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert int(reply.headers["content-length"]) == len(script.packed)
    assert "Accept-Encoding" in reply.headers["vary"]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_both_addresses_give_the_same_script_and_one_of_them_for_good(client: TestClient, encoding: str) -> None:
    """Rejects a script kept for good at an address that other bytes may have one day."""
    newest, versioned = (
        client.get(path, headers={"Accept-Encoding": encoding}) for path in ("/widget.js", f"/{widget().name}")
    )
    for reply in (newest, versioned):
        assert reply.content == widget().code
        assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert newest.headers["cache-control"] == "no-cache"
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/widget-000000000000.js").status_code == 404


def test_the_hash_that_is_printed_is_that_of_the_bytes(client: TestClient) -> None:
    digest = hashlib.sha384(client.get("/widget.js").content).digest()
    assert f'integrity="sha384-{b64encode(digest).decode()}"' in snippet("http://guidance.example:7860")
    assert f'src="http://guidance.example:7860/{widget().name}"' in snippet("http://guidance.example:7860")


def test_what_is_left_out_is_comments_and_space(client: TestClient) -> None:
    """Rejects a rule that takes a piece of the program for a comment, or takes space out of a text."""
    script = re.sub(
        r"^\s*(?://|/\*\*).*| // .*", "", (STATIC / "widget.js").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    given, _, code = client.get("/widget.js").text.partition("\n")
    assert ':host([theme=\\"dark\\"]) section{' in given
    assert "".join(script.split()) == "".join(code.split())
    texts = re.findall(r'"[^"\n]*"|`[^`]*`|(?<=[(=])/.+?/[gi]+', script)
    assert len(texts) > 100
    assert [text for text in texts if text not in code] == []


def test_every_language_says_the_same_with_the_same_values() -> None:
    """Rejects a translation that lacks a text or a value, and a text that nothing shows."""
    english, welsh = words()["en"], words()["cy"]
    assert list(english) == list(welsh)
    shown = (STATIC / "widget.js").read_text(encoding="utf-8")
    for key, text in english.items():
        assert f'"{key}"' in shown
        assert values(welsh[key]) == values(text) - {"s"}  # the plural of an English word
    assert set(re.findall(r'this\.say\(\s*"(\w+)"', shown)) <= set(english)


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_in_english_it_says_what_the_page_says() -> None:
    english = words()["en"]
    assert english["heading"] == TITLE
    assert english["unofficial"] == UNOFFICIAL
    assert english["private"].startswith(PRIVATE.partition(" to the server")[0])
    assert english["reword"] == REWORD
    assert english["searching"] == SEARCHING
    assert english["failed"] == FAILED


def test_nothing_in_it_reads_html() -> None:
    script = (STATIC / "widget.js").read_text(encoding="utf-8") + (STATIC / "embed.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|srcdoc|DOMParser", script)


ON = {  # by colour: what it stands on
    "ink": ("paper", "band", "mark", "care"),
    "soft": ("paper", "band"),
    "accent": ("paper", "band", "care"),
    "on-accent": ("accent",),
    "error": ("paper", "band"),
}
SEEN = {"edge": ("paper",), "focus": ("paper", "band", "care"), "care-edge": ("care",)}  # no text: 3 to 1 is enough


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_can_be_read_on_what_it_stands_on(scheme: int) -> None:
    """Rejects a palette that is only pretty; the rings of focus are not seen by axe."""
    palette = {name: pair[scheme] for name, pair in colours().items()}
    for pairs, least in ((ON, 4.5), (SEEN, 3)):
        for colour, grounds in pairs.items():
            assert {ground for ground in grounds if contrast(palette[colour], palette[ground]) < least} == set()


def test_its_colours_are_the_pages() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", (STATIC / "page.css").read_text(encoding="utf-8"), re.DOTALL)
    pages = [dict(re.findall(r"--([\w-]+): #(\w+);", part)) for part in (light, dark)]
    assert {name: tuple(full(p[name]) for p in pages) for name in colours()} == colours()


def colours() -> dict[str, tuple[str, str]]:
    style = (STATIC / "widget.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\(#(\w+), #(\w+)\)", style)
    return {name: (full(light), full(dark)) for name, light, dark in found}


def full(colour: str) -> str:
    return colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script" and data:
            self.scripts.append(data)


def test_the_embed_runs_only_its_own_scripts(client: TestClient) -> None:
    """Rejects a policy under which anything else would run, were it in the page or at an address of the server."""
    reply = client.get("/embed")
    page = Read(reply.text)
    assert page.scripts == list(scripts())
    assert page.scripts[1].encode() == widget().code
    policy = reply.headers["content-security-policy"]
    hashes = [b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert f"script-src {allowed}; " in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert client.get("/icon.svg").status_code == 200


def test_the_embed_knows_whom_to_tell_its_height() -> None:
    origins = ("https://intranet.example", "http://[::1]:8080")
    assert Read(embed_html(origins)).elements[0] == (
        "html",
        {"lang": "en-GB", "data-parents": "https://intranet.example http://[::1]:8080"},
    )
    assert embed_policy(origins).endswith("; frame-ancestors https://intranet.example http://[::1]:8080")
    assert embed_policy(()).endswith("; frame-ancestors 'none'")
