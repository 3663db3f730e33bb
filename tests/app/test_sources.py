"""What sources says of a document that was fetched: there, changed, missing; and fetch at the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import cli, library
from ingest.errors import UnreadableDocument
from ingest.fetch import network
from ingest.lock import read_lock
from tests.fakes import HashEncoder
from tests.ingest.fetch.conftest import html, write_manifest
from tests.ingest.fetch.server import Server, answer, running

Run = Callable[..., int]
FIRST = html("Keep phones in your locker.", "1.1 You must wash your hands.")
SECOND = html("Keep phones in your locker at all times.", "1.2 You must speak up.")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(network, "is_public", lambda address: True)
    with running(None) as server:
        server.routes["/page"] = answer(200, FIRST)
        yield server


@pytest.fixture
def folder(tmp_path: Path, server: Server) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_manifest(folder, extra='standards = "Rules"\nedition = "1"', page=server.url(), gone=server.url("/gone"))
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, encoder: HashEncoder) -> Run:
    monkeypatch.setattr(library, "load_encoder", lambda model: encoder)
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["hcpc-guidance", *arguments, "--corpus", str(folder)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    return run


def test_what_was_fetched_is_answered_from_and_what_failed_is_said(
    run: Run, capsys: pytest.CaptureFixture[str], server: Server
) -> None:
    assert run("fetch", "--allow-http") == 1
    said = capsys.readouterr()
    assert said.out.startswith("The page\n   page: fetched\n\n1 document, 2 passages: ")
    assert said.err == (
        f"hcpc-guidance: gone: {server.url('/gone')}: answers 404 (Not Found). "
        "Check the address in corpus.toml: the document may have moved.\n"
    )
    assert run("ask", "phones") == 0
    assert "“Keep phones in your locker.”" in capsys.readouterr().out


def test_what_was_fetched_is_indexed_although_a_document_is_left_out(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Rejects a fetch after which nothing can be asked until the index is built by hand."""
    (folder / "scan.txt").write_bytes(b"\xff\xfe")
    (folder / "good.txt").write_text("Be kind.")
    with (folder / "corpus.toml").open("a") as manifest:
        manifest.writelines(
            f'[[document]]\nid = "{id}"\ntitle = "{id}"\nfile = "{id}.txt"\n' for id in ("scan", "good")
        )
    with pytest.raises(UnreadableDocument, match=r"scan\.txt"):
        library.build_library(folder, library.default_index(folder), "")
    library.build_library(folder, library.default_index(folder), "", skip_unreadable=True)
    assert run("fetch", "page", "--allow-http") == 0
    said = capsys.readouterr().out
    assert "2 documents, " in said
    assert "Left out: scan: not UTF-8 text" in said
    assert run("ask", "phones") == 0


def test_what_changed_is_shown_as_standards_and_passages_and_answered_from(
    run: Run, capsys: pytest.CaptureFixture[str], server: Server
) -> None:
    assert run("fetch", "page", "--allow-http") == 0
    assert run("fetch", "page", "--allow-http") == 0
    assert capsys.readouterr().out.endswith("The page\n   page: not changed\n\n")
    server.routes["/page"] = answer(200, SECOND)
    assert run("fetch", "page", "--allow-http") == 0
    assert capsys.readouterr().out.startswith(
        "The page\n"
        "   page: changed since it was last fetched\n"
        "   standards new: 1.2\n"
        "   standards gone: 1.1\n"
        "   added: “1.2 You must speak up.”\n"
        "   removed: “1.1 You must wash your hands.”\n"
        "   changed: “Keep phones in your locker.”\n"
        "        to: “Keep phones in your locker at all times.”\n"
    )
    assert run("ask", "phones") == 0
    assert "“Keep phones in your locker at all times.”" in capsys.readouterr().out


def test_http_is_refused_unless_it_is_allowed(run: Run, capsys: pytest.CaptureFixture[str], server: Server) -> None:
    assert run("fetch", "page") == 1
    assert "is not https. Give its https address, or allow this with --allow-http.\n" in capsys.readouterr().err
    assert server.requests == []


def test_sources_tells_there_from_changed_missing_and_not_held(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path, server: Server
) -> None:
    def states() -> dict[str, str]:
        capsys.readouterr()
        assert run("sources", "--json") == 0
        return {row["source"]["id"]: row["state"] for row in json.loads(capsys.readouterr().out)}

    assert states() == {"page": "not held", "gone": "not held"}
    run("fetch", "page", "--allow-http")
    assert states() == {"page": "there", "gone": "not held"}
    assert run("sources") == 0
    text = capsys.readouterr().out
    download = read_lock(folder / "fetched")["page"]
    day = f"{download.fetched.day} {download.fetched:%B %Y}"
    assert f"\n   there: 2 passages; standards: 1\n   sha256 {download.sha256}\n" in text
    assert f"\n   fetched on {day} from {server.url()}\n" in text
    file = folder / "fetched" / download.file
    file.write_bytes(SECOND)
    assert states() == {"page": "changed", "gone": "not held"}
    assert run("sources") == 0
    assert "changed since it was fetched: 2 passages" in capsys.readouterr().out
    file.unlink()
    assert states() == {"page": "missing", "gone": "not held"}
    assert run("sources") == 0
    assert (
        f"missing: fetched/{file.name} is not there. Get it again: hcpc-guidance fetch page --corpus {folder}\n"
        in capsys.readouterr().out
    )
    assert run("ask", "phones") == 1
    again = f"Run: hcpc-guidance fetch page --corpus {folder}; or remove"
    assert f"{file.name}: cannot be opened (No such file or directory). {again}" in capsys.readouterr().err


def test_a_document_that_cannot_be_read_is_listed_with_its_reason_among_the_others(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Rejects a listing that stops where a build does: it is how one learns of all that is wrong."""
    (folder / "corpus.toml").unlink()
    (folder / "good.txt").write_text("Be kind.")
    (folder / "bad.txt").write_bytes(b"\xff\xfe")
    (folder / "sheet.xls").write_bytes(b"\xd0\xcf")
    assert run("sources") == 0
    listed = capsys.readouterr().out
    assert "\n   unreadable: not UTF-8 text (byte 0). Save it as UTF-8 and build again.\n" in listed
    assert "\n   unreadable: files of this kind (.xls) cannot be read. Save it as one of: .txt, " in listed
    assert "there: 1 passage; " in listed
    assert run("sources", "--json") == 0
    rows = {row["source"]["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert {id: row["state"] for id, row in rows.items()} == {
        "bad": "unreadable",
        "good": "there",
        "sheet.xls": "unreadable",
    }
    assert rows["bad"]["problem"] == "not UTF-8 text (byte 0). Save it as UTF-8 and build again."
    assert rows["good"]["problem"] is None


def test_files_without_an_entry_are_named_and_have_one_proposed(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "policy.txt").write_text("Be kind.")
    (folder / "leave").mkdir()
    (folder / "leave" / "sick.txt").write_text("Ring your manager.")
    assert run("sources") == 0
    said = "Not read, as corpus.toml does not name them: leave/sick.txt, policy.txt\nTo have entries proposed: "
    assert f"{said}hcpc-guidance sources --propose --corpus {folder}\n" in capsys.readouterr().out
    assert run("sources", "--propose") == 0
    proposed = capsys.readouterr().out
    assert 'id = "policy"' in proposed
    assert 'id = "leave-sick"' in proposed
    with (folder / "corpus.toml").open("a") as manifest:
        manifest.write(proposed)
    assert run("sources") == 0
    listed = capsys.readouterr().out
    assert "leave-sick: in force" in listed
    assert "Not read" not in listed


def test_the_corpus_that_comes_along_keeps_its_downloads_in_the_user_s_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path, server: Server
) -> None:
    """Rejects writing to an installed package, and documents that ask does not see after they were fetched."""
    from ingest import corpus, folders
    from ingest.fetch.documents import fetch_documents
    from ingest.fetch.types import Rules

    monkeypatch.setattr(folders, "SHIPPED", folder.resolve())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    before = sorted(folder.rglob("*"))
    folder.chmod(0o500)
    (outcome,) = fetch_documents(folder, ["page"], Rules(allow_http=True), lambda *_: None)
    folder.chmod(0o700)
    assert outcome.kind == "new"
    assert sorted(folder.rglob("*")) == before
    assert (tmp_path / "data" / "hcpc-guidance" / "fetched" / "corpus.lock.json").is_file()
    assert [document.source.id for document in corpus.read_corpus(folder).documents] == ["page"]
