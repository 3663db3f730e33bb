"""A server that can be trusted and one that cannot, and a corpus that names them."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from ingest.fetch.documents import fetch_documents
from ingest.fetch.types import Outcome, Rules
from tests.ingest.fetch.server import Server, running

RULES = Rules(
    private=frozenset({"127.0.0.1", "::1"}),
    most_bytes=100_000,
    document_seconds=20,
    answer_seconds=5,
    attempts=2,
    first_pause=0.01,
    longest_pause=2,
)
HASTY = replace(RULES, answer_seconds=0.15)
BRIEF = replace(RULES, document_seconds=0.3)
Fetch = Callable[..., list[Outcome]]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture(scope="session")
def one_server(authority: trustme.CA) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with running(context) as server:
        yield server


@pytest.fixture
def server(one_server: Server) -> Server:
    """A server at https://localhost whose certificate is not for https://127.0.0.1."""
    one_server.clear()
    return one_server


@pytest.fixture
def folder(tmp_path: Path, server: Server) -> Path:
    """A corpus of one document, that the server has at /page."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_manifest(folder, page=server.url("/page"))
    return folder


@pytest.fixture
def fetch(folder: Path, trust: ssl.SSLContext) -> Fetch:
    def fetch(*ids: str, rules: Rules = RULES, trust: ssl.SSLContext | None = trust) -> list[Outcome]:
        return list(fetch_documents(folder, ids, rules, lambda *_: None, trust))

    return fetch


def write_manifest(folder: Path, media_type: str = "text/html", extra: str = "", **urls: str) -> None:
    entries = [
        f'[[document]]\nid = "{id}"\ntitle = "The {id}"\nurl = "{url}"\nmedia_type = "{media_type}"\n{extra}\n'
        for id, url in urls.items()
    ]
    (folder / "corpus.toml").write_text("\n".join(entries))


def failure(outcomes: list[Outcome]) -> str:
    (outcome,) = outcomes
    assert outcome.kind == "failed"
    assert outcome.error
    assert outcome.error.do
    return str(outcome.error)


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [outcome.kind for outcome in outcomes]


def html(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><html lang='en'><main><h1>The page</h1>{body}</main></html>".encode()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
