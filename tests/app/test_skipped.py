"""A corpus of which a document cannot be read: nothing is built; or, if asked, the rest, and every door says so."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli, library
from app.cite import skipped_notices
from app.web.frame import footer
from ingest.corpus import read_corpus
from ingest.types import Corpus, Skipped, Source
from tests.fakes import HashEncoder

Run = Callable[..., int]
WHY = "not UTF-8 text (byte 0). Save it as UTF-8 and build again."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: HashEncoder) -> Run:
    monkeypatch.setattr(library, "load_encoder", lambda model: encoder)
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["hcpc-guidance", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "phones.txt").write_text("Keep phones in your locker.")
    (folder / "lone_working.txt").write_bytes(b"\xff\xfe")
    return folder


def test_without_the_flag_nothing_is_built(run: Run, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    for arguments in (("build", str(folder)), ("ask", "phones", "--corpus", str(folder))):
        assert run(*arguments) == 1
        assert capsys.readouterr().err == f"hcpc-guidance: lone_working.txt: {WHY}\n"
    assert not library.default_index(folder).exists()


def test_with_it_the_rest_is_built_and_every_answer_says_what_is_missing(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert run("build", str(folder), "--skip-unreadable") == 0
    said = capsys.readouterr().out
    assert said == f"1 document, 1 passage: {library.default_index(folder)}\nLeft out: lone_working: {WHY}\n"
    missing = "Not searched, as it cannot be read: “lone working”."
    assert run("ask", "phones", "--corpus", str(folder)) == 0
    assert f"{missing}\n\n1\n   “Keep phones in your locker.”" in capsys.readouterr().out
    assert run("ask", "puncture", "--corpus", str(folder), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["notices"] == [{"kind": "skipped", "text": missing}]


def test_the_doors_without_an_index_serve_with_the_documents_that_the_index_has(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Rejects a standard or a quotation that cannot be looked up where a question can be asked."""
    doors = (("standard", "1.1"), ("verify", "Keep phones in your locker."))
    for door in doors:
        assert run(*door, "--corpus", str(folder)) == 1
        assert capsys.readouterr().err == f"hcpc-guidance: lone_working.txt: {WHY}\n"
    run("build", str(folder), "--skip-unreadable")
    capsys.readouterr()
    for door in doors:
        assert run(*door, "--corpus", str(folder)) == 0
        assert "Not searched, as it cannot be read: “lone working”." in capsys.readouterr().out
    (folder / "another.txt").write_bytes(b"\xff\xfe")
    for door in doors:
        assert run(*door, "--corpus", str(folder)) == 1
        assert capsys.readouterr().err == f"hcpc-guidance: another.txt: {WHY}\n"


def test_a_build_without_the_flag_is_not_content_with_an_index_that_lacks_a_document(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    run("build", str(folder), "--skip-unreadable")
    before = {path: path.read_bytes() for path in library.default_index(folder).rglob("*") if path.is_file()}
    assert run("build", str(folder)) == 1
    assert capsys.readouterr().err == f"hcpc-guidance: lone_working.txt: {WHY}\n"
    assert {path: path.read_bytes() for path in library.default_index(folder).rglob("*") if path.is_file()} == before
    assert run("ask", "phones", "--corpus", str(folder)) == 0


def test_a_document_that_was_mended_is_asked_for_and_then_there(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    run("build", str(folder), "--skip-unreadable")
    (folder / "lone_working.txt").write_text("Tell somebody where you are.")
    assert run("ask", "phones", "--corpus", str(folder)) == 1
    said = capsys.readouterr().err
    assert "sources.lone_working.bytes" in said
    assert said.endswith(f"Run: hcpc-guidance build {folder}\n")
    assert run("build", str(folder)) == 0
    assert "Left out" not in capsys.readouterr().out
    assert run("ask", "tell somebody", "--corpus", str(folder)) == 0
    said = capsys.readouterr().out
    assert "“Tell somebody where you are.”" in said
    assert "Not searched" not in said


def test_the_foot_of_the_page_says_what_is_not_searched_and_why(folder: Path) -> None:
    (folder / "lone_working.txt").rename(folder / "<b>lone.txt")
    html = footer(read_corpus(folder, skip_unreadable=True))
    assert "<h2>What is not searched, as it cannot be read</h2>" in html
    assert "<li><cite>&lt;b&gt;lone</cite>. not UTF-8 text (byte 0).</li>" in html
    (folder / "<b>lone.txt").unlink()
    assert "not searched" not in footer(read_corpus(folder))


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, None),
        (1, "Not searched, as it cannot be read: “A”."),
        (3, "Not searched, as they cannot be read: “A”, “B”, “C”."),
        (5, "Not searched, as they cannot be read: “A”, “B”, “C” and 2 more."),
    ],
)
def test_a_notice_names_three_documents_at_most(count: int, text: str | None, corpus: Corpus) -> None:
    ids = "abcde"[:count]
    sources = tuple(Source(id, id.upper()) for id in ids)
    without = replace(corpus, sources=sources, skipped=tuple(Skipped(id, "", "", None) for id in ids))
    assert [notice.text for notice in skipped_notices(without)] == ([text] if text else [])
