"""Entries proposed for the files of a folder: TOML that a corpus can be read from as it stands."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import read_sources
from ingest.proposal import propose, quoted, unlisted

PAGE = """<!doctype html><html lang="en"><head><link rel="canonical" href="https://a.example/phones"></head>
<main><h1>Phones at work</h1><p>Keep phones in your locker.</p><p>Page updated on: 24/03/2021</p></main></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Lone worker policy.txt").write_text("Tell somebody where you are.", "utf-8")
    (tmp_path / "phones.html").write_text(PAGE, "utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "scan.tiff").write_bytes(b"II*\x00")
    (tmp_path / ".hidden.txt").write_text("Nobody's.")
    return tmp_path


def test_each_file_gets_an_entry_with_what_it_says_of_itself(folder: Path) -> None:
    entries = {entry["id"]: entry for entry in tomllib.loads(propose(folder))["document"]}
    assert entries == {
        "lone-worker-policy": {
            "id": "lone-worker-policy",
            "title": "Lone worker policy",
            "file": "Lone worker policy.txt",
            "media_type": "text/plain",
        },
        "broken": {"id": "broken", "title": "broken", "file": "broken.txt", "media_type": "text/plain"},
        "phones": {
            "id": "phones",
            "title": "Phones at work",
            "file": "phones.html",
            "media_type": "text/html",
            "url": "https://a.example/phones",
            "updated": date(2021, 3, 24),
        },
    }


def test_saved_as_it_is_the_proposal_is_a_corpus(folder: Path) -> None:
    (folder / "corpus.toml").write_text(propose(folder), "utf-8")
    assert [source.id for source in read_sources(folder)] == ["lone-worker-policy", "broken", "phones"]
    assert unlisted(folder) == []


def test_only_what_has_no_entry_is_proposed_under_an_id_of_its_own(folder: Path) -> None:
    (folder / "corpus.toml").write_text('[[document]]\nid = "phones"\ntitle = "Other"\nfile = "broken.txt"\n')
    (folder / "Phones.txt").write_text("Keep phones in your locker.")
    added = propose(folder)
    assert [entry["id"] for entry in tomllib.loads(added)["document"]] == ["lone-worker-policy", "phones-2", "phones-3"]
    with (folder / "corpus.toml").open("a") as manifest:
        manifest.write(added)
    assert len(read_sources(folder)) == 4


def test_the_file_that_a_shell_has_just_emptied_is_no_corpus_yet(folder: Path) -> None:
    """As in: hcpc-guidance sources --propose > corpus.toml"""
    before = propose(folder)
    (folder / "corpus.toml").touch()
    assert propose(folder) == before


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_quoted_so_that_it_is_read_back(text: str) -> None:
    assert tomllib.loads(f"a = {quoted(text)}") == {"a": text}
