"""Fetching from a server that misbehaves on purpose: what is refused changes nothing, what is kept is whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.corpus import read_corpus
from ingest.errors import CorpusError
from ingest.fetch import retry
from ingest.fetch.body import PIECE, gunzip
from ingest.fetch.documents import fetch_documents
from ingest.fetch.types import Rules
from ingest.lock import read_lock
from tests.conftest import REGULATOR
from tests.ingest.fetch.conftest import BRIEF, HASTY, RULES, Fetch, failure, html, kinds, snapshot, write_manifest
from tests.ingest.fetch.server import (
    Route,
    Server,
    answer,
    cut_short,
    dripping,
    dripping_headers,
    endless,
    in_turn,
    sends_on,
    silent,
    with_etag,
    without_length,
)

pytestmark = pytest.mark.slow

FIRST = html("Keep phones in your locker.", "Wash your hands before and after each contact.")
SECOND = html("Keep phones in your locker at all times.", "Speak up.")
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(scope="module")
def held(one_server: Server, trust: ssl.SSLContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus after its document was fetched."""
    folder = tmp_path_factory.mktemp("held")
    write_manifest(folder, page=one_server.url())
    one_server.clear()
    one_server.routes["/page"] = answer(200, FIRST)
    assert kinds(list(fetch_documents(folder, (), RULES, lambda *_: None, trust))) == ["new"]
    return folder


@pytest.mark.parametrize(
    ("route", "reason", "rules"),
    [
        (silent, "does not answer in time, 2 times in a row", HASTY),
        (dripping, "took longer than 0.3 seconds", BRIEF),
        (dripping_headers, "took longer than 0.3 seconds", BRIEF),
        (cut_short, "without sending complete message body", RULES),
        (without_length, "without its length", RULES),
        (endless, "is larger than 0.1 MB", RULES),
        (answer(200, b"x", Content_Length="100001"), "is larger than 0.1 MB", RULES),
        (answer(200, gzip.compress(bytes(200_000)), Content_Encoding="gzip"), "is larger than 0.1 MB", RULES),
        (answer(200, gzip.compress(SECOND)[:-9], Content_Encoding="gzip"), "comes compressed and not whole", RULES),
        (
            answer(200, gzip.compress(SECOND) + b"more", Content_Encoding="gzip"),
            "comes compressed and not whole",
            RULES,
        ),
        (answer(200, b"not gzip", Content_Encoding="gzip"), "comes compressed and damaged", RULES),
        (answer(200, SECOND, Content_Encoding="br"), "compressed in a way that was not asked for (br)", RULES),
        (answer(200, PDF, Content_Type="text/html"), "is application/pdf, but its entry says text/html", RULES),
        (answer(200, b"PK\x03\x04", Content_Type="text/html"), "is application/zip", RULES),
        (answer(200, b"", Content_Type="text/html"), "is text/plain", RULES),
        (answer(200, b"<!doctype html><main></main>"), "holds no main text", RULES),
        (answer(200, b"<!doctype html><main><p>\xff\xfe</main>"), "not utf-8", RULES),
        (answer(204), "answers 204 (No Content)", RULES),
        (answer(304), "answers 304 (Not Modified)", RULES),
        (answer(401), "answers 401 (Unauthorized)", RULES),
        (answer(404, SECOND), "answers 404 (Not Found)", RULES),
        (answer(500), "answers 500 (Internal Server Error), 2 times in a row", RULES),
        (answer(503, Retry_After="3600"), "asks to be left alone for 3600 seconds", RULES),
        (answer(429, Retry_After=format_datetime(datetime(2999, 1, 1, tzinfo=UTC))), "asks to be left alone", RULES),
        (answer(429, Retry_After="1"), "no time is left to try again", BRIEF),
        (sends_on("https://other.example/"), "other.example/, which has a host that corpus.toml does not", RULES),
        (sends_on("//localhost:1/page"), "which has a host that corpus.toml does not name", RULES),
        (sends_on("https://169.254.169.254/latest/"), "which has a host that corpus.toml does not name", RULES),
        (sends_on("file:///etc/passwd"), "sends on to file:/etc/passwd, which does not start with https", RULES),
        (sends_on("http://localhost/page"), "which is not https", RULES),
        (sends_on("https://me:secret@localhost/page"), "which holds a user name or a password", RULES),
        (sends_on("https://[::1"), "Invalid URL in location header", RULES),
        (sends_on("/page"), "sends on more than 5 times", RULES),
    ],
)
def test_what_is_refused_changes_nothing(
    server: Server, fetch: Fetch, folder: Path, held: Path, route: Route, reason: str, rules: Rules
) -> None:
    shutil.copytree(held, folder, dirs_exist_ok=True)
    before = snapshot(folder)
    server.routes["/page"] = route
    error = failure(fetch(rules=rules))
    assert error.startswith(server.url("/page"))
    assert reason in error
    assert snapshot(folder) == before
    assert read_corpus(folder).documents[0].sha256 == hashlib.sha256(FIRST).hexdigest()


def test_a_first_fetch_that_fails_leaves_nothing_behind(server: Server, fetch: Fetch, folder: Path) -> None:
    before = snapshot(folder)
    server.routes["/page"] = cut_short
    failure(fetch())
    assert snapshot(folder) == before
    assert [path.name for path in folder.iterdir()] == ["corpus.toml"]


def test_bytes_are_kept_as_they_were_received_with_all_that_is_known_of_them(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    server.routes["/page"] = sends_on("/there")
    server.routes["/there"] = answer(200, FIRST, ETag='"1"', Last_Modified="Wed, 24 Mar 2021 10:00:00 GMT")
    before = datetime.now(UTC) - timedelta(seconds=1)
    assert kinds(fetch()) == ["new"]
    download = read_lock(folder / "fetched")["page"]
    assert (folder / "fetched" / download.file).read_bytes() == FIRST
    assert download.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert before <= download.fetched <= datetime.now(UTC)
    assert (download.url, download.final_url) == (server.url("/page"), server.url("/there"))
    assert (download.etag, download.last_modified) == ('"1"', "Wed, 24 Mar 2021 10:00:00 GMT")
    assert {path.name for path in (folder / "fetched").iterdir()} >= {"corpus.lock.json", download.file}


def test_a_pdf_is_kept_and_read_as_one(server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, media_type="application/pdf", page=server.url())
    server.routes["/page"] = answer(200, pdf("Keep phones in your locker."), Content_Type="text/plain")
    assert kinds(fetch()) == ["new"]
    (document,) = read_corpus(folder).documents
    assert "Keep phones in your locker." in document.text
    assert str(document.source.file).endswith(".pdf")


def pdf(*lines: str) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data)
    for i, line in enumerate(lines):
        canvas.drawString(72, 720 - 40 * i, line)
    canvas.save()
    return data.getvalue()


def test_what_was_compressed_for_the_way_is_kept_as_the_server_has_it(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    server.routes["/page"] = answer(200, gzip.compress(FIRST), Content_Encoding="gzip")
    fetch()
    assert read_corpus(folder).documents[0].sha256 == hashlib.sha256(FIRST).hexdigest()


def test_a_bomb_is_decoded_a_little_at_a_time() -> None:
    """Rejects decoding a small part to whatever it holds before its size is looked at."""
    bomb = gzip.compress(bytes(10**7))
    pieces = list(map(len, gunzip(iter([bomb[:99], bomb[99:]]))))
    assert sum(pieces) == 10**7
    assert max(pieces) <= PIECE


def test_the_second_fetch_of_an_unchanged_corpus_transfers_no_bodies(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    write_manifest(folder, a=server.url("/a"), b=server.url("/b"))
    server.routes["/a"] = with_etag(FIRST, '"1"')
    date = "Wed, 24 Mar 2021 10:00:00 GMT"
    server.routes["/b"] = lambda handler: answer(
        *((304,) if handler.headers.get("If-Modified-Since") == date else (200, SECOND)), Last_Modified=date
    )(handler)
    assert kinds(fetch()) == ["new", "new"]
    assert server.sent == len(FIRST) + len(SECOND)
    held = snapshot(folder)
    assert kinds(fetch()) == ["same", "same"]
    assert server.sent == len(FIRST) + len(SECOND)
    assert snapshot(folder) == held


def test_a_changed_document_replaces_the_one_before_and_the_difference_is_told(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    server.routes["/page"] = in_turn(with_etag(FIRST, '"1"'), with_etag(SECOND, '"2"'))
    fetch()
    (outcome,) = fetch()
    assert outcome.kind == "changed"
    assert outcome.difference
    assert outcome.difference.changed == (("Keep phones in your locker.", "Keep phones in your locker at all times."),)
    assert outcome.difference.removed == ("Wash your hands before and after each contact.",)
    assert outcome.difference.added == ("Speak up.",)
    assert read_corpus(folder).documents[0].sha256 == hashlib.sha256(SECOND).hexdigest()
    assert len([path for path in (folder / "fetched").iterdir() if path.suffix == ".html"]) == 1
    assert kinds(fetch()) == ["same"]


def test_the_same_bytes_sent_again_are_no_change(server: Server, fetch: Fetch, folder: Path) -> None:
    """Rejects a new date for bytes that were received before."""
    server.routes["/page"] = answer(200, FIRST)
    fetch()
    lock = folder / "fetched" / "corpus.lock.json"
    lock.write_text(re.sub(r"20\d\d-\d\d-\d\d", "2021-03-24", lock.read_text()))
    held = snapshot(folder)
    assert kinds(fetch()) == ["same"]
    assert snapshot(folder) == held


def test_a_download_that_somebody_changed_is_fetched_anew(server: Server, fetch: Fetch, folder: Path) -> None:
    """Rejects asking the server whether its document changed, when ours did."""
    server.routes["/page"] = with_etag(FIRST, '"1"')
    fetch()
    path = folder / "fetched" / read_lock(folder / "fetched")["page"].file
    path.write_bytes(SECOND)
    assert kinds(fetch()) == ["new"]
    assert path.read_bytes() == FIRST


def test_an_entry_with_another_address_is_not_answered_by_what_was_fetched_from_the_first(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    server.routes["/page"], server.routes["/moved"] = with_etag(FIRST, '"1"'), with_etag(SECOND, '"1"')
    fetch()
    write_manifest(folder, page=server.url("/moved"))
    with pytest.raises(CorpusError, match="no documents here"):
        read_corpus(folder)
    assert kinds(fetch()) == ["new"]
    assert read_corpus(folder).documents[0].sha256 == hashlib.sha256(SECOND).hexdigest()


@pytest.mark.parametrize(
    ("routes", "pauses"),
    [
        ((answer(500), answer(200, FIRST)), [0.01]),
        ((answer(429, Retry_After="1"), answer(200, FIRST)), [1.0]),
        ((answer(503, Retry_After="0"), answer(503), answer(200, FIRST)), [0.01, 0.02]),
        ((answer(503, Retry_After="soon"), answer(200, FIRST)), [0.01]),
        ((cut_short, answer(200, FIRST)), [0.01]),
    ],
)
def test_what_may_go_better_a_moment_later_is_tried_again(
    server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch, routes: tuple[Route, ...], pauses: list[float]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(retry, "sleep", slept.append)
    server.routes["/page"] = in_turn(*routes)
    assert kinds(fetch(rules=replace(RULES, attempts=4))) == ["new"]
    assert slept == pauses


def test_one_document_that_fails_keeps_no_other_from_being_fetched(server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, gone=server.url("/gone"), page=server.url("/page"))
    server.routes["/page"] = answer(200, FIRST)
    assert kinds(fetch()) == ["failed", "new"]
    assert [document.source.id for document in read_corpus(folder).documents] == ["page"]


def test_only_what_is_asked_for_is_fetched(server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, a=server.url("/a"), b=server.url("/b"))
    server.routes["/b"] = answer(200, FIRST)
    assert kinds(fetch("b", "b")) == ["new"]
    assert server.requests == ["/robots.txt", "/b"]


@pytest.mark.parametrize(
    ("id", "reason"),
    [("nobody", "no document has the id"), ("held", "is in the corpus as"), ("known", "address of known is not known")],
)
def test_what_cannot_be_fetched_is_said_before_anything_is(
    server: Server, fetch: Fetch, folder: Path, id: str, reason: str
) -> None:
    entries = '[[document]]\nid = "held"\ntitle = "H"\nfile = "h.txt"\n[[document]]\nid = "known"\ntitle = "K"\n'
    with (folder / "corpus.toml").open("a") as file:
        file.write(entries)
    with pytest.raises(CorpusError, match=reason):
        fetch("page", id)
    assert server.requests == []


def test_a_document_that_says_another_date_than_its_entry_is_not_kept(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    write_manifest(folder, extra="updated = 2021-03-24", page=server.url())
    server.routes["/page"] = answer(200, html("Keep phones away.", "Page updated on: 25/03/2021"))
    before = snapshot(folder)
    assert "says it was updated on 2021-03-25" in failure(fetch())
    assert snapshot(folder) == before


def test_a_document_of_another_edition_than_its_entry_says_is_not_kept(
    server: Server, fetch: Fetch, folder: Path
) -> None:
    title = "Standards of behaviour for lamplighters"
    write_manifest(folder, extra=f'standards = "{title}"\nedition = "2018"', page=server.url())
    (folder / "crosswalk.toml").write_bytes((REGULATOR / "crosswalk.toml").read_bytes())
    server.routes["/page"] = answer(200, html("1.3 You must keep your ladder clear of doors."))
    before = snapshot(folder)
    assert "1.3 exists only in that of 2023" in failure(fetch())
    assert snapshot(folder) == before


def test_we_say_who_we_are_and_keep_no_cookies(server: Server, fetch: Fetch, folder: Path) -> None:
    write_manifest(folder, a=server.url("/a"), b=server.url("/b"))
    server.routes["/a"] = server.routes["/b"] = answer(200, FIRST, Set_Cookie="who=you; Path=/")
    fetch()
    assert {headers["User-Agent"] for headers in server.headers} == {f"hcpc-guidance/{version('hcpc-guidance')}"}
    assert not any("Cookie" in headers for headers in server.headers)
